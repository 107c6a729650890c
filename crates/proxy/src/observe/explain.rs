//! Where a statement would go, and why.

use hyades_mysql::sql::Class;
use hyades_types::id::NodeId;
use hyades_types::status::NodeRole;
use serde::Serialize;

use crate::frontend::{Frontend, Server};
use crate::routing::{Facts, Target, Why, route};

/// What becomes of a statement at one front.
#[derive(Debug, Serialize)]
pub(crate) struct Explanation {
    pub(crate) front: String,
    pub(crate) reason: &'static str,
    /// What the reason means.
    pub(crate) meaning: &'static str,
    /// The servers that it can go to; which of several is up to the load balancing.
    pub(crate) nodes: Vec<Place>,
}

/// A server that a statement can go to.
#[derive(Debug, Serialize)]
pub(crate) struct Place {
    pub(crate) node: NodeId,
    pub(crate) role: NodeRole,
    pub(crate) weight: u16,
}

/// Explains what becomes of a statement of a session with these facts and this home.
pub(crate) fn explain(
    frontend: &Frontend,
    class: &Class,
    facts: &Facts,
    home: Option<&Server>,
) -> Explanation {
    let decision = route(class, facts, &frontend.policy());
    let (mut why, mut nodes) = (decision.why, Vec::new());
    if decision.target == Target::Reader {
        nodes = frontend
            .readers()
            .iter()
            .map(|server| place(server))
            .collect();
        if nodes.is_empty() {
            why = Why::NoReplica;
        }
    }
    if nodes.is_empty() {
        nodes.extend(home.map(place));
    }
    Explanation {
        front: frontend.front().to_string(),
        reason: why.as_str(),
        meaning: why.meaning(),
        nodes,
    }
}

fn place(server: &Server) -> Place {
    Place {
        node: server.node.clone(),
        role: server.role.get(),
        weight: server.weight.get(),
    }
}
