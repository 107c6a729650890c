//! Statements and their classes, one a line: `statement => kind | flags @hint`.

mod calls;
mod comments;
mod definitions;
mod functions;
mod joins;
mod locking;
mod multi;
mod names;
mod reads;
mod server;
mod session;
mod show;
mod transactions;
mod variables;
mod with;
mod writes;

use super::super::{Options, classify};
use super::shown;

const ALL: &[(&str, &str)] = &[
    ("calls", calls::CASES),
    ("comments", comments::CASES),
    ("definitions", definitions::CASES),
    ("functions", functions::CASES),
    ("joins", joins::CASES),
    ("locking", locking::CASES),
    ("multi", multi::CASES),
    ("names", names::CASES),
    ("reads", reads::CASES),
    ("server", server::CASES),
    ("session", session::CASES),
    ("show", show::CASES),
    ("transactions", transactions::CASES),
    ("variables", variables::CASES),
    ("with", with::CASES),
    ("writes", writes::CASES),
];

/// Every statement with its class.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = ALL
        .iter()
        .flat_map(|(_, cases)| cases.lines().filter(|line| !line.is_empty()));
    lines.map(|line| {
        line.rsplit_once(" => ")
            .map(|(text, class)| (text.trim_end(), class))
            .unwrap()
    })
}

#[test]
fn statements_have_their_classes() {
    let mut wrong = Vec::new();
    for (text, expected) in all() {
        let class = shown(&classify(text.as_bytes(), &Options::default()));
        if class != expected {
            wrong.push(format!("{text}\n  expected {expected}\n  got      {class}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n{} wrong",
        wrong.join("\n"),
        wrong.len()
    );
    assert!(all().count() >= 300, "{} statements", all().count());
}
