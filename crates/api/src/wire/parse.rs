//! From bytes to wire structs, with errors that name the field and never repeat its value (which
//! may be a password).

use hyades_types::error::{ApiError, ErrorCode};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::Path;

/// Reads a body that has to be there.
pub fn parse_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    if body.trim_ascii().is_empty() {
        return Err(ApiError::new(ErrorCode::EMPTY_BODY));
    }
    let value = serde_json::from_slice(body).map_err(malformed)?;
    match value {
        Value::Object(_) => parse_value(value),
        _ => Err(ApiError::parameter("body", "must be an object")),
    }
}

/// Reads a body that may be missing, which is the same as `{}`.
pub fn parse_optional_body<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    match body.trim_ascii() {
        [] => parse_body(b"{}"),
        body => parse_body(body),
    }
}

/// Reads a query string (what follows the question mark). All values are strings; of a parameter
/// that is there twice the last one counts.
pub fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, ApiError> {
    let parameters: Map<_, _> = form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
        .collect();
    parse_value(Value::Object(parameters))
}

fn malformed(error: serde_json::Error) -> ApiError {
    ApiError::new(ErrorCode::MALFORMED_BODY).detail(format!(
        "the body is not JSON (line {}, column {})",
        error.line(),
        error.column()
    ))
}

fn parse_value<T: DeserializeOwned>(value: Value) -> Result<T, ApiError> {
    serde_path_to_error::deserialize(value)
        .map_err(|error| bad_field(error.path(), &error.inner().to_string()))
}

/// Serde says what it found and what it expected; only the second part is for the caller.
fn bad_field(path: &Path, message: &str) -> ApiError {
    let path = match path.to_string().as_str() {
        "." => String::new(),
        path => path.to_owned(),
    };
    if let Some(name) = quoted_after(message, "missing field `") {
        let dot = if path.is_empty() { "" } else { "." };
        return ApiError::parameter(format!("{path}{dot}{name}"), "is missing");
    }
    match message.rsplit_once("expected ") {
        Some((_, expected)) => ApiError::parameter(path, format!("must be {expected}")),
        None => ApiError::parameter(path, "is invalid"),
    }
}

/// The text between `prefix` and the next backquote.
fn quoted_after<'m>(message: &'m str, prefix: &str) -> Option<&'m str> {
    message.strip_prefix(prefix)?.split('`').next()
}

#[cfg(test)]
mod tests {
    use hyades_types::Secret;
    use serde::Deserialize;

    use super::*;
    use crate::wire::{Flag, Int, OneOrMany, Text};

    #[derive(Debug, Deserialize)]
    struct Body {
        name: Text,
        #[serde(default, deserialize_with = "crate::wire::object::optional")]
        inner: Option<Inner>,
        tags: Option<OneOrMany<Inner>>,
        password: Option<Secret>,
    }

    #[derive(Debug, Deserialize)]
    struct Inner {
        key: Text,
        #[expect(dead_code, reason = "only its type matters here")]
        count: Option<Int>,
        #[expect(dead_code, reason = "only its type matters here")]
        on: Option<Flag>,
    }

    fn error(body: &str) -> String {
        parse_body::<Body>(body.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn bodies_are_read_liberally() {
        let body: Body = parse_body(
            br#" {"name": 5, "unknown": [], "inner": null, "tags": {"key": "k"}, "password": "p"} "#,
        )
        .unwrap();
        assert_eq!(body.name.as_str(), "5");
        assert!(body.inner.is_none());
        assert_eq!(body.tags.unwrap().0[0].key.as_str(), "k");
        assert_eq!(body.password.unwrap().expose(), "p");
    }

    #[test]
    fn errors_name_the_field() {
        for (body, expected) in [
            (r#"{}"#, "name is missing"),
            (r#"{"name": null}"#, "name must be a string"),
            (r#"{"name": {}}"#, "name must be a string"),
            (r#"{"name": "n", "inner": {}}"#, "inner.key is missing"),
            (r#"{"name": "n", "inner": 3}"#, "inner must be an object"),
            (
                r#"{"name": "n", "inner": ["k"]}"#,
                "inner must be an object",
            ),
            (
                r#"{"name": "n", "inner": {"key": "k", "count": "x"}}"#,
                "inner.count must be a whole number",
            ),
            (
                r#"{"name": "n", "tags": [{"key": "k"}, {"key": []}]}"#,
                "tags[1].key must be a string",
            ),
            (
                r#"{"name": "n", "tags": {"key": "k", "on": 2}}"#,
                "tags.on must be true or false",
            ),
            (r#"{"name": "n", "tags": true}"#, "tags must be an array"),
            (r#"[]"#, "body must be an object"),
            (r#""n""#, "body must be an object"),
        ] {
            assert_eq!(
                error(body),
                format!("DBS.280001: Parameter error: {expected}.")
            );
        }
    }

    #[test]
    fn errors_do_not_repeat_values() {
        let message = error(r#"{"name": "n", "password": 31337}"#);
        assert_eq!(
            message,
            "DBS.280001: Parameter error: password must be a string."
        );
    }

    #[test]
    fn bodies_that_are_not_json() {
        let place = |line, column| {
            format!(
                "DBS.200001: Parameter error: the body is not JSON (line {line}, column {column})."
            )
        };
        assert_eq!(error(r#"{"name": "n""#), place(1, 12));
        assert_eq!(error("{\n'name'}"), place(2, 1));
        assert_eq!(error(&"[".repeat(1000)), place(1, 128));
        assert_eq!(
            parse_body::<Body>(b"{\"name\": \"\xff\"}")
                .unwrap_err()
                .code(),
            ErrorCode::MALFORMED_BODY
        );
    }

    #[test]
    fn empty_bodies() {
        #[derive(Debug, Deserialize)]
        struct Optional {
            delay: Option<Flag>,
        }
        assert_eq!(
            error(""),
            "DBS.200006: The request is null. Enter a request parameter."
        );
        assert!(
            parse_optional_body::<Optional>(b" \n")
                .unwrap()
                .delay
                .is_none()
        );
        let delayed: Optional = parse_optional_body(br#"{"delay": "true"}"#).unwrap();
        assert_eq!(delayed.delay, Some(Flag(true)));
        assert!(parse_optional_body::<Optional>(b"{").is_err());
    }

    #[test]
    fn queries_are_decoded() {
        #[derive(Debug, Deserialize)]
        struct Query {
            id: String,
            name: Option<String>,
        }
        let query: Query = parse_query("name=*a%20b+c&id=1&id=2&other=x").unwrap();
        assert_eq!(query.id, "2");
        assert_eq!(query.name.as_deref(), Some("*a b c"));
        let error = parse_query::<Query>("name=a").unwrap_err().to_string();
        assert_eq!(error, "DBS.280001: Parameter error: id is missing.");
    }
}
