//! A connection to a server, with limits on how long it may take and errors without secrets.

use std::path::Path;
use std::time::Duration;

use hyades_agent_api::AgentError;
use hyades_types::Secret;
use hyades_types::net::Endpoint;
use mysql_async::prelude::{FromRow, Queryable};
use mysql_async::{Conn, OptsBuilder, Row, SslOpts};

use super::accounts::{ADMIN, REPLICATION};

/// What to connect to, and as whom.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target<'a> {
    /// A server of this host as `hyades_admin`, over its unix socket.
    Socket {
        path: &'a Path,
        password: &'a Secret,
    },
    /// A server anywhere as `hyades_replication`, over TLS.
    Backend {
        endpoint: Endpoint,
        password: &'a Secret,
        ca_certificate: &'a Path,
    },
}

/// An open connection.
pub(crate) struct Session {
    conn: Conn,
    limit: Duration,
}

impl Session {
    /// Connects and logs in. No statement may take longer than `limit` either; after one did, the
    /// session is of no more use.
    pub(crate) async fn open(target: Target<'_>, limit: Duration) -> Result<Self, AgentError> {
        let opts = options(target)
            .prefer_socket(false)
            .stmt_cache_size(0)
            // Stated, so that the driver need not ask the server for them.
            .max_allowed_packet(Some(16 << 20))
            .wait_timeout(Some(28_800))
            .setup(vec![
                "SET SESSION sql_mode = 'STRICT_TRANS_TABLES', autocommit = 1",
            ]);
        let conn = within(limit, "log in to the server", Conn::new(opts)).await?;
        Ok(Self { conn, limit })
    }

    /// Runs a statement.
    pub(crate) async fn run(&mut self, what: &str, statement: &str) -> Result<(), AgentError> {
        within(self.limit, what, self.conn.query_drop(statement)).await
    }

    /// Runs a statement that holds a secret. The server quotes what it does not understand, so such
    /// an error is given by its number only.
    pub(crate) async fn run_secret(
        &mut self,
        what: &str,
        statement: &Secret,
        limit: Duration,
    ) -> Result<(), AgentError> {
        let run = self.conn.query_drop(statement.expose());
        within_secret(limit, what, run).await
    }

    /// The first row of a query.
    pub(crate) async fn first<T: FromRow + Send + 'static>(
        &mut self,
        what: &str,
        query: &str,
    ) -> Result<Option<T>, AgentError> {
        within(self.limit, what, self.conn.query_first(query)).await
    }

    /// All rows of a query.
    pub(crate) async fn all<T: FromRow + Send + 'static>(
        &mut self,
        what: &str,
        query: &str,
    ) -> Result<Vec<T>, AgentError> {
        within(self.limit, what, self.conn.query(query)).await
    }

    /// The first row, whatever its columns are.
    pub(crate) async fn row(&mut self, what: &str, query: &str) -> Result<Option<Row>, AgentError> {
        self.first(what, query).await
    }

    /// Says good-bye, so that the server does not log an aborted connection.
    pub(crate) async fn close(self) {
        // A server that is gone or stuck needs no good-bye.
        let _ = tokio::time::timeout(Duration::from_millis(500), self.conn.disconnect()).await;
    }
}

fn options(target: Target<'_>) -> OptsBuilder {
    match target {
        Target::Socket { path, password } => OptsBuilder::default()
            .socket(Some(path.to_string_lossy()))
            .user(Some(ADMIN))
            .pass(Some(password.expose())),
        Target::Backend {
            endpoint,
            password,
            ca_certificate,
        } => {
            let tls = SslOpts::default()
                .with_disable_built_in_roots(true)
                .with_root_certs(vec![ca_certificate.to_owned().into()]);
            OptsBuilder::default()
                .ip_or_hostname(endpoint.address.to_string())
                .tcp_port(endpoint.port)
                .ssl_opts(tls)
                .user(Some(REPLICATION))
                .pass(Some(password.expose()))
        }
    }
}

async fn within<T>(
    limit: Duration,
    what: &str,
    work: impl Future<Output = Result<T, mysql_async::Error>>,
) -> Result<T, AgentError> {
    timed(limit, what, work)
        .await?
        .map_err(|error| AgentError::failed(what, error))
}

async fn within_secret(
    limit: Duration,
    what: &str,
    work: impl Future<Output = Result<(), mysql_async::Error>>,
) -> Result<(), AgentError> {
    timed(limit, what, work)
        .await?
        .map_err(|error| match error {
            mysql_async::Error::Server(error) if QUOTING.contains(&error.code) => {
                AgentError::failed(what, format!("server error {}", error.code))
            }
            error => AgentError::failed(what, error),
        })
}

/// Errors whose message quotes the statement: not understood, and empty.
const QUOTING: [u16; 3] = [1064, 1065, 1149];

async fn timed<T>(
    limit: Duration,
    what: &str,
    work: impl Future<Output = T>,
) -> Result<T, AgentError> {
    // Boxed: the driver's futures are large.
    tokio::time::timeout(limit, Box::pin(work))
        .await
        .map_err(|_| AgentError::Deadline {
            what: what.to_owned(),
            seconds: limit.as_secs(),
        })
}
