//! Making a server replicate, and stop doing so.

use std::path::Path;
use std::time::Duration;

use hyades_agent_api::{AgentError, ReplicationObservation};
use hyades_types::Secret;
use hyades_types::engine::EngineVersion;
use hyades_types::net::Endpoint;
use mysql_async::Row;

use super::accounts::REPLICATION;
use super::quote::literal;
use super::session::Session;
use crate::engine::at_least;

/// How a server's only replication channel stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Channel {
    host: String,
    port: u16,
    receiver: String,
    applier: String,
    lag_seconds: Option<u64>,
    receiver_error: String,
    applier_error: String,
    is_ours: bool,
    pub(crate) received: String,
}

impl Channel {
    /// Reads the channel; `None` when the server has no source.
    pub(crate) async fn read(session: &mut Session) -> Result<Option<Self>, AgentError> {
        let row = session
            .row("ask how the server replicates", "SHOW REPLICA STATUS")
            .await?;
        Ok(row.map(|row| Self::from_row(&row)))
    }

    fn from_row(row: &Row) -> Self {
        let text = |name: &str| row.get_opt::<String, _>(name).and_then(Result::ok);
        let number = |name: &str| row.get_opt::<u64, _>(name).and_then(Result::ok);
        let text = |name: &str| text(name).unwrap_or_default();
        Self {
            host: text("Source_Host"),
            port: number("Source_Port")
                .and_then(|port| port.try_into().ok())
                .unwrap_or_default(),
            receiver: text("Replica_IO_Running"),
            applier: text("Replica_SQL_Running"),
            lag_seconds: number("Seconds_Behind_Source"),
            receiver_error: text("Last_IO_Error"),
            applier_error: text("Last_SQL_Error"),
            is_ours: number("Auto_Position") == Some(1) && text("Source_SSL_Allowed") == "Yes",
            received: text("Retrieved_Gtid_Set"),
        }
    }

    /// Whether the channel is configured to replicate from this source the way Hyades does.
    pub(crate) fn is_from(&self, source: Endpoint) -> bool {
        self.is_ours && self.host == source.address.to_string() && self.port == source.port
    }

    /// Whether both threads were started; the receiver may still be connecting.
    pub(crate) fn is_started(&self) -> bool {
        matches!(self.receiver.as_str(), "Yes" | "Connecting") && self.applier == "Yes"
    }

    pub(crate) fn observation(&self) -> Option<ReplicationObservation> {
        let errors = [&self.receiver_error, &self.applier_error];
        Some(ReplicationObservation {
            source: Endpoint::new(self.host.parse().ok()?, self.port),
            receiving: self.receiver == "Yes",
            applying: self.applier == "Yes",
            lag_seconds: self.lag_seconds,
            last_error: errors.into_iter().find(|error| !error.is_empty()).cloned(),
        })
    }
}

/// Points the server at a source. Passwords are not part of it: they are given at each start, so
/// that they are in no table and in no clone.
pub(crate) async fn point_at(
    session: &mut Session,
    source: Endpoint,
    ca_certificate: &Path,
    version: EngineVersion,
) -> Result<(), AgentError> {
    session.run("stop replication", "STOP REPLICA").await?;
    // 8.0.23 renamed the statement and its options.
    let (change, end) = if at_least(version, 8, 0, 23) {
        ("CHANGE REPLICATION SOURCE TO", "SOURCE")
    } else {
        ("CHANGE MASTER TO", "MASTER")
    };
    let statement = format!(
        "{change} {end}_HOST = {host}, {end}_PORT = {port}, {end}_AUTO_POSITION = 1, \
         {end}_SSL = 1, {end}_SSL_CA = {ca}, {end}_SSL_VERIFY_SERVER_CERT = 1, \
         {end}_HEARTBEAT_PERIOD = 0.5, {end}_CONNECT_RETRY = 1, {end}_RETRY_COUNT = 4294967295",
        host = literal(&source.address.to_string()),
        port = source.port,
        ca = literal(&ca_certificate.to_string_lossy()),
    );
    session.run("name the replication source", &statement).await
}

/// Starts both threads.
pub(crate) async fn start(session: &mut Session, password: &Secret) -> Result<(), AgentError> {
    let statement = format!(
        "START REPLICA USER = {} PASSWORD = {}",
        literal(REPLICATION),
        literal(password.expose())
    );
    let limit = Duration::from_secs(30);
    session
        .run_secret("start replication", &Secret::new(statement), limit)
        .await
}

/// Applies what was received, then forgets the source.
pub(crate) async fn finish(session: &mut Session) -> Result<(), AgentError> {
    session
        .run("stop receiving", "STOP REPLICA IO_THREAD")
        .await?;
    // Read again: the receiver may have got more until it stopped.
    if let Some(channel) = Channel::read(session).await? {
        wait_applied(session, &channel.received, Duration::from_secs(20)).await?;
    }
    session.run("stop replication", "STOP REPLICA").await?;
    session.run("forget the source", "RESET REPLICA ALL").await
}

/// Waits until the server has applied these transactions.
pub(crate) async fn wait_applied(
    session: &mut Session,
    gtids: &str,
    limit: Duration,
) -> Result<(), AgentError> {
    let query = format!(
        "SELECT WAIT_FOR_EXECUTED_GTID_SET({}, {})",
        literal(gtids),
        limit.as_secs_f64().max(0.001)
    );
    let what = "wait for replicated transactions";
    match session.first::<Option<u8>>(what, &query).await? {
        Some(Some(0)) => Ok(()),
        _ => Err(AgentError::Deadline {
            what: "applying what the source had".to_owned(),
            seconds: limit.as_secs(),
        }),
    }
}

/// The transactions that a server has.
pub(crate) async fn executed(session: &mut Session) -> Result<String, AgentError> {
    let set: Option<String> = session
        .first("read the GTID set", "SELECT @@global.gtid_executed")
        .await?;
    Ok(set.unwrap_or_default().replace('\n', ""))
}
