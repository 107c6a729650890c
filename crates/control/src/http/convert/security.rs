//! Security groups.

use hyades_api::wire::security::{
    CreateSecurityGroupRequest, CreateSecurityGroupRuleRequest, SecurityGroup, SecurityGroupDetail,
    SecurityGroupResponse, SecurityGroupRule, SecurityGroupRuleResponse,
};
use hyades_api::wire::{Flag, Text};
use hyades_types::error::ApiError;
use hyades_types::id::ProjectId;
use hyades_types::model::{self, Remote};

use crate::app::security::{GroupDetail, NewGroup, NewRule};

/// What would be made must not be made; and that it could be made is not to be had without making it.
pub(in crate::http) fn refuse_dry_run(dry_run: Option<Flag>) -> Result<(), ApiError> {
    match dry_run {
        Some(Flag(true)) => Err(ApiError::parameter("dry_run", "is not supported")),
        _ => Ok(()),
    }
}

pub(in crate::http) fn new_group(
    request: CreateSecurityGroupRequest,
) -> Result<NewGroup, ApiError> {
    refuse_dry_run(request.dry_run)?;
    let group = request.security_group;
    if group.tags.is_some_and(|tags| !tags.0.is_empty()) {
        return Err(ApiError::parameter(
            "security_group.tags",
            "are not supported",
        ));
    }
    Ok(NewGroup {
        name: group.name.into_string(),
        description: group.description.map(Text::into_string),
        enterprise_project: group.enterprise_project_id.map(Text::into_string),
    })
}

pub(in crate::http) fn new_rule(
    request: CreateSecurityGroupRuleRequest,
) -> Result<NewRule, ApiError> {
    refuse_dry_run(request.dry_run)?;
    let rule = request.security_group_rule;
    let address_group = rule.remote_address_group_id;
    if address_group.is_some_and(|group| !group.as_str().is_empty()) {
        let field = "security_group_rule.remote_address_group_id";
        return Err(ApiError::parameter(field, "does not exist"));
    }
    Ok(NewRule {
        group: rule.security_group_id.into_string(),
        direction: rule.direction.into_string(),
        ether_type: rule.ethertype.map(Text::into_string),
        protocol: rule.protocol.map(Text::into_string),
        ports: rule.multiport.map(Text::into_string),
        remote_block: rule.remote_ip_prefix.map(Text::into_string),
        remote_group: rule.remote_group_id.map(Text::into_string),
        action: rule.action.map(Text::into_string),
        priority: rule.priority.map(|priority| priority.0),
        enabled: rule.enabled.map(|enabled| enabled.0),
        description: rule.description.map(Text::into_string),
    })
}

pub(in crate::http) fn detail(shown: GroupDetail) -> SecurityGroupResponse {
    let project = shown.group.project.clone();
    let rules = shown.rules.into_iter();
    SecurityGroupResponse {
        security_group: SecurityGroupDetail {
            security_group_rules: rules.map(|each| rule(&project, each)).collect(),
            group: group(shown.group),
        },
    }
}

pub(in crate::http) fn group(group: model::SecurityGroup) -> SecurityGroup {
    SecurityGroup {
        id: group.id.into(),
        name: group.name,
        description: group.description,
        project_id: group.project.into(),
        enterprise_project_id: "0".to_owned(),
        created_at: group.created_at.to_vpc(),
        updated_at: group.updated_at.to_vpc(),
        tags: [],
    }
}

pub(in crate::http) fn rule_response(
    project: &ProjectId,
    shown: model::SecurityRule,
) -> SecurityGroupRuleResponse {
    SecurityGroupRuleResponse {
        security_group_rule: rule(project, shown),
    }
}

pub(in crate::http) fn rule(project: &ProjectId, rule: model::SecurityRule) -> SecurityGroupRule {
    let created_at = rule.created_at.to_vpc();
    let (group, block) = match rule.remote {
        Remote::Any => (None, None),
        Remote::Block(block) => (None, Some(block.as_str().to_owned())),
        Remote::Group(group) => (Some(group.into()), None),
    };
    SecurityGroupRule {
        id: rule.id.into(),
        description: rule.description,
        security_group_id: rule.group.into(),
        direction: rule.direction.as_str().to_owned(),
        protocol: rule.protocol,
        ethertype: rule.ether_type.as_str().to_owned(),
        multiport: rule.ports.map(|ports| ports.as_str().to_owned()),
        action: rule.action.as_str().to_owned(),
        priority: rule.priority,
        enabled: rule.enabled,
        remote_group_id: group,
        remote_ip_prefix: block,
        remote_address_group_id: None,
        updated_at: created_at.clone(),
        created_at,
        project_id: project.to_string(),
    }
}
