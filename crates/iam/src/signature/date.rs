//! The time of signing.

use chrono::{DateTime, NaiveDateTime};
use hyades_types::time::Timestamp;

use super::{Authorization, DATE_HEADER, SignatureError, SignedRequest};

/// How far the clocks of client and server may be apart.
pub const MAX_SKEW_SECONDS: u64 = 15 * 60;

const FORM: &str = "%Y%m%dT%H%M%SZ";

/// The date as it was signed, checked against the server's time.
pub(super) fn signed_date<'a>(
    request: &SignedRequest<'a>,
    authorization: &Authorization,
    now: Timestamp,
) -> Result<&'a str, SignatureError> {
    if !authorization.signs(DATE_HEADER) {
        return Err(SignatureError::NotSigned {
            header: DATE_HEADER,
        });
    }
    let text = request
        .value(DATE_HEADER)?
        .ok_or_else(|| SignatureError::Missing {
            header: DATE_HEADER.to_owned(),
        })?;
    let date = parse(text).ok_or(SignatureError::Unreadable {
        header: DATE_HEADER,
    })?;
    if date.as_millis().abs_diff(now.as_millis()) > MAX_SKEW_SECONDS * 1000 {
        return Err(SignatureError::Skewed);
    }
    Ok(text)
}

/// A time as `yyyymmddThhmmssZ`.
pub(super) fn format(date: Timestamp) -> String {
    let date = DateTime::from_timestamp_millis(date.as_millis()).unwrap_or_default();
    date.format(FORM).to_string()
}

fn parse(text: &str) -> Option<Timestamp> {
    // The parser also takes signs, spaces and shorter numbers: only what it would print itself
    // is accepted.
    let date = NaiveDateTime::parse_from_str(text, FORM).ok()?;
    let date = Timestamp::from_millis(date.and_utc().timestamp_millis());
    (format(date) == text).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        let date = parse("20260102T030405Z").unwrap();
        assert_eq!(date.as_millis(), 1_767_323_045_000);
        assert_eq!(
            format(Timestamp::from_millis(1_767_323_045_999)),
            "20260102T030405Z"
        );
    }

    #[test]
    fn other_forms() {
        for text in [
            "",
            "2026-01-02T03:04:05Z",
            "20260102T030405",
            "20260102T030405Z ",
            "20260132T030405Z",
            "20260102T250405Z",
            "+20260102T030405Z",
            "2026102T030405Z",
            "20260102t030405z",
            "Fri, 02 Jan 2026 03:04:05 GMT",
            "99999999999T030405Z",
            "２0260102T030405Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
