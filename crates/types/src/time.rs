//! Points in time: UTC, milliseconds since the epoch, and the API's two spellings of them.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

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
    }
}
