//! Why a signature is refused.

/// Why a signature is refused. The texts are safe to send to the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Another algorithm.
    #[error("the signature algorithm {algorithm:?} is not supported; use SDK-HMAC-SHA256")]
    UnsupportedAlgorithm {
        /// Its name, shortened.
        algorithm: String,
    },
    /// The `Authorization` header cannot be read.
    #[error("the Authorization header {what}")]
    Malformed {
        /// What is wrong with it.
        what: &'static str,
    },
    /// A header that must be signed is not.
    #[error("the request is only partly signed: SignedHeaders does not name {header}")]
    NotSigned {
        /// The header.
        header: &'static str,
    },
    /// A header that is said to be signed is not there.
    #[error("the signed header {header} is missing")]
    Missing {
        /// The header.
        header: String,
    },
    /// A header is there more than once.
    #[error("the header {header} is repeated")]
    Repeated {
        /// The header.
        header: &'static str,
    },
    /// A header's value cannot be read.
    #[error("the value of the header {header} is invalid")]
    Unreadable {
        /// The header.
        header: &'static str,
    },
    /// The time of signing is too far from the server's.
    #[error("the request was signed more than 15 minutes before or after the server's time")]
    Skewed,
    /// The body's declared hash is another.
    #[error("the body does not match the header x-sdk-content-sha256")]
    WrongContentHash,
    /// The body must be signed.
    #[error("the body is not signed")]
    UnsignedBody,
    /// The signature is another: another secret key, or something was changed on the way.
    #[error("the signature does not match the request")]
    Mismatch,
}
