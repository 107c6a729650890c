//! Security groups and their rules (VPC service, version 3).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::filter::PageInfo;
use super::object;
use super::scalar::{Flag, Int, OneOrMany, Text};

/// Fields that groups can be listed by.
pub const GROUP_FILTERS: &[&str] = &["id", "name", "description", "enterprise_project_id"];

/// Fields that rules can be listed by.
pub const RULE_FILTERS: &[&str] = &[
    "id",
    "security_group_id",
    "protocol",
    "description",
    "remote_group_id",
    "direction",
    "action",
    "remote_ip_prefix",
    "priority",
    "ethertype",
    "enabled",
];

/// The body that creates a group.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateSecurityGroupRequest {
    /// The group.
    #[serde(deserialize_with = "object::required")]
    pub security_group: SecurityGroupRequest,
    /// Not to be had here.
    pub dry_run: Option<Flag>,
}

/// A group to create.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SecurityGroupRequest {
    /// 1 to 64 letters, digits, `_`, `-` and `.`. Need not be unique.
    pub name: Text,
    /// Up to 255 characters without angle brackets.
    pub description: Option<Text>,
    /// `0`
    pub enterprise_project_id: Option<Text>,
    /// Not to be had here.
    #[schema(value_type = Option<Vec<Object>>)]
    pub tags: Option<OneOrMany<serde_json::Value>>,
}

/// The body that renames a group.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdateSecurityGroupRequest {
    /// What to change.
    #[serde(deserialize_with = "object::required")]
    pub security_group: SecurityGroupChange,
    /// Not to be had here.
    pub dry_run: Option<Flag>,
}

/// What to change of a group. What is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SecurityGroupChange {
    /// As of a new group.
    pub name: Option<Text>,
    /// As of a new group.
    pub description: Option<Text>,
}

/// The body that adds a rule.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateSecurityGroupRuleRequest {
    /// The rule.
    #[serde(deserialize_with = "object::required")]
    pub security_group_rule: SecurityGroupRuleRequest,
    /// Not to be had here.
    pub dry_run: Option<Flag>,
}

/// A rule to add.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SecurityGroupRuleRequest {
    /// The group.
    pub security_group_id: Text,
    /// Up to 255 characters without angle brackets.
    pub description: Option<Text>,
    /// `ingress` or `egress`
    pub direction: Text,
    /// `IPv4` or `IPv6`
    #[schema(default = "IPv4")]
    pub ethertype: Option<Text>,
    /// `tcp`, `udp`, `icmp`, `icmpv6` or a number from 0 to 255; every protocol by default.
    pub protocol: Option<Text>,
    /// Ports, such as `22,3306-3310`; every port by default.
    pub multiport: Option<Text>,
    /// An address or a network; anybody by default.
    pub remote_ip_prefix: Option<Text>,
    /// A group of the project, instead of a network.
    pub remote_group_id: Option<Text>,
    /// Not to be had here.
    pub remote_address_group_id: Option<Text>,
    /// `allow` or `deny`
    #[schema(default = "allow")]
    pub action: Option<Text>,
    /// 1 to 100; lower numbers count first.
    #[schema(default = 1)]
    pub priority: Option<Int>,
    /// Whether the rule counts.
    #[schema(default = true)]
    pub enabled: Option<Flag>,
}

/// A group with its rules, as an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecurityGroupResponse {
    /// The group.
    pub security_group: SecurityGroupDetail,
}

/// A group with its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecurityGroupDetail {
    /// The group.
    #[serde(flatten)]
    pub group: SecurityGroup,
    /// Its rules, oldest first.
    pub security_group_rules: Vec<SecurityGroupRule>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecurityGroup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The user's remark.
    pub description: String,
    /// The owner.
    pub project_id: String,
    /// `0`
    pub enterprise_project_id: String,
    /// When it was made, as in `2020-06-22T05:56:58Z`.
    pub created_at: String,
    /// When its name or its remark last changed.
    pub updated_at: String,
    /// Empty.
    pub tags: [String; 0],
}

/// A list of groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecurityGroupsResponse {
    /// The groups, by id.
    pub security_groups: Vec<SecurityGroup>,
    /// What part of the list this is.
    pub page_info: PageInfo,
}

/// A rule, as an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecurityGroupRuleResponse {
    /// The rule.
    pub security_group_rule: SecurityGroupRule,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecurityGroupRule {
    /// Its id.
    pub id: String,
    /// The user's remark.
    pub description: String,
    /// The group.
    pub security_group_id: String,
    /// `ingress` or `egress`
    pub direction: String,
    /// The protocol; `null` for all.
    pub protocol: Option<String>,
    /// `IPv4` or `IPv6`
    pub ethertype: String,
    /// The ports; `null` for all.
    pub multiport: Option<String>,
    /// `allow` or `deny`
    pub action: String,
    /// 1 to 100; lower numbers count first.
    pub priority: u8,
    /// Whether it counts.
    pub enabled: bool,
    /// The group at the other end.
    pub remote_group_id: Option<String>,
    /// The address or network at the other end.
    pub remote_ip_prefix: Option<String>,
    /// `null`
    pub remote_address_group_id: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// The same: rules do not change.
    pub updated_at: String,
    /// The owner.
    pub project_id: String,
}

/// A list of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecurityGroupRulesResponse {
    /// The rules, by id.
    pub security_group_rules: Vec<SecurityGroupRule>,
    /// What part of the list this is.
    pub page_info: PageInfo,
}
