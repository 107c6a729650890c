//! The REST contract, as data: the endpoint table, the router over it, the wire structs, and the
//! OpenAPI document made of them.
//!
//! Invariant: nothing here knows how an operation is carried out. No I/O, no Tokio, no HTTP
//! library, no store, no agent.

pub mod endpoint;
pub mod implemented;
pub mod openapi;
pub mod router;
pub mod table;
pub mod wire;
