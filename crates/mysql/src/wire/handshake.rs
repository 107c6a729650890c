//! The connection phase: greeting, handshake response, and the exchange of authentication data.

mod attributes;
mod auth;
mod auth_switch;
mod change_user;
mod greeting;
mod response;
mod ssl_request;

pub use attributes::{attributes, push_attribute};
pub use auth::{AuthPacket, write_auth_more_data};
pub use auth_switch::{AuthNextFactor, AuthSwitchRequest};
pub use change_user::ChangeUser;
pub use greeting::HandshakeV10;
pub use response::{ClientHello, HandshakeResponse41};
pub use ssl_request::SslRequest;

/// The random bytes that a server sends for each login (`auth_plugin_data`, the _scramble_).
pub type Nonce = [u8; NONCE];

/// The length of a nonce, without the NUL that follows it on the wire.
pub const NONCE: usize = 20;

/// Ends strings.
const NUL: u8 = 0;

/// `caching_sha2_password`, the default authentication plugin since 8.0.
pub const CACHING_SHA2_PASSWORD: &[u8] = b"caching_sha2_password";

#[cfg(test)]
mod tests;
