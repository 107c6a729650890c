//! Request signatures of the `SDK-HMAC-SHA256` kind, as the official SDKs and Terraform make them.
//!
//! A client hashes a canonical form of its request (method, path, query, the headers it chose,
//! the body's hash) and signs that with its secret key. The clients differ in what they sign
//! (clients.md 5.3), so exactly the headers that a signature names are verified, with one demand:
//! the date must be among them, or a signature could be used again at any time.
//!
//! Within the 15 minutes that clocks may differ a request can be replayed: TLS keeps others from
//! seeing one.

mod authorization;
mod canonical;
mod date;
mod error;
mod payload;
mod sign;
mod verify;

pub use authorization::{ALGORITHM, Authorization, parse_authorization};
pub use date::MAX_SKEW_SECONDS;
pub use error::SignatureError;
pub use sign::sign;
pub use verify::verify;

/// The time of signing.
pub const DATE_HEADER: &str = "x-sdk-date";

/// What to take for the body's hash.
pub const CONTENT_HASH_HEADER: &str = "x-sdk-content-sha256";

/// A request as it was received.
#[derive(Debug, Clone, Copy)]
pub struct SignedRequest<'a> {
    /// The method, in upper case.
    pub method: &'a str,
    /// The path, still percent-encoded.
    pub path: &'a str,
    /// What follows the `?`, still percent-encoded; empty when there is none.
    pub query: &'a str,
    /// The headers as an HTTP parser yields them (so without line breaks), `Host` included. Names
    /// may be in any case, and may repeat.
    pub headers: &'a [(&'a str, &'a [u8])],
    /// The body.
    pub body: &'a [u8],
}

impl<'a> SignedRequest<'a> {
    /// The values of a header.
    fn values(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        let named = move |(header, _): &&(&str, &[u8])| header.eq_ignore_ascii_case(name);
        self.headers
            .iter()
            .filter(named)
            .map(|(_, value)| value.trim_ascii())
    }

    /// The value of a header that must not be there twice.
    fn value(&self, name: &'static str) -> Result<Option<&'a str>, SignatureError> {
        let mut values = self.values(name);
        let Some(first) = values.next() else {
            return Ok(None);
        };
        if values.next().is_some() {
            return Err(SignatureError::Repeated { header: name });
        }
        let text = std::str::from_utf8(first);
        text.map(Some)
            .map_err(|_| SignatureError::Unreadable { header: name })
    }
}

#[cfg(test)]
mod tests;
