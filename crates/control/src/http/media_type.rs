//! What a body says it is.

use axum::http::{HeaderMap, header};
use hyades_types::error::{ApiError, ErrorCode};

/// Refuses a body that is not declared to be JSON in UTF-8.
pub(super) fn check(headers: &HeaderMap) -> Result<(), ApiError> {
    let declared = headers.get(header::CONTENT_TYPE);
    let declared = declared.map(|value| value.to_str().unwrap_or_default());
    if declared.is_some_and(is_json) {
        return Ok(());
    }
    let detail = "send it with Content-Type: application/json";
    Err(ApiError::new(ErrorCode::UNSUPPORTED_MEDIA_TYPE).detail(detail))
}

/// `application/json`, with a character set if it is UTF-8, and whatever other parameters.
fn is_json(declared: &str) -> bool {
    let mut parts = declared.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    kind.eq_ignore_ascii_case("application/json") && parts.all(is_harmless)
}

fn is_harmless(parameter: &str) -> bool {
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    let value = value.trim().trim_matches('"');
    !name.trim().eq_ignore_ascii_case("charset")
        || value.eq_ignore_ascii_case("utf-8")
        || value.eq_ignore_ascii_case("utf8")
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn json() {
        for declared in [
            "application/json",
            "Application/JSON",
            "application/json;charset=utf-8",
            "application/json; charset=UTF-8",
            "application/json; Charset=\"utf8\"",
            "application/json;",
            "application/json; boundary=x",
        ] {
            assert!(is_json(declared), "{declared}");
        }
    }

    #[test]
    fn something_else() {
        for declared in [
            "",
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/json5",
            "application/json; charset=gbk",
            "application/json; charset",
            "text/plain; application/json",
        ] {
            assert!(!is_json(declared), "{declared}");
        }
    }
}
