//! Limits on statements, by node.

use hyades_types::id::NodeId;
use hyades_types::model::NodeRule;
use hyades_types::topology::{NodeThrottle, ThrottleRule};

/// The rules by node, each node's in their order.
pub(super) fn throttles(rules: Vec<NodeRule>) -> Vec<NodeThrottle> {
    let mut throttles: Vec<NodeThrottle> = Vec::new();
    for NodeRule {
        key,
        max_concurrency,
    } in rules
    {
        let rule = ThrottleRule {
            kind: key.kind,
            pattern: key.pattern,
            max_concurrency,
        };
        of_node(&mut throttles, key.node).rules.push(rule);
    }
    throttles
}

fn of_node(throttles: &mut Vec<NodeThrottle>, node: NodeId) -> &mut NodeThrottle {
    let known = throttles.iter().position(|known| known.node == node);
    let place = known.unwrap_or_else(|| {
        throttles.push(NodeThrottle {
            node,
            rules: Vec::new(),
        });
        throttles.len() - 1
    });
    &mut throttles[place]
}
