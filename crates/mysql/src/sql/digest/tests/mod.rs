//! Pairs that MySQL 9.7.4 has given for `STATEMENT_DIGEST_TEXT()`, and properties.

mod statements;
mod values;

use proptest::prelude::*;

use super::super::Options;
use super::{DIGEST_LIMIT, Digest, digest_text};

fn digest(text: &str) -> String {
    digest_within(text, DIGEST_LIMIT)
}

fn digest_within(text: &str, limit: usize) -> String {
    String::from_utf8(digest_text(text.as_bytes(), &Options::default(), limit)).unwrap()
}

fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = statements::PAIRS
        .lines()
        .chain(values::PAIRS.lines())
        .filter(|line| !line.is_empty());
    lines.map(|line| line.split_once(" ==> ").unwrap())
}

#[test]
fn digests_are_those_of_the_server() {
    let wrong: Vec<_> = pairs()
        .filter(|(text, expected)| digest(text) != *expected)
        .collect();
    for (text, expected) in &wrong {
        println!("{text}\n  expected {expected}\n  got      {}", digest(text));
    }
    assert!(wrong.is_empty(), "{} wrong", wrong.len());
    assert!(pairs().count() >= 60);
}

/// What the server cannot be asked, since its function takes no parameters and refuses errors.
#[test]
fn digests_of_other_texts() {
    let pairs = [
        ("SELECT ?", "SELECT ?"),
        (
            "SELECT * FROM t WHERE a IN (?, ?) AND b = -?",
            "SELECT * FROM `t` WHERE `a` IN (...) AND `b` = - ?",
        ),
        ("SELECT /*+ NO_ICP(t) */ 1", "SELECT ?"),
        ("SELECT 1; SELECT 2;", "SELECT ? ; SELECT ?"),
        ("SELECT 'open", "SELECT ?"),
        ("SELECT `a````b`", "SELECT `a``b`"),
        ("", ""),
    ];
    for (text, expected) in pairs {
        assert_eq!(digest(text), expected, "{text}");
    }
}

#[test]
fn long_lists_collapse_and_long_texts_are_cut() {
    let list = vec!["(1, 'x', -2.5)"; 10_000].join(", ");
    assert_eq!(
        digest(&format!("INSERT INTO t VALUES {list}")),
        "INSERT INTO `t` VALUES (...) /* , ... */"
    );
    let columns: Vec<_> = (0..10_000).map(|index| format!("c{index}")).collect();
    let text = format!("SELECT {} FROM t", columns.join(", "));
    assert_eq!(digest(&text).len(), DIGEST_LIMIT);
    assert!(digest(&text).starts_with(&digest_within(&text, 100)));
}

#[test]
fn hashes_are_sixty_four_digits() {
    let hash = Digest::of(digest("SELECT 1").as_bytes()).to_string();
    assert_eq!(
        hash,
        Digest::of(digest("select  /* x */ 2").as_bytes()).to_string()
    );
    assert_ne!(hash, Digest::of(digest("SELECT a").as_bytes()).to_string());
    assert_eq!(hash.len(), 64);
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(Digest::of(b"").to_string(), empty);
}

proptest! {
    #[test]
    fn any_bytes_have_a_digest(text in prop::collection::vec(any::<u8>(), 0..200), limit in 0_usize..100) {
        prop_assert!(digest_text(&text, &Options::default(), limit).len() <= limit);
    }

    /// Two texts that differ in values only have one digest.
    #[test]
    fn values_do_not_matter(one in "[a-z;'\"]{0,9}", two in 0_u32..1_000_000) {
        let text = |string: &str, number: u32| format!("SELECT * FROM t WHERE a = '{}' AND b > {number}", string.replace('\'', "''"));
        prop_assert_eq!(digest(&text(&one, two)), digest(&text("x", 1)));
    }
}
