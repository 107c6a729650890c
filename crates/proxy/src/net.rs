//! Sockets on a reactor: TCP or unix, with or without TLS, and the buffers for their bytes.

mod buffer;
mod chunk;
mod connect;
mod packets;
mod pass;
mod socket;
mod source;
mod stream;
mod tls;

pub(crate) use buffer::{Buffer, Buffers};
pub(crate) use chunk::Chunk;
pub(crate) use connect::{Target, connect, connect_from};
pub(crate) use packets::read_packet;
pub(crate) use pass::pass_through;
pub(crate) use socket::Socket;
pub(crate) use source::Sources;
pub use source::keeps_client_addresses;
pub(crate) use stream::Stream;
