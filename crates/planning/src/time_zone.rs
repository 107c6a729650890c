//! Time zones: the API's spelling (documentation 4.3.1, 5.3.1) and MySQL's.

/// What the API's `UTC`, `UTC+08:00` or `UTC-05:00` is to MySQL (`+00:00`, `+08:00`, `-05:00`);
/// `None` when it is no whole hour from UTC-12:00 to UTC+12:00.
pub fn to_mysql(zone: &str) -> Option<String> {
    let offset = zone.strip_prefix("UTC")?;
    if offset.is_empty() {
        return Some("+00:00".to_owned());
    }
    let hours = offset.strip_prefix(['+', '-'])?.strip_suffix(":00")?;
    let is_hours = hours.len() == 2 && hours.bytes().all(|b| b.is_ascii_digit());
    let in_range = is_hours && hours.parse::<u8>().is_ok_and(|hours| hours <= 12);
    in_range.then(|| offset.to_owned())
}

#[cfg(test)]
mod tests {
    use super::to_mysql;

    #[test]
    fn spellings() {
        assert_eq!(to_mysql("UTC").as_deref(), Some("+00:00"));
        assert_eq!(to_mysql("UTC+08:00").as_deref(), Some("+08:00"));
        assert_eq!(to_mysql("UTC-12:00").as_deref(), Some("-12:00"));
        for bad in [
            "",
            "GMT",
            "UTC+13:00",
            "UTC+8:00",
            "UTC+08:30",
            "UTC+0x:00",
            "UTC08:00",
            "utc",
        ] {
            assert_eq!(to_mysql(bad), None, "{bad}");
        }
    }
}
