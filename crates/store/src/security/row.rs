//! Security groups and their rules as columns.

use hyades_types::model::{Remote, SecurityGroup, SecurityRule};
use hyades_types::time::Timestamp;

use crate::error::StoreError;
use crate::sql;

/// The columns of a security group.
pub(super) const GROUP: &str = "id, project_id, name, description, created_at, updated_at";

/// The columns of a rule.
pub(super) const RULE: &str = "id, group_id, direction, ether_type, protocol, ports, remote_block, \
     remote_group_id, action, priority, enabled, description, created_at";

#[derive(sqlx::FromRow)]
pub(super) struct GroupRow {
    id: String,
    project_id: String,
    name: String,
    description: String,
    created_at: i64,
    updated_at: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct RuleRow {
    id: String,
    group_id: String,
    direction: String,
    ether_type: String,
    protocol: Option<String>,
    ports: Option<String>,
    remote_block: Option<String>,
    remote_group_id: Option<String>,
    action: String,
    priority: i64,
    enabled: i64,
    description: String,
    created_at: i64,
}

impl TryFrom<GroupRow> for SecurityGroup {
    type Error = StoreError;
    fn try_from(row: GroupRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: sql::parse("security group id", &row.id)?,
            project: sql::parse("project id", &row.project_id)?,
            name: row.name,
            description: row.description,
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
        })
    }
}

impl TryFrom<RuleRow> for SecurityRule {
    type Error = StoreError;
    fn try_from(row: RuleRow) -> Result<Self, StoreError> {
        let ports = row.ports.map(|ports| sql::parse("ports", &ports));
        let remote = match (row.remote_block, row.remote_group_id) {
            (Some(block), _) => Remote::Block(sql::parse("address range", &block)?),
            (None, Some(group)) => Remote::Group(sql::parse("security group id", &group)?),
            (None, None) => Remote::Any,
        };
        Ok(Self {
            id: sql::parse("rule id", &row.id)?,
            group: sql::parse("security group id", &row.group_id)?,
            direction: sql::parse("direction", &row.direction)?,
            ether_type: sql::parse("version of IP", &row.ether_type)?,
            protocol: row.protocol,
            ports: ports.transpose()?,
            remote,
            action: sql::parse("action", &row.action)?,
            priority: sql::small("priority", row.priority)?,
            enabled: row.enabled != 0,
            description: row.description,
            created_at: Timestamp::from_millis(row.created_at),
        })
    }
}
