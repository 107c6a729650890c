//! Which values the documentation allows (digest A5, A6, A8; sections 4.3.1, 4.3.7, 4.3.8, 4.3.24).
//!
//! Each rule names the field that breaks it.

use std::collections::HashSet;

use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::model::Tag;

/// Days that automatic backups may be kept.
const BACKUP_DAYS: std::ops::RangeInclusive<i64> = 1..=732;

/// Tags that a create call may carry.
const MOST_TAGS: usize = 10;

/// An instance's name: 4 to 64 letters, digits, `-` and `_`, a letter first.
pub(super) fn name(text: &str) -> Result<String, ApiError> {
    if is_name(text) {
        return Ok(text.to_owned());
    }
    Err(ApiError::new(ErrorCode::INSTANCE_NAME_INVALID)
        .field("name")
        .detail(
            "must be 4 to 64 letters, digits, hyphens and underscores, and start with a letter",
        ))
}

/// Whether a text can be the name of an instance or a proxy.
pub(in crate::app) fn is_name(text: &str) -> bool {
    let letter_first = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let allowed = text
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    (4..=64).contains(&text.len()) && letter_first && allowed
}

/// A description: at most 64 letters, digits, `.`, `_` and `-`; may be empty.
pub(super) fn alias(text: &str) -> Result<(), ApiError> {
    let allowed = text
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
    if text.chars().count() <= 64 && allowed {
        return Ok(());
    }
    Err(ApiError::parameter(
        "alias",
        "must be at most 64 letters, digits, periods, underscores and hyphens",
    ))
}

/// A backup window: one hour from a full hour on, such as `08:00-09:00`.
pub(super) fn backup_window(text: &str) -> Result<String, ApiError> {
    let hour = |text: &str| {
        text.strip_suffix(":00")
            .filter(|h| h.len() == 2)?
            .parse::<u8>()
            .ok()
    };
    let valid = text
        .split_once('-')
        .and_then(|(from, to)| Some((hour(from)?, hour(to)?)))
        .is_some_and(|(from, to)| from < 24 && to == (from + 1) % 24);
    if valid {
        return Ok(text.to_owned());
    }
    Err(ApiError::new(ErrorCode::BACKUP_TIME_INVALID)
        .field("backup_strategy.start_time")
        .detail("must be one hour from a full hour on, such as 08:00-09:00"))
}

/// How many days backups are kept.
pub(super) fn backup_days(days: i64) -> Result<u32, ApiError> {
    u32::try_from(days)
        .ok()
        .filter(|_| BACKUP_DAYS.contains(&days))
        .ok_or_else(|| {
            ApiError::new(ErrorCode::BACKUP_DAYS_INVALID)
                .field("backup_strategy.keep_days")
                .detail("must be from 1 to 732")
        })
}

/// Tags: at most ten, with unique keys, of the characters that are allowed.
pub(super) fn tags(tags: Vec<(String, String)>) -> Result<Vec<Tag>, ApiError> {
    if tags.len() > MOST_TAGS {
        return Err(ApiError::new(ErrorCode::TAG_QUOTA_EXCEEDED)
            .field("tags")
            .detail(format!("must be at most {MOST_TAGS}")));
    }
    let mut keys = HashSet::new();
    for (key, value) in &tags {
        tag(key, value)?;
        if !keys.insert(key.as_str()) {
            return Err(ApiError::new(ErrorCode::TAG_KEY_NOT_UNIQUE)
                .field("tags")
                .detail("must have unique keys"));
        }
    }
    let mut tags: Vec<Tag> = tags
        .into_iter()
        .map(|(key, value)| Tag { key, value })
        .collect();
    tags.sort();
    Ok(tags)
}

fn tag(key: &str, value: &str) -> Result<(), ApiError> {
    let common = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    if key.is_empty() || key.len() > 36 || !key.bytes().all(common) {
        return Err(ApiError::parameter(
            "tags.key",
            "must be 1 to 36 letters, digits, hyphens and underscores",
        ));
    }
    if value.len() > 43 || !value.bytes().all(|b| common(b) || b == b'.') {
        return Err(ApiError::parameter(
            "tags.value",
            "must be at most 43 letters, digits, periods, hyphens and underscores",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert!(name("gauss-01_x").is_ok());
        for bad in [
            "",
            "abc",
            "1abc",
            "-abc",
            "ab c",
            "abcd'",
            "äbcd",
            &"a".repeat(65),
        ] {
            assert_eq!(
                name(bad).unwrap_err().code(),
                ErrorCode::INSTANCE_NAME_INVALID,
                "{bad}"
            );
        }
    }

    #[test]
    fn backup_windows() {
        assert!(backup_window("08:00-09:00").is_ok());
        assert!(backup_window("23:00-00:00").is_ok());
        for bad in [
            "",
            "08:00",
            "08:00-10:00",
            "24:00-01:00",
            "8:00-9:00",
            "08:30-09:30",
        ] {
            assert!(backup_window(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn days_and_tags() {
        assert!(backup_days(1).is_ok() && backup_days(732).is_ok());
        assert!(backup_days(0).is_err() && backup_days(733).is_err() && backup_days(-1).is_err());
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert!(tags(vec![pair("a", ""), pair("b", "x.y")]).is_ok());
        assert!(tags(vec![pair("a", "1"), pair("a", "2")]).is_err());
        assert!(tags(vec![pair("", "1")]).is_err());
        assert!(tags(vec![pair("a", " ")]).is_err());
        assert!(tags((0..11).map(|n| pair(&format!("k{n}"), "")).collect()).is_err());
    }

    #[test]
    fn aliases() {
        assert!(alias("").is_ok() && alias("orders.db_1").is_ok());
        assert!(alias("a b").is_err() && alias(&"a".repeat(65)).is_err());
    }
}
