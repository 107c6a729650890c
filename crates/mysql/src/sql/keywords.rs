//! Patterns of SQL concurrency control (documentation 4.12).
//!
//! A pattern is a list of keywords joined by `~`: `select~from~t1`. A statement matches if it contains all of them, each behind
//! the end of the one before.
//!
//! The documentation's own example is that `a~and~b` matches `xxx a>1 and b>2`, and keywords such as `a>1` are allowed. So
//! keywords are searched for in the statement's text as it is, comments and strings included, and `t1` is found in `t10` too.
//! That is also what works on data that is no SQL, and it costs no more than reading the text. The documentation does not say
//! whether case matters; since SQL's keywords have none, it does not.
//!
//! Limits of the documentation: up to 128 keywords, no `\`, no `,`, no `~~`, no `~` at the end. There is no escape, so a
//! keyword cannot contain `~`. Blanks around a keyword do not count, those inside of one do. The user guide adds that a rule has
//! at most 1000 bytes. A `~` at the beginning would make an empty keyword and is refused as well.
//!
//! [`Class::filter_type`](super::Class::filter_type) says which type of rule a statement falls under.

use std::fmt;

use memchr::{memchr, memchr2};

/// A parsed pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// In small letters, none of them empty.
    keywords: Vec<Box<[u8]>>,
    text: Box<str>,
}

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Nothing before, between or behind `~`, or nothing at all.
    #[error("a keyword of the pattern is empty")]
    EmptyKeyword,
    /// A backslash or a comma.
    #[error("the pattern contains {0:?}")]
    Character(char),
    /// More than [`Pattern::MOST_KEYWORDS`].
    #[error("the pattern has more than {} keywords", Pattern::MOST_KEYWORDS)]
    TooManyKeywords,
    /// More than [`Pattern::LONGEST`] bytes.
    #[error("the pattern is longer than {} bytes", Pattern::LONGEST)]
    TooLong,
}

impl Pattern {
    /// The most keywords that a pattern may have.
    pub const MOST_KEYWORDS: usize = 128;
    /// The most bytes that a pattern may have.
    pub const LONGEST: usize = 1000;

    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// What the documentation forbids.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        if text.len() > Self::LONGEST {
            return Err(PatternError::TooLong);
        }
        if let Some(character) = text
            .chars()
            .find(|character| matches!(character, '\\' | ','))
        {
            return Err(PatternError::Character(character));
        }
        let keywords: Vec<Box<[u8]>> = text
            .split('~')
            .map(|word| word.trim_ascii().to_ascii_lowercase().into_bytes().into())
            .collect();
        if keywords.iter().any(|keyword| keyword.is_empty()) {
            return Err(PatternError::EmptyKeyword);
        }
        if keywords.len() > Self::MOST_KEYWORDS {
            return Err(PatternError::TooManyKeywords);
        }
        Ok(Self {
            keywords,
            text: text.into(),
        })
    }

    /// Whether the statement contains all keywords in their order.
    pub fn matches(&self, statement: &[u8]) -> bool {
        let mut rest = statement;
        for keyword in &self.keywords {
            match find(rest, keyword) {
                Some(at) => rest = rest.get(at + keyword.len()..).unwrap_or_default(),
                None => return false,
            }
        }
        true
    }

    /// The pattern as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Where `keyword`, in small letters, first stands in `text`.
fn find(text: &[u8], keyword: &[u8]) -> Option<usize> {
    let (&first, _) = keyword.split_first()?;
    let capital = first.to_ascii_uppercase();
    let last = text.len().checked_sub(keyword.len())?;
    let mut start = 0;
    while start <= last {
        let window = text.get(start..=last)?;
        let at = if first == capital {
            memchr(first, window)
        } else {
            memchr2(first, capital, window)
        }?;
        start += at;
        if text
            .get(start..start + keyword.len())?
            .eq_ignore_ascii_case(keyword)
        {
            return Some(start);
        }
        start += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, statement: &str) -> bool {
        Pattern::parse(pattern)
            .unwrap()
            .matches(statement.as_bytes())
    }

    #[test]
    fn keywords_match_in_order() {
        assert!(matches("select~from~t1", "SELECT a FROM t1"));
        assert!(matches(
            "select~from~t3~where~id",
            "select * from t3 where id = 1"
        ));
        assert!(matches("a~and~b", "xxx a>1 and b>2"));
        assert!(!matches("b~and~a", "xxx a>1 and b>2"));
        assert!(matches("delete~from", "DELETE FROM t"));
        assert!(!matches("delete~from", "from delete"));
        assert!(matches("SELECT~T1", "select 1 from t1"));
        assert!(matches("select ~ a>1 ", "select 1 from t where a>1"));
        assert!(!matches("select~a>1", "select 1 from t where a > 1"));
        assert!(matches("order by", "select 1 order by 1"));
    }

    #[test]
    fn keywords_match_the_raw_text() {
        assert!(matches("select~t1", "SELECT 1 FROM t10"));
        assert!(matches("slow", "SELECT 1 /* slow */"));
        assert!(matches("slow", "SELECT 'slow'"));
    }

    #[test]
    fn keywords_do_not_overlap() {
        assert!(!matches("aa~aa", "aaa"));
        assert!(matches("aa~aa", "aaaa"));
        assert!(!matches("select~select", "select"));
    }

    #[test]
    fn patterns_have_limits() {
        assert_eq!(Pattern::parse(""), Err(PatternError::EmptyKeyword));
        assert_eq!(Pattern::parse("~a"), Err(PatternError::EmptyKeyword));
        assert_eq!(Pattern::parse("a~"), Err(PatternError::EmptyKeyword));
        assert_eq!(Pattern::parse("a~~b"), Err(PatternError::EmptyKeyword));
        assert_eq!(Pattern::parse("a~ \t~b"), Err(PatternError::EmptyKeyword));
        assert_eq!(Pattern::parse("a,b"), Err(PatternError::Character(',')));
        assert_eq!(Pattern::parse("a\\b"), Err(PatternError::Character('\\')));
        assert!(Pattern::parse(&vec!["a"; 128].join("~")).is_ok());
        assert_eq!(
            Pattern::parse(&vec!["a"; 129].join("~")),
            Err(PatternError::TooManyKeywords)
        );
        assert!(Pattern::parse(&"a".repeat(1000)).is_ok());
        assert_eq!(
            Pattern::parse(&"a".repeat(1001)),
            Err(PatternError::TooLong)
        );
        assert_eq!(
            Pattern::parse("Select ~ a").unwrap().to_string(),
            "Select ~ a"
        );
    }

    proptest! {
        #[test]
        fn the_search_is_the_obvious_one(keywords in prop::collection::vec("[abAB<]{1,3}", 1..4), text in "[abAB<]{0,12}") {
            let (small, mut rest) = (text.to_ascii_lowercase(), 0);
            let expected = keywords.iter().all(|keyword| {
                let found = small[rest..].find(&keyword.to_ascii_lowercase());
                rest += found.map_or(0, |at| at + keyword.len());
                found.is_some()
            });
            prop_assert_eq!(matches(&keywords.join("~"), &text), expected);
        }
    }
}
