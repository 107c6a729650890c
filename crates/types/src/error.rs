//! The error catalogue, and the one error type that the API answers with.
//!
//! An [`ApiError`] is an [`ErrorCode`] and what is worth telling the caller about this case. It
//! knows no transport: the HTTP layer reads status and message from it in one place.

mod catalogue;
mod chinese;
mod code;
mod named;
mod own;

use std::error::Error;
use std::fmt;

pub use code::ErrorCode;

/// The language of a message (header `X-Language`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// `en-us`
    #[default]
    English,
    /// `zh-cn`
    Chinese,
}

impl Language {
    /// What a value of the `X-Language` header asks for; anything unknown is English.
    pub fn from_header(value: Option<&str>) -> Self {
        match value {
            Some(text) if text.trim().eq_ignore_ascii_case("zh-cn") => Self::Chinese,
            _ => Self::English,
        }
    }
}

/// Why a call is refused or failed: a catalogue code, what the caller may know, and what only the
/// log may know.
#[derive(Debug)]
pub struct ApiError {
    code: ErrorCode,
    field: Option<String>,
    detail: Option<String>,
    internal: Option<Box<dyn Error + Send + Sync>>,
}

impl ApiError {
    /// An error with no more to say than its code does.
    pub fn new(code: ErrorCode) -> Self {
        Self {
            code,
            field: None,
            detail: None,
            internal: None,
        }
    }

    /// A parameter with a bad value: `why` follows the field's name, as in "must be a number".
    pub fn parameter(field: impl Into<String>, why: impl Into<String>) -> Self {
        Self::new(ErrorCode::PARAMETER_ERROR)
            .field(field)
            .detail(why)
    }

    /// A fault of our own: the caller learns that there was one, the log learns which.
    pub fn fault(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(ErrorCode::INTERNAL).internal(cause)
    }

    /// Names the parameter that is at fault.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>) -> Self {
        self.field = Some(name.into());
        self
    }

    /// Adds what the caller should know about this case; it follows the field's name, if any.
    #[must_use]
    pub fn detail(mut self, text: impl Into<String>) -> Self {
        self.detail = Some(text.into());
        self
    }

    /// Adds the cause, for the log only.
    #[must_use]
    pub fn internal(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.internal = Some(cause.into());
        self
    }

    /// The catalogue code.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// The HTTP status of the code.
    pub fn status(&self) -> u16 {
        self.code.status()
    }

    /// What the caller reads: the catalogue's message, the field and the detail.
    pub fn message(&self, language: Language) -> String {
        let message = self.code.message(language);
        let specifics = match (&self.field, &self.detail) {
            (Some(field), Some(detail)) => format!("{field} {detail}"),
            (Some(text), None) | (None, Some(text)) => text.clone(),
            (None, None) => return message.to_owned(),
        };
        let (stem, colon, stop) = match language {
            Language::English => (message.trim_end_matches('.'), ": ", "."),
            Language::Chinese => (message.trim_end_matches('。'), "：", "。"),
        };
        format!("{stem}{colon}{specifics}{stop}")
    }
}

/// The code and the public message; the cause is [`Error::source`].
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message(Language::English))
    }
}

impl Error for ApiError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.internal.as_deref().map(|cause| cause as _)
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_field_and_says_what_is_wrong() {
        let error = ApiError::parameter("limit", "must be between 1 and 100");
        assert_eq!(
            error.message(Language::English),
            "Parameter error: limit must be between 1 and 100."
        );
        assert_eq!(
            error.message(Language::Chinese),
            "参数错误：limit must be between 1 and 100。"
        );
        let name = ApiError::new(ErrorCode::INSTANCE_NAME_INVALID).field("name");
        assert_eq!(
            name.message(Language::English),
            "Invalid DB instance name: name."
        );
        let bare = ApiError::new(ErrorCode::INSTANCE_BUSY);
        assert_eq!(
            bare.message(Language::English),
            "Another operation is being performed on the DB instance or the DB instance is faulty."
        );
    }

    #[test]
    fn the_cause_is_for_the_log_only() {
        let error = ApiError::fault("disk sda1 is on fire").detail("try again");
        assert_eq!(error.to_string(), "DBS.200005: Server failure: try again.");
        assert!(!error.message(Language::Chinese).contains("sda1"));
        let cause = error.source().map(ToString::to_string);
        assert_eq!(cause.as_deref(), Some("disk sda1 is on fire"));
    }

    #[test]
    fn the_header_chooses_the_language() {
        assert_eq!(Language::from_header(Some("zh-CN")), Language::Chinese);
        assert_eq!(Language::from_header(Some("en-us")), Language::English);
        assert_eq!(Language::from_header(Some("tlh")), Language::English);
        assert_eq!(Language::from_header(None), Language::English);
    }
}
