//! Copying a running server.

use std::path::Path;
use std::time::Duration;

use hyades_agent_api::AgentError;
use hyades_types::Secret;
use hyades_types::net::Endpoint;

use super::accounts::REPLICATION;
use super::quote::literal;
use super::session::Session;

/// How long a clone may take before it counts as stuck: a terabyte at 12 MB/s.
const LONGEST: Duration = Duration::from_hours(24);

/// Has the server that this session talks to receive a copy of the donor in a new directory.
pub(crate) async fn receive(
    session: &mut Session,
    donor: Endpoint,
    password: &Secret,
    target: &Path,
) -> Result<(), AgentError> {
    let list = literal(&format!("{}:{}", donor.address, donor.port));
    session
        .run(
            "name the donor",
            &format!("SET GLOBAL clone_valid_donor_list = {list}"),
        )
        .await?;
    let statement = format!(
        "CLONE INSTANCE FROM {}@{}:{} IDENTIFIED BY {} DATA DIRECTORY = {} REQUIRE SSL",
        literal(REPLICATION),
        literal(&donor.address.to_string()),
        donor.port,
        literal(password.expose()),
        literal(&target.to_string_lossy()),
    );
    let what = format!("clone the server at {donor}");
    session
        .run_secret(&what, &Secret::new(statement), LONGEST)
        .await
}
