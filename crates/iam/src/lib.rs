//! Who is calling, and what they may do: request signatures, tokens, passwords, policies, and the
//! deployment key that secrets are derived from and sealed with.
//!
//! Invariant: no I/O, no Tokio, no HTTP framework, no SQL. The time is an argument; randomness
//! comes from `random` alone.

pub mod derive;
pub mod identity;
pub mod key;
pub mod link;
mod mac;
pub mod password;
pub mod policy;
mod random;
pub mod seal;
pub mod signature;
pub mod token;

pub use derive::{derive, derive_password};
pub use identity::{AccessKey, Principal};
pub use key::DeploymentKey;
pub use link::{LinkError, LinkSigner};
pub use seal::Sealer;
pub use token::{TokenClaims, TokenIssuer};
