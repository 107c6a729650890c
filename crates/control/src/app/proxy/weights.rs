//! Checking read weights.

use std::collections::BTreeMap;

use hyades_planning::proxy::weight;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::NodeId;
use hyades_types::model::Node;
use hyades_types::status::{NodeLifecycle, NodeRole};
use hyades_types::topology::{ProxyMode, Routing};

/// A node's weight, as it came.
#[derive(Debug, Clone)]
pub struct NewWeight {
    /// The node.
    pub node: String,
    /// Its weight.
    pub weight: i64,
}

/// New weights of some nodes (4.7.8, 4.7.9); the others keep theirs.
#[derive(Debug, Clone, Default)]
pub struct NewWeights {
    /// Of the primary.
    pub primary: Option<i64>,
    /// Of replicas.
    pub replicas: Vec<NewWeight>,
}

/// The nodes that a proxy can use, and what it does with them.
pub(super) struct Scale<'n> {
    nodes: Vec<&'n Node>,
    mode: ProxyMode,
    routing: Routing,
}

impl<'n> Scale<'n> {
    /// Of an instance's nodes.
    pub(super) fn new(nodes: &'n [Node], mode: ProxyMode, routing: Routing) -> Self {
        let active = |node: &&Node| node.lifecycle == NodeLifecycle::Active;
        Self {
            nodes: nodes.iter().filter(active).collect(),
            mode,
            routing,
        }
    }

    /// The weights of a new proxy (4.7.1): of the nodes that are named, or else of all.
    pub(super) fn initial(&self, named: &[NewWeight]) -> Result<BTreeMap<NodeId, u16>, ApiError> {
        let default = |node: &Node| weight::default(self.mode, self.routing, node.role);
        let mut weights: BTreeMap<NodeId, u16> = self
            .nodes
            .iter()
            .filter(|node| named.is_empty() || node.role == NodeRole::Primary)
            .map(|node| (node.id.clone(), default(node)))
            .collect();
        self.set(&mut weights, named, "nodes_read_weight", None)?;
        Ok(weights)
    }

    /// Changes some weights (4.7.8, 4.7.9).
    pub(super) fn change(
        &self,
        weights: &mut BTreeMap<NodeId, u16>,
        new: &NewWeights,
    ) -> Result<(), ApiError> {
        let role = Some(NodeRole::Replica);
        self.set(weights, &new.replicas, "readonly_nodes", role)?;
        let primary = self.nodes.iter().find(|n| n.role == NodeRole::Primary);
        if let (Some(weight), Some(primary)) = (new.primary, primary) {
            let weight = self.check(primary.role, weight, "master_weight")?;
            weights.insert(primary.id.clone(), weight);
        }
        Ok(())
    }

    /// What the nodes are.
    pub(super) fn roles(&self) -> BTreeMap<NodeId, NodeRole> {
        let roles = self.nodes.iter().map(|node| (node.id.clone(), node.role));
        roles.collect()
    }

    fn set(
        &self,
        weights: &mut BTreeMap<NodeId, u16>,
        named: &[NewWeight],
        field: &str,
        role: Option<NodeRole>,
    ) -> Result<(), ApiError> {
        let mut seen: Vec<&NodeId> = Vec::new();
        for (place, new) in named.iter().enumerate() {
            let id_field = format!("{field}[{place}].id");
            let node = self.node(&new.node, role, &id_field)?;
            if seen.contains(&&node.id) {
                return Err(ApiError::parameter(id_field, "is there twice"));
            }
            seen.push(&node.id);
            let weight_field = format!("{field}[{place}].weight");
            let weight = self.check(node.role, new.weight, &weight_field)?;
            weights.insert(node.id.clone(), weight);
        }
        Ok(())
    }

    fn node(&self, id: &str, role: Option<NodeRole>, field: &str) -> Result<&'n Node, ApiError> {
        let found = self.nodes.iter().find(|node| node.id.as_str() == id);
        let refuse = |why| {
            Err(ApiError::new(ErrorCode::NODE_NOT_FOUND)
                .field(field)
                .detail(why))
        };
        match found {
            None => refuse("is no node of the instance"),
            Some(node) if role.is_some_and(|role| role != node.role) => {
                refuse("is no read replica of the instance")
            }
            Some(node) => Ok(node),
        }
    }

    fn check(&self, role: NodeRole, weight: i64, field: &str) -> Result<u16, ApiError> {
        let allowed = weight::allowed(self.mode, self.routing, role);
        u16::try_from(weight)
            .ok()
            .filter(|weight| allowed.contains(weight))
            .ok_or_else(|| {
                let (least, most) = (allowed.start(), allowed.end());
                let must = if least == most {
                    format!("must be {least} with this mode and routing policy")
                } else {
                    format!("must be from {least} to {most} with this mode and routing policy")
                };
                ApiError::new(ErrorCode::PROXY_WEIGHT_INVALID)
                    .field(field)
                    .detail(must)
            })
    }
}
