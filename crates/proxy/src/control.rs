//! The control socket: how the agent speaks to the process.
//!
//! # Protocol
//!
//! A unix stream socket, mode 0600. The client sends one JSON object per line (ended by `\n`, at
//! most [`MAX_LINE`] bytes with it) and gets one JSON object per line back, in order; it may send
//! any number of lines over a connection, but each within 5 s of the answer before.
//!
//! | request | effect | answer |
//! |---|---|---|
//! | `{"op":"reload"}` | reads the snapshot file and serves it; tries failed listeners again | status |
//! | `{"op":"status"}` | none | status |
//! | `{"op":"drain","seconds":25}` | listens no more; ends the process when the last client has left, or then | status, at once |
//! | `{"op":"stop"}` | ends the process, after the answer | status |
//!
//! | a [`Question`] | none | what it asks for |
//!
//! A status is a [`ProxyStatus`]: `{"pid":1,"version":"0.1.0","epoch":7,"failed":[{"listen":
//! {"address":"127.77.0.1","port":3306},"reason":"…"}],"listening":2,"connections":40}`. Everything else is answered by
//! `{"error":"…"}`, and the connection stays usable, except after a line that is too long.
//!
//! The answer to a question is an object with one list, under the question's name:
//! `{"op":"sessions"}` has `{"sessions":[…]}`, so have `pools`, `backends`, `routing`, `throttle`,
//! `recorder` and `statements`; `{"op":"route","statement":"SELECT 1"}` has `{"routes":[…]}`, and
//! `{"op":"metrics"}` has the text under `metrics`. Questions are answered also while a reload is
//! under way. Workers answer them between two events, from what they keep of themselves.
//! The processes of a database proxy have each other's sessions [killed](kill) in the same way.
//!
//! - The answer to `reload` comes when the change is complete: by then no connection exists to a
//!   server that the snapshot does not name for its gateway.
//! - A snapshot that is older than the one served, or a missing file, changes nothing; `epoch`
//!   tells what is served.
//! - A snapshot that cannot be read, or that has the epoch of the one served with other content,
//!   changes nothing and is answered by an error.

pub mod client;
pub(crate) mod inspect;
pub(crate) mod kill;
mod question;
pub(crate) mod server;
pub(crate) mod socket;

use hyades_types::topology::ProxyStatus;
use serde::{Deserialize, Serialize};

pub use question::Question;

/// The longest request, in bytes, with the newline.
pub const MAX_LINE: usize = 64 * 1024;

/// A request on the control socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum ControlRequest {
    /// Read the snapshot file and serve it.
    Reload,
    /// Say what is served.
    Status,
    /// Listen no more, and end the process when the last client has left or the time is over.
    /// Repeating it shortens the time but never lengthens it.
    Drain {
        /// How long clients may stay.
        seconds: u32,
    },
    /// End the process.
    Stop,
}

/// An answer on the control socket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ControlReply {
    /// The request was carried out.
    Status(ProxyStatus),
    /// The request was not carried out.
    Error {
        /// The reason, for people.
        error: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_have_the_documented_form() {
        for (request, text) in [
            (ControlRequest::Reload, r#"{"op":"reload"}"#),
            (ControlRequest::Status, r#"{"op":"status"}"#),
            (ControlRequest::Stop, r#"{"op":"stop"}"#),
        ] {
            assert_eq!(serde_json::to_string(&request).unwrap(), text);
            assert_eq!(
                serde_json::from_str::<ControlRequest>(text).unwrap(),
                request
            );
        }
    }

    #[test]
    fn answers_are_told_apart() {
        let status = ControlReply::Status(ProxyStatus {
            pid: 1,
            ..Default::default()
        });
        let error = ControlReply::Error {
            error: "no".to_owned(),
        };
        assert_eq!(serde_json::to_string(&error).unwrap(), r#"{"error":"no"}"#);
        for reply in [status, error] {
            let text = serde_json::to_string(&reply).unwrap();
            assert_eq!(serde_json::from_str::<ControlReply>(&text).unwrap(), reply);
        }
    }
}
