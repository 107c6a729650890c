//! Security groups: who may connect to an instance.

mod group;
mod rule;
mod rules;

pub use group::{GroupDetail, NewGroup};
pub use rule::NewRule;

use hyades_types::id::{SecurityGroupId, SecurityRuleId};
use hyades_types::model::{Direction, EtherType, Remote, SecurityRule};
use hyades_types::time::Timestamp;
use hyades_types::topology::SourceAction;

/// The rules that let everything through: what the group of a new project begins with.
pub(super) fn open_rules(group: &SecurityGroupId, now: Timestamp) -> Vec<SecurityRule> {
    through(group, now, Direction::Ingress, &Remote::Any)
}

/// Every protocol, with both versions of IP.
fn through(
    group: &SecurityGroupId,
    now: Timestamp,
    direction: Direction,
    remote: &Remote,
) -> Vec<SecurityRule> {
    let rule = |ether_type| SecurityRule {
        id: SecurityRuleId::generate(),
        group: group.clone(),
        direction,
        ether_type,
        protocol: None,
        ports: None,
        remote: remote.clone(),
        action: SourceAction::Allow,
        priority: rules::LAST,
        enabled: true,
        description: String::new(),
        created_at: now,
    };
    vec![rule(EtherType::V4), rule(EtherType::V6)]
}
