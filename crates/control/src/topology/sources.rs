//! From where connections may come.

use std::collections::HashMap;

use hyades_planning::security;
use hyades_types::id::{InstanceId, SecurityGroupId};
use hyades_types::model::{Instance, SecurityRule};
use hyades_types::topology::SourceRule;

/// The security groups of instances.
pub(super) struct Sources {
    groups: HashMap<InstanceId, SecurityGroupId>,
    rules: Vec<SecurityRule>,
}

impl Sources {
    pub(super) fn new(instances: &[Instance], rules: Vec<SecurityRule>) -> Self {
        let group = |instance: &Instance| {
            let group = instance.security_group.clone()?;
            Some((instance.id.clone(), group))
        };
        Self {
            groups: instances.iter().filter_map(group).collect(),
            rules,
        }
    }

    /// From where clients may connect to a port of an instance: from anywhere, unless it has a group.
    pub(super) fn of(&self, instance: &InstanceId, port: u16) -> Option<Vec<SourceRule>> {
        let group = self.groups.get(instance)?;
        let rules = self.rules.iter().filter(|rule| rule.group == *group);
        Some(security::sources(rules, port))
    }
}
