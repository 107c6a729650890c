//! How sessions end.

use std::io;

use hyades_mysql::wire::err::ErrPacket;
use hyades_mysql::wire::response::ResponseError;

use super::Session;
use crate::auth::LoginError;
use crate::backend::{AcquireError, QueryError};

/// Why a session is over.
#[derive(Debug, thiserror::Error)]
pub(super) enum End {
    /// The client has said so, or has closed the connection.
    #[error("client has left")]
    Quit,
    /// The server has closed the session's own connection.
    #[error("server has left")]
    Closed,
    /// The same, and the client has been told why.
    #[error("server has ended the session")]
    Told,
    /// Somebody has killed it.
    #[error("session was killed")]
    Killed,
    /// The client's connection is broken.
    #[error("client is lost")]
    Client(#[source] io::Error),
    /// The server's connection is broken, in the middle of something that cannot be done again.
    #[error("server is lost")]
    Server(#[source] io::Error),
    /// The server is not understood any more.
    #[error("response is not understood")]
    Response(#[from] ResponseError),
    /// There is no connection to go on with.
    #[error("no server")]
    Acquire(#[from] AcquireError),
    /// The session's state cannot be set on another connection.
    #[error("state cannot be restored")]
    Restore(#[from] QueryError),
    /// The client breaks the protocol.
    #[error("client is not understood")]
    Malformed(#[from] hyades_mysql::wire::Malformed),
    /// The server has not got what the session has to see.
    #[error("server is behind")]
    Behind,
    /// Nothing comes from the server.
    #[error("server is silent")]
    Silent,
    /// The server that the session needs is not part of the proxy any more.
    #[error("server has been taken away")]
    Fenced,
    /// Another server has become the primary in order, and the session cannot go there.
    #[error("session cannot follow the primary: {0}")]
    Stays(&'static str),
}

impl End {
    /// What the client is told, if it can be told anything.
    pub(super) fn packet(&self) -> Option<ErrPacket<'_>> {
        let (code, sql_state, message): (u16, &[u8; 5], &str) = match self {
            Self::Quit | Self::Closed | Self::Told | Self::Killed | Self::Client(_) => return None,
            // Drivers take "server shutdown in progress" for a connection that is lost and worth
            // another try; that is what has happened to the server behind the proxy.
            Self::Server(_) | Self::Response(_) => (1053, b"08S01", "the server was lost"),
            Self::Fenced => (1053, b"08S01", "the server was taken away"),
            Self::Stays(_) => (
                1053,
                b"08S01",
                "the primary has changed, and the session cannot follow it",
            ),
            // The server has spoken for itself: it has no place, or the password has been changed.
            Self::Acquire(AcquireError::LogIn(LoginError::Refused(refused))) => {
                return Some(refused.packet());
            }
            Self::Acquire(_) | Self::Behind | Self::Silent => (1053, b"08S01", "no server answers"),
            Self::Restore(_) => (1053, b"08S01", "the session cannot go on at another server"),
            Self::Malformed(_) => (1835, b"HY000", "Malformed communication packet."),
        };
        Some(ErrPacket {
            code,
            sql_state: Some(*sql_state),
            message: message.as_bytes(),
        })
    }
}

impl End {
    /// The number of the error; that of a lost server if nobody can be told.
    pub(super) fn code(&self) -> u16 {
        self.packet().map_or(1053, |packet| packet.code)
    }
}

impl Session {
    /// Tells the client why, and closes. Connections that another session can use go back.
    pub(super) async fn leave(mut self, end: End) {
        if let Some(packet) = end.packet().filter(|_| !self.handle.is_killed()) {
            tracing::debug!(session = self.id, %end, "a session ends");
            let mut out = Vec::new();
            packet.write(&mut out, 1);
            // The session is over, whether the client hears of it or not.
            let _ = self.client.write_all(&out).await;
        }
        self.client.shutdown().await;
        let is_orderly = matches!(end, End::Quit);
        self.give_back(is_orderly);
    }
}
