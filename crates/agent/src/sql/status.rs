//! One look at a server.

use hyades_agent_api::{AgentError, ReplicationObservation};
use hyades_types::engine::EngineVersion;

use super::replication::Channel;
use super::session::Session;

/// What a server says of itself.
#[derive(Debug, Clone)]
pub(crate) struct Status {
    pub(crate) version: Option<EngineVersion>,
    pub(crate) read_only: bool,
    pub(crate) max_connections: u32,
    pub(crate) gtid_executed: String,
    pub(crate) semi_sync_replicas: Option<u32>,
    pub(crate) replication: Option<ReplicationObservation>,
}

type Answer = (String, bool, u32, String, Option<String>);

const QUERY: &str = "SELECT @@version, @@super_read_only, @@max_connections, \
    @@global.gtid_executed, (SELECT variable_value FROM performance_schema.global_status \
    WHERE variable_name IN ('Rpl_semi_sync_source_clients', 'Rpl_semi_sync_master_clients'))";

/// Asks the server.
pub(crate) async fn read(session: &mut Session) -> Result<Status, AgentError> {
    let what = "ask the server how it is";
    let answer: Option<Answer> = session.first(what, QUERY).await?;
    let Some((version, read_only, max_connections, gtids, clients)) = answer else {
        return Err(AgentError::failed(what, "no answer"));
    };
    let channel = Channel::read(session).await?;
    Ok(Status {
        version: version.parse().ok(),
        read_only,
        max_connections,
        gtid_executed: gtids.replace('\n', ""),
        semi_sync_replicas: clients.and_then(|text| text.parse().ok()),
        replication: channel.and_then(|channel| channel.observation()),
    })
}
