//! Preparing a server for its end.

use hyades_agent_api::AgentError;

use super::session::Session;

/// Ends all connections before the server is told to end. By itself it would wait 2 s for clients
/// and 8 s more for replicas, since it cannot know that they have all they need.
///
/// Writes are refused first: with its replicas gone, a primary would acknowledge commits that no
/// replica has.
pub(crate) async fn bid(session: &mut Session) -> Result<(), AgentError> {
    session
        .run("refuse writes", "SET GLOBAL super_read_only = ON")
        .await?;
    session.run("stop replication", "STOP REPLICA").await?;
    let others: Vec<u64> = session
        .all(
            "list connections",
            "SELECT processlist_id FROM performance_schema.threads \
             WHERE name = 'thread/sql/one_connection' AND processlist_id <> CONNECTION_ID()",
        )
        .await?;
    for id in others {
        // Some end by themselves meanwhile.
        let _ = session.run("end a connection", &format!("KILL {id}")).await;
    }
    Ok(())
}
