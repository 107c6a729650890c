//! Points in time: UTC, milliseconds since the epoch, and the API's spellings of them.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// The form in names of files.
const DIGITS: &str = "%Y%m%d%H%M%S";

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The current time of the system's clock.
    pub fn now() -> Self {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// This time and `seconds` more.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// The form of the database API: `2022-07-14T16:26:58+0000` (no colon in the offset).
    pub fn to_api(self) -> String {
        self.to_chrono()
            .format("%Y-%m-%dT%H:%M:%S+0000")
            .to_string()
    }

    /// The form of the IAM API: `2019-02-13T06:52:13.855000Z`.
    pub fn to_iam(self) -> String {
        self.to_chrono()
            .to_rfc3339_opts(SecondsFormat::Micros, true)
    }

    /// The form of the VPC API: `2019-02-13T06:52:13Z`.
    pub fn to_vpc(self) -> String {
        self.to_chrono().to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// The form in names of files: `20190213065213`.
    pub fn to_digits(self) -> String {
        self.to_chrono().format(DIGITS).to_string()
    }

    /// From the form of the database API with any offset, or `Z` for none.
    pub fn from_api(text: &str) -> Option<Self> {
        let time = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%#z").ok()?;
        Some(Self(time.timestamp_millis()))
    }

    /// From the form in names of files.
    pub fn from_digits(text: &str) -> Option<Self> {
        let is_whole = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit());
        let time = is_whole.then(|| NaiveDateTime::parse_from_str(text, DIGITS));
        let time = Self(time?.ok()?.and_utc().timestamp_millis());
        // A leap second is never written.
        (time.to_digits() == text).then_some(time)
    }

    fn to_chrono(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn spellings() {
        let time = Timestamp::from_millis(1_550_040_733_855);
        assert_eq!(time.to_api(), "2019-02-13T06:52:13+0000");
        assert_eq!(time.to_iam(), "2019-02-13T06:52:13.855000Z");
        assert_eq!(time.to_vpc(), "2019-02-13T06:52:13Z");
        assert_eq!(time.to_digits(), "20190213065213");
    }

    #[test]
    fn readings() {
        let whole = Timestamp::from_millis(1_550_040_733_000);
        for text in [
            "2019-02-13T06:52:13+0000",
            "2019-02-13T06:52:13Z",
            "2019-02-13T14:52:13+0800",
            "2019-02-13T14:52:13+08:00",
            "2019-02-12T23:52:13-0700",
        ] {
            assert_eq!(Timestamp::from_api(text), Some(whole), "{text}");
        }
        assert_eq!(Timestamp::from_digits("20190213065213"), Some(whole));
        for text in [
            "",
            "2019-02-13",
            "2019-02-13T06:52:13",
            "2019-02-30T06:52:13Z",
        ] {
            assert_eq!(Timestamp::from_api(text), None, "{text}");
        }
        for text in ["2019021306521", "20190213065260", "20190230000000"] {
            assert_eq!(Timestamp::from_digits(text), None, "{text}");
        }
    }
}
