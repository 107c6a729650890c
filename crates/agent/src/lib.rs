//! The agent: what acts on one host.
//!
//! It makes MySQL servers and the host's proxy processes be as the control plane says
//! ([`hyades_agent_api::Agent`]), and keeps them so: a server that dies is started again without
//! anybody asking. It starts processes but does not own them: they run in sessions of their own,
//! live on when the agent ends, and are found again by the next one.
//!
//! From the outside in: [`LocalAgent`] takes calls and writes goals down; a `node` runner makes
//! one server be as its goal says, over and over; `engine`, `template` and `config` say what is
//! run, `process` runs it, `sql` talks to it. `proxy` does the same for the data plane.
//!
//! Invariants: no other crate starts a process. A process is only ever signalled through a pidfd
//! that was checked to be the one that the agent started. Passwords appear in files of mode 0600
//! and on sockets, never in arguments, environments, logs or errors.

mod agent;
mod boot;
mod cgroup;
mod config;
mod context;
mod copy;
mod engine;
mod error;
mod files;
mod held;
mod host;
mod node;
mod options;
mod paths;
mod process;
mod proxy;
mod run_dir;
mod sockets;
mod sql;
mod stop;
mod template;
mod tls;

pub use agent::LocalAgent;
pub use options::{Options, TlsFiles};
pub use sockets::proxy_sockets;
pub use stop::{Purpose, Report, Stopped, stop_all};
