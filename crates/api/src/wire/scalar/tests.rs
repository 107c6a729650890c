use serde::de::DeserializeOwned;
use serde_json::{Value, from_value, json};

use super::*;

fn read<T: DeserializeOwned>(value: Value) -> Option<T> {
    from_value(value).ok()
}

#[test]
fn text_takes_strings_and_numbers() {
    for (value, expected) in [
        (json!("a"), "a"),
        (json!(""), ""),
        (json!(0), "0"),
        (json!(-7), "-7"),
        (json!(u64::MAX), "18446744073709551615"),
        (json!(8.0), "8.0"),
        (json!(2.5), "2.5"),
    ] {
        assert_eq!(read::<Text>(value), Some(Text::from(expected)));
    }
    for value in [json!(null), json!(true), json!([]), json!({})] {
        assert_eq!(read::<Text>(value), None);
    }
}

#[test]
fn flags_take_booleans_and_their_spellings() {
    for value in [json!(true), json!("true"), json!("True"), json!("TRUE")] {
        assert_eq!(read(value), Some(Flag(true)));
    }
    for value in [json!(false), json!("false"), json!("FALSE")] {
        assert_eq!(read(value), Some(Flag(false)));
    }
    for value in [json!(1), json!("yes"), json!(""), json!(null)] {
        assert_eq!(read::<Flag>(value), None);
    }
}

#[test]
fn switches_are_words() {
    for (value, on) in [("ON", true), ("on", true), ("OFF", false), ("Off", false)] {
        assert_eq!(read(json!(value)), Some(OnOff(on)));
    }
    for value in [json!(true), json!("true"), json!(1), json!(""), json!(null)] {
        assert_eq!(read::<OnOff>(value), None);
    }
    assert_eq!((OnOff(true).as_str(), OnOff(false).as_str()), ("ON", "OFF"));
}

#[test]
fn ints_take_numbers_and_digits() {
    for (value, expected) in [
        (json!(5), 5),
        (json!("5"), 5),
        (json!(-1), -1),
        (json!("-1"), -1),
        (json!(i64::MAX), i64::MAX),
    ] {
        assert_eq!(read(value), Some(Int(expected)));
    }
    for value in [
        json!(u64::MAX),
        json!(1.5),
        json!(""),
        json!("five"),
        json!("5 "),
        json!(true),
        json!("99999999999999999999"),
    ] {
        assert_eq!(read::<Int>(value), None);
    }
}

#[test]
fn one_item_stands_for_an_array_of_one() {
    let ints = |numbers: &[i64]| Some(OneOrMany(numbers.iter().copied().map(Int).collect()));
    assert_eq!(read(json!([1, "2"])), ints(&[1, 2]));
    assert_eq!(read(json!(1)), ints(&[1]));
    assert_eq!(read(json!("1")), ints(&[1]));
    assert_eq!(read(json!([])), ints(&[]));
    assert_eq!(read::<OneOrMany<Int>>(json!([[1]])), None);
    assert_eq!(read::<OneOrMany<Int>>(json!(null)), None);
    let texts: OneOrMany<Text> = read(json!("az1")).unwrap();
    assert_eq!(texts.0, [Text::from("az1")]);
}
