//! The data plane of a host: the process `hyades proxy`.
//!
//! It listens on every address that the topology snapshot names and passes the bytes of each
//! client through to the server behind that address. It reads its snapshot from a file and is told
//! over a control socket when that file is new; it needs nobody else to be alive.
//!
//! From the outside in: [`run`] wires the process; `supervisor` makes what is served equal to the
//! snapshot, as `topology` (pure) says; a `gateway` owns one listening address and the connections
//! that came in through it; a `connection` finds its server and `relay`s.
//!
//! Invariant: nothing here starts a process, knows HTTP or reads a database. The only input is the
//! snapshot file, the only commands those of the control socket.

mod admission;
mod auth;
mod backend;
mod connection;
pub mod control;
mod error;
mod frontend;
mod gateway;
mod limits;
mod listener;
mod log_limit;
mod net;
mod observe;
mod options;
mod proxies;
mod reactor;
mod record;
mod refusal;
mod routing;
mod run;
mod session;
mod snapshot;
mod supervisor;
mod throttle;
mod tls;
mod topology;
mod worker;

pub use error::Error;
pub use net::keeps_client_addresses;
pub use options::Options;
pub use reactor::Io;
pub use record::RecordOptions;
pub use run::run;
