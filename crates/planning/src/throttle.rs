//! Rules of SQL statement concurrency control (4.12): their form, and what setting and deleting do.

use hyades_types::model::{NodeRule, RuleKey};

/// Keywords that a pattern may have.
const MOST_KEYWORDS: usize = 128;

/// What a pattern must be, for people.
pub const PATTERN_RULE: &str = "must be 1 to 128 keywords joined by single tildes, without \
                                backslashes and commas";

/// Whether a text is a pattern: keywords joined by single tildes.
pub fn is_pattern(text: &str) -> bool {
    let keywords = || text.split('~');
    !text.contains(['\\', ','])
        && keywords().count() <= MOST_KEYWORDS
        && keywords().all(|keyword| !keyword.trim().is_empty())
}

/// The rules after some were set: one that is there gets the new limit and keeps its place, the
/// others come last. (Terraform sets one pattern at a time and expects the others to stay.)
pub fn set(mut rules: Vec<NodeRule>, new: Vec<NodeRule>) -> Vec<NodeRule> {
    for rule in new {
        match rules.iter_mut().find(|known| known.key == rule.key) {
            Some(known) => known.max_concurrency = rule.max_concurrency,
            None => rules.push(rule),
        }
    }
    rules
}

/// The rules after exactly these were deleted.
pub fn delete(mut rules: Vec<NodeRule>, gone: &[RuleKey]) -> Vec<NodeRule> {
    rules.retain(|rule| !gone.contains(&rule.key));
    rules
}

#[cfg(test)]
mod tests {
    use hyades_types::id::NodeId;
    use hyades_types::topology::ThrottleKind;

    use super::*;

    #[test]
    fn patterns() {
        assert!(is_pattern("select~from~t3~where~id"));
        assert!(is_pattern("select"));
        assert!(is_pattern(&vec!["k"; 128].join("~")));
        assert!(!is_pattern(&vec!["k"; 129].join("~")));
        for bad in ["", " ", "~", "a~", "~a", "a~~b", "a\\b", "a,b", "a~ ~b"] {
            assert!(!is_pattern(bad), "{bad}");
        }
    }

    #[test]
    fn setting_merges_and_deleting_is_exact() {
        let node = NodeId::generate();
        let key = |pattern: &str| RuleKey {
            node: node.clone(),
            kind: ThrottleKind::Select,
            pattern: pattern.to_owned(),
        };
        let rule = |pattern, max_concurrency| NodeRule {
            key: key(pattern),
            max_concurrency,
        };
        let rules = set(
            vec![rule("a", 1), rule("b", 1)],
            vec![rule("c", 0), rule("a", 5)],
        );
        assert_eq!(rules, [rule("a", 5), rule("b", 1), rule("c", 0)]);
        let update = RuleKey {
            kind: ThrottleKind::Update,
            ..key("b")
        };
        let rules = delete(rules, &[key("a"), update, key("nothing")]);
        assert_eq!(rules, [rule("b", 1), rule("c", 0)]);
    }
}
