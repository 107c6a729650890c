//! Versions of proxies (4.7.15, 4.7.18), in the API's form of four numbers.

use std::fmt;
use std::str::FromStr;

/// A version such as `2.0.01.000`.
///
/// Hyades has three numbers (`0.1.0`); the API's versions begin with 2, and have two and three
/// digits in the last places: `2.<major>.<minor, two digits>.<patch, three digits>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProxyVersion([u32; 4]);

/// A text that is no version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a version of the form 2.0.01.000")]
pub struct InvalidVersion;

impl ProxyVersion {
    /// The version of the program with this version of its own, such as `0.1.0`; what follows a
    /// hyphen or a plus sign does not count.
    pub fn of_program(version: &str) -> Self {
        let numbers = version.split(['-', '+']).next().unwrap_or_default();
        let mut numbers = numbers.split('.').map(|number| number.parse().unwrap_or(0));
        let mut next = || numbers.next().unwrap_or(0);
        Self([2, next(), next(), next()])
    }
}

impl fmt::Display for ProxyVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [api, major, minor, patch] = self.0;
        write!(f, "{api}.{major}.{minor:02}.{patch:03}")
    }
}

impl FromStr for ProxyVersion {
    type Err = InvalidVersion;
    fn from_str(text: &str) -> Result<Self, InvalidVersion> {
        let mut numbers = [0; 4];
        let mut parts = text.split('.');
        for number in &mut numbers {
            let part = parts.next().ok_or(InvalidVersion)?;
            let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            *number = part.parse().ok().filter(|_| digits).ok_or(InvalidVersion)?;
        }
        match parts.next() {
            None => Ok(Self(numbers)),
            Some(_) => Err(InvalidVersion),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_programs() {
        assert_eq!(ProxyVersion::of_program("0.1.0").to_string(), "2.0.01.000");
        let beta = ProxyVersion::of_program("1.23.4-beta.1+x");
        assert_eq!(beta.to_string(), "2.1.23.004");
        assert!(beta > ProxyVersion::of_program("1.3.40"));
    }

    #[test]
    fn texts() {
        let version: ProxyVersion = "2.0.01.000".parse().unwrap();
        assert_eq!(version, ProxyVersion::of_program("0.1.0"));
        for bad in ["", "2.0.1", "2.0.1.0.0", "2.0.+1.0", "2.0..0", "a.b.c.d"] {
            assert!(bad.parse::<ProxyVersion>().is_err(), "{bad}");
        }
    }
}
