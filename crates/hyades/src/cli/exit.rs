//! How commands fail, and the exit codes that scripts can trust.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Value, json};

/// The exit codes, for `--help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  the request or the job failed
  2  wrong usage, or a name that several instances have
  3  there is no such instance, node or job
  4  conflict: the instance is busy or in the wrong state, or the name is taken
  5  not authenticated or not allowed, or no usable credentials file
  6  the server cannot be reached or is not ready
  7  gave up waiting; the job goes on";

/// The exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Ok = 0,
    /// The request or the job failed.
    Failed = 1,
    /// Wrong usage.
    Usage = 2,
    /// No such thing.
    NotFound = 3,
    /// Busy, wrong state, name taken.
    Conflict = 4,
    /// Not authenticated or not allowed.
    Denied = 5,
    /// The server does not answer.
    Unreachable = 6,
    /// Waiting took too long.
    TimedOut = 7,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The API refused.
    #[error("{0}")]
    Api(ApiError),
    /// The server did not answer.
    #[error("cannot reach {url}: {reason}")]
    Unreachable { url: String, reason: String },
    /// The server's answer makes no sense.
    #[error("unexpected answer from {url}: {reason}")]
    Malformed { url: String, reason: String },
    /// A job ended badly.
    #[error("job {id} failed: {reason}")]
    Job { id: String, reason: String },
    /// A job did not end in time.
    #[error("job {id} did not end within {seconds} seconds; `hyades job wait {id}` waits on")]
    TimedOut { id: String, seconds: u64 },
    /// A name that nothing has.
    #[error("no {kind} is called {name:?}")]
    NotFound { kind: &'static str, name: String },
    /// A name that several instances have.
    #[error("several instances are called {name:?}, give an id: {}", ids.join(", "))]
    Ambiguous { name: String, ids: Vec<String> },
    /// The arguments make no sense.
    #[error("{0}")]
    Usage(String),
    /// The credentials file cannot be used.
    #[error("cannot use credentials file {}: {reason}", path.display())]
    Credentials { path: PathBuf, reason: String },
    /// A local file or stream failed.
    #[error("cannot {action}: {source}")]
    Io {
        action: String,
        source: std::io::Error,
    },
    /// The user said no.
    #[error("not confirmed, nothing was changed")]
    Declined,
}

/// An error answer of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    /// HTTP status.
    pub(crate) status: u16,
    /// `error_code`, such as `DBS.200002`.
    pub(crate) code: Option<String>,
    /// `error_msg`.
    pub(crate) message: String,
    /// `X-Request-Id`.
    pub(crate) request_id: Option<String>,
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let code = self
            .code
            .clone()
            .unwrap_or_else(|| format!("HTTP {}", self.status));
        write!(f, "{} ({code}", as_phrase(&self.message))?;
        match &self.request_id {
            Some(id) => write!(f, ", request {id})"),
            None => f.write_str(")"),
        }
    }
}

impl ApiError {
    fn exit(&self) -> Exit {
        match (self.code.as_deref(), self.status) {
            // "task not found" is documented as a 400
            (Some("DBS.200543"), _) | (_, 404) => Exit::NotFound,
            // "not allowed by the status", "replicas are being created" are documented as 400s
            (Some("DBS.200086" | "DBS.201014" | "DBS.05000084"), _) | (_, 409) => Exit::Conflict,
            (_, 401 | 403) => Exit::Denied,
            (_, 502..=504) => Exit::Unreachable,
            _ => Exit::Failed,
        }
    }
}

impl Failure {
    /// The exit code that stands for it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Api(error) => error.exit(),
            Self::Unreachable { .. } => Exit::Unreachable,
            Self::TimedOut { .. } => Exit::TimedOut,
            Self::NotFound { .. } => Exit::NotFound,
            Self::Ambiguous { .. } | Self::Usage(_) => Exit::Usage,
            Self::Credentials { .. } => Exit::Denied,
            Self::Malformed { .. } | Self::Job { .. } | Self::Io { .. } | Self::Declined => {
                Exit::Failed
            }
        }
    }

    /// The error as an object for programs.
    pub(crate) fn to_json(&self) -> Value {
        let mut object = json!({ "error_msg": self.to_string(), "exit_code": self.exit() as u8 });
        match self {
            Self::Api(error) => {
                object["error_msg"] = json!(error.message);
                object["error_code"] = json!(error.code);
                object["request_id"] = json!(error.request_id);
                object["http_status"] = json!(error.status);
            }
            Self::Job { id, .. } | Self::TimedOut { id, .. } => object["job_id"] = json!(id),
            Self::Ambiguous { ids, .. } => object["instance_ids"] = json!(ids),
            _ => {}
        }
        object
    }
}

/// A sentence of the API in the style of an error message: lower case, no full stop.
fn as_phrase(sentence: &str) -> String {
    let text = sentence.trim().trim_end_matches('.');
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(status: u16, code: &str) -> Exit {
        let code = Some(code.to_owned());
        Failure::Api(ApiError {
            status,
            code,
            message: String::new(),
            request_id: None,
        })
        .exit()
    }

    #[test]
    fn statuses_and_codes() {
        assert_eq!(api(404, "DBS.200002"), Exit::NotFound);
        assert_eq!(api(400, "DBS.200543"), Exit::NotFound);
        assert_eq!(api(409, "DBS.200019"), Exit::Conflict);
        assert_eq!(api(400, "DBS.201014"), Exit::Conflict);
        assert_eq!(api(401, "APIGW.0301"), Exit::Denied);
        assert_eq!(api(403, "DBS.280056"), Exit::Denied);
        assert_eq!(api(503, "DBS.200000"), Exit::Unreachable);
        assert_eq!(api(413, "DBS.200046"), Exit::Failed);
        assert_eq!(api(400, "DBS.280203"), Exit::Failed);
    }

    #[test]
    fn phrases() {
        assert_eq!(
            as_phrase("The DB instance does not exist."),
            "the DB instance does not exist"
        );
        assert_eq!(as_phrase("DB instance not found."), "DB instance not found");
        assert_eq!(as_phrase(""), "");
    }

    #[test]
    fn help_lists_every_code() {
        let codes = EXIT_CODES
            .lines()
            .skip(1)
            .map(|line| line.trim().split(' ').next());
        let expected: Vec<String> = (Exit::Ok as u8..=Exit::TimedOut as u8)
            .map(|c| c.to_string())
            .collect();
        assert!(codes.eq(expected.iter().map(|code| Some(code.as_str()))));
    }
}
