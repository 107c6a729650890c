//! The data plane of the host: one `hyades proxy` process for the gateways, and one for each node
//! of a database proxy.
//!
//! From the outside in: [`DataPlane`] takes snapshots; `goal` writes them down, whole and `split`
//! into what each process reads; `settle` brings the processes to it; a `member` is a process of a
//! node; a `ProxyProcess` is any of them, with a `keeper` that starts it again and a `control`
//! socket.
//!
//! A node whose generation rises gets a new process beside the old one, with a directory and a
//! socket of its own. Which process is wanted follows from the kept snapshot alone, so an agent
//! that was killed in the middle is continued by the next one: it brings up what is named, and
//! lets go what is not.

mod certificate;
mod control;
mod data_plane;
mod goal;
mod keeper;
mod key;
mod member;
mod process;
mod program;
pub(crate) mod records;
mod settle;
mod split;
mod watch;

pub(crate) use data_plane::DataPlane;
pub(crate) use key::Key;
pub(crate) use program::find;
