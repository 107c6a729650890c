//! Examples that MySQL 9.7 was asked about, and a naive set to compare with.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{GtidError, GtidSet, Source, Tag};

const ONE: &str = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
const TWO: &str = "aaaaaaaa-71ca-11e1-9e33-c80aa9429562";

fn set(text: &str) -> GtidSet {
    text.replace("$1", ONE).replace("$2", TWO).parse().unwrap()
}

fn shown(text: &str) -> String {
    set(text).to_string().replace(ONE, "$1").replace(TWO, "$2")
}

#[test]
fn reads_what_the_server_reads() {
    let pairs = [
        ("", ""),
        (",", ""),
        ("$1", ""),
        ("$1:5-1", ""),
        ("$1:tag", ""),
        ("$1:1,,", "$1:1"),
        ("$1:1-9223372036854775806", "$1:1-9223372036854775806"),
        ("3E11FA4771CA11E19E33C80AA9429562:1", "$1:1"),
        ("{$1}:1", "$1:1"),
        ("$1:Tag:1-5:7:9-8", "$1:tag:1-5:7"),
        (
            "$1:1-2:tag:1-5,\n $1 : tag2 : 3 - 4",
            "$1:1-2:tag:1-5:tag2:3-4",
        ),
        ("$1:_a1:1", "$1:_a1:1"),
        (
            "$1:a1234567890123456789012345678901:1",
            "$1:a1234567890123456789012345678901:1",
        ),
        ("$1:007-010", "$1:7-10"),
        ("$1:b:1:a:1-3:5:c:2:1", "$1:a:1-3:5:b:1:c:1-2"),
        ("$2:1,$1:b:1,$1:5,$1:B:2", "$1:5:b:1-2,$2:1"),
        ("$1:1\t:\r3", "$1:1:3"),
        ("$1:1-5:7,\n$2:1-3", "$1:1-5:7,$2:1-3"),
        ("$1:1:3:2", "$1:1-3"),
        ("$1:1-3:2-7:9:8", "$1:1-9"),
    ];
    for (text, expected) in pairs {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn refuses_what_the_server_refuses() {
    let texts = [
        "uuid:5-1",
        "$1:0",
        "$1:1-9223372036854775807",
        "$1:9223372036854775807",
        "$1:99999999999999999999999",
        "$1:",
        "$1:1:",
        "$1:tag:",
        "$1:1tag:1",
        "$1:a12345678901234567890123456789012:1",
        "$1:1-",
        "$1:-1",
        "$1:1 2",
        "{$1:1",
        "3e11fa47-71ca11e1-9e33-c80aa9429562:1",
        "3e11fa47",
    ];
    for text in texts {
        let text = text.replace("$1", ONE);
        assert!(GtidSet::parse(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn compares_sets() {
    let cases = [
        ("", "", true),
        ("$1:1-5", "", true),
        ("", "$1:1", false),
        ("$1:1-5", "$1:5", true),
        ("$1:1-5", "$1:6", false),
        ("$1:1-5:7-9", "$1:5-7", false),
        ("$1:1-5:7-9", "$1:2:8-9", true),
        ("$1:1-5", "$2:1", false),
        ("$1:1-5,$2:1", "$2:1", true),
        ("$1:1-5", "$1:tag:1", false),
        ("$1:1-5:tag:1-2", "$1:tag:1", true),
    ];
    for (larger, smaller, expected) in cases {
        assert_eq!(
            set(larger).contains(&set(smaller)),
            expected,
            "{larger} contains {smaller}"
        );
    }
}

/// Each statement of a session adds one transaction, most often the one behind the last.
#[test]
fn transactions_of_a_session_add_up() {
    let mut own = GtidSet::new();
    for number in [7, 8, 9, 12, 10, 11] {
        own.add_text(format!("{ONE}:{number}").as_bytes()).unwrap();
    }
    own.add_text(format!("{ONE}:tag:1").as_bytes()).unwrap();
    assert_eq!(own, set("$1:7-12:tag:1"));
    assert_eq!(
        own.add_text(format!("{ONE}:13,{ONE}:x:").as_bytes()),
        Err(GtidError::Syntax(79))
    );
    assert!(own.contains(&set("$1:13")));
}

#[test]
fn takes_little_memory() {
    assert!(size_of::<GtidSet>() <= 72, "{}", size_of::<GtidSet>());
}

/// Every transaction on its own, named as a text that sorts like the sources do.
type Naive = BTreeSet<(u8, Option<&'static str>, u64)>;

fn source((server, tag, _): (u8, Option<&'static str>, u64)) -> Source {
    Source {
        uuid: [server; 16],
        tag: tag.and_then(|tag| Tag::new(tag.as_bytes())),
    }
}

fn from_naive(naive: &Naive) -> GtidSet {
    let mut set = GtidSet::new();
    for gtid in naive {
        set.add(&source(*gtid), gtid.2);
    }
    set
}

fn gtids() -> impl Strategy<Value = Vec<(u8, Option<&'static str>, u64)>> {
    let tag = prop_oneof![3 => Just(None), 1 => Just(Some("a")), 1 => Just(Some("tag_2"))];
    prop::collection::vec((0_u8..3, tag, 1_u64..24), 0..60)
}

proptest! {
    #[test]
    fn the_order_of_adding_does_not_matter(gtids in gtids()) {
        let naive: Naive = gtids.iter().copied().collect();
        let mut set = GtidSet::new();
        for gtid in &gtids {
            set.add(&source(*gtid), gtid.2);
        }
        prop_assert_eq!(&set, &from_naive(&naive));
        prop_assert_eq!(set.len(), naive.len() as u64);
        prop_assert_eq!(set.is_empty(), naive.is_empty());
    }

    #[test]
    fn union_and_contains_agree_with_the_naive_set(one in gtids(), two in gtids()) {
        let (one, two): (Naive, Naive) = (one.into_iter().collect(), two.into_iter().collect());
        let (first, second) = (from_naive(&one), from_naive(&two));
        prop_assert_eq!(first.contains(&second), one.is_superset(&two));
        let mut both = first.clone();
        both.union(&second);
        prop_assert!(both.contains(&first) && both.contains(&second));
        prop_assert_eq!(both, from_naive(&one.union(&two).copied().collect()));
    }

    #[test]
    fn text_is_read_back(gtids in gtids()) {
        let set = from_naive(&gtids.into_iter().collect());
        prop_assert_eq!(&set.to_string().parse::<GtidSet>().unwrap(), &set);
    }

    #[test]
    fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = GtidSet::parse(&bytes);
    }
}
