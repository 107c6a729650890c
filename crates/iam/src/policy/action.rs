//! Patterns over actions.

use serde::{Deserialize, Serialize};

/// `service:resource:verb`, where each part may hold `*` for any characters, or a lone `*` for
/// every action. Letter case makes no difference: a denial must not fail for a capital letter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActionPattern(String);

/// A text that is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an action of the form service:resource:verb, or *")]
pub struct InvalidPattern(String);

impl ActionPattern {
    /// Every action.
    pub fn any() -> Self {
        Self("*".to_owned())
    }

    /// The pattern as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether an action is one of those meant. A `*` does not reach beyond its part.
    pub fn matches(&self, action: &str) -> bool {
        if self.0 == "*" {
            return true;
        }
        let action = action.to_ascii_lowercase();
        let pattern = self.0.to_ascii_lowercase();
        action.split(':').count() == pattern.split(':').count()
            && pattern
                .split(':')
                .zip(action.split(':'))
                .all(|(pattern, part)| glob(pattern, part))
    }
}

impl std::str::FromStr for ActionPattern {
    type Err = InvalidPattern;
    fn from_str(text: &str) -> Result<Self, InvalidPattern> {
        let part = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"*-_.".contains(&b))
        };
        let valid = text == "*" || (text.split(':').count() == 3 && text.split(':').all(part));
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPattern(text.to_owned()))
        }
    }
}

impl TryFrom<String> for ActionPattern {
    type Error = InvalidPattern;
    fn try_from(text: String) -> Result<Self, InvalidPattern> {
        text.parse()
    }
}

impl From<ActionPattern> for String {
    fn from(pattern: ActionPattern) -> String {
        pattern.0
    }
}

impl std::fmt::Display for ActionPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether `text` is `pattern` with something, or nothing, in place of each `*`.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(head) else {
        return false;
    };
    let (middle, tail) = rest.rsplit_once('*').unwrap_or(("", rest));
    // The leftmost place for each piece leaves the most for those after it.
    for piece in middle.split('*') {
        let Some(at) = text.find(piece) else {
            return false;
        };
        text = &text[at + piece.len()..];
    }
    text.ends_with(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, action: &str) -> bool {
        pattern.parse::<ActionPattern>().unwrap().matches(action)
    }

    #[test]
    fn wildcards() {
        for (pattern, action) in [
            ("*", "gaussdb:instance:create"),
            ("*:*:*", "gaussdb:instance:create"),
            ("gaussdb:instance:create", "gaussdb:instance:create"),
            ("gaussdb:instance:CREATE", "GaussDB:instance:create"),
            ("gaussdb:*:list", "gaussdb:backup:list"),
            ("gaussdb:instance:modify*", "gaussdb:instance:modify"),
            ("gaussdb:instance:modify*", "gaussdb:instance:modifySpec"),
            ("gaussdb:instance:*o*y*c", "gaussdb:instance:modifySpec"),
            ("gaussdb:instance:**", "gaussdb:instance:modifySpec"),
        ] {
            assert!(matches(pattern, action), "{pattern} {action}");
        }
    }

    #[test]
    fn what_is_not_meant() {
        for (pattern, action) in [
            ("gaussdb:instance:create", "gaussdb:instance:creat"),
            ("gaussdb:*:list", "gaussdb:backup:listAll"),
            ("gaussdb:*:list", "gaussdb:backup:sub:list"),
            ("gaussdb:*:list", "gaussdb:list"),
            ("gaussdb:instance:a*a", "gaussdb:instance:a"),
            ("gaussdb:instance:*ab*ab", "gaussdb:instance:ab"),
            ("*:*:list", "gaussdb:instance:delete"),
        ] {
            assert!(!matches(pattern, action), "{pattern} {action}");
        }
    }

    #[test]
    fn invalid_patterns() {
        for text in [
            "",
            "**",
            "gaussdb",
            "gaussdb:*",
            "a:b:c:d",
            "a::c",
            "a:b:c d",
            "a:b:é",
        ] {
            assert!(text.parse::<ActionPattern>().is_err(), "{text}");
        }
    }
}
