//! Scheduled events (`CREATE EVENT`), which run on the primary only.
//!
//! A statement that comes by replication leaves an event `REPLICA_SIDE_DISABLED` whatever it says: so a
//! replica does not know which ones are enabled, and enabling one at a new primary is all it takes to have
//! it disabled at the old one.

use std::collections::HashSet;

use hyades_agent_api::{AgentError, EventName};

use super::quote::{identifier, literal};
use super::session::Session;

const ENABLED: &str =
    "SELECT event_schema, event_name FROM information_schema.events WHERE status = 'ENABLED'";

/// Those that nobody has disabled at this server itself.
const WILLING: &str = "SELECT event_schema, event_name, definer, character_set_client, \
        collation_connection \
    FROM information_schema.events WHERE status <> 'DISABLED'";

/// An event, and what altering it would change unless it is said.
struct Event {
    name: EventName,
    definer: String,
    character_set: String,
    collation: String,
}

/// The events that are enabled at this server, whatever it is.
pub(crate) async fn enabled(session: &mut Session) -> Result<Vec<EventName>, AgentError> {
    let rows: Vec<(String, String)> = session.all("look for enabled events", ENABLED).await?;
    let name = |(schema, name)| EventName { schema, name };
    Ok(rows.into_iter().map(name).collect())
}

/// Enables these events, as far as they are there and nobody has disabled them here. One that cannot be
/// enabled does not keep the others from it.
pub(crate) async fn enable(session: &mut Session, names: &[EventName]) -> Result<(), AgentError> {
    let names: HashSet<&EventName> = names.iter().collect();
    let mut events = willing(session).await?;
    events.retain(|event| names.contains(&event.name));
    let mut outcome = Ok(());
    for event in &events {
        outcome = outcome.and(enable_one(session, event).await);
    }
    outcome
}

async fn willing(session: &mut Session) -> Result<Vec<Event>, AgentError> {
    let rows: Vec<(String, String, String, String, String)> =
        session.all("look for events", WILLING).await?;
    let event = |(schema, name, definer, character_set, collation)| Event {
        name: EventName { schema, name },
        definer,
        character_set,
        collation,
    };
    Ok(rows.into_iter().map(event).collect())
}

/// The event gets the session's character set, in which its body would be understood: so the statement
/// has to run in the event's own. As a prepared one it is put into that by the server.
async fn enable_one(session: &mut Session, event: &Event) -> Result<(), AgentError> {
    let what = format!("enable the event {}.{}", event.name.schema, event.name.name);
    let context = format!(
        "SET @alter_event = {}, character_set_client = {}, collation_connection = {}",
        literal(&alter(event)),
        literal(&event.character_set),
        literal(&event.collation)
    );
    let statements = [
        "SET NAMES utf8mb4",
        &context,
        "PREPARE alter_event FROM @alter_event",
        "EXECUTE alter_event",
    ];
    for statement in statements {
        session.run(&what, statement).await?;
    }
    Ok(())
}

fn alter(event: &Event) -> String {
    let Event { name, definer, .. } = event;
    // A host has no `@`.
    let (user, host) = definer.rsplit_once('@').unwrap_or((definer, ""));
    format!(
        "ALTER DEFINER = {}@{} EVENT {}.{} ENABLE",
        literal(user),
        literal(host),
        identifier(&name.schema),
        identifier(&name.name)
    )
}
