//! Who a client is: the connection phase on both sides of the proxy.
//!
//! A client proves its password to the proxy, and the proxy logs in to servers with it. The proof of
//! `caching_sha2_password` can only be checked, and passed on, by who knows the password or its hash;
//! so the first login of a user sends the password (over TLS, or encrypted with the proxy's RSA key),
//! as it does with a server that was just started. The server has the last word at every login.

mod client;
mod credentials;
mod server;
mod server_key;

pub(crate) use client::{Accept, Hello, Login, greet};
pub(crate) use credentials::{Credentials, Password};
pub(crate) use server::{Identity, LOCALHOST, LoginError, Refused, Welcome, authenticate, log_in};
pub(crate) use server_key::{ServerKey, encrypt};
