//! Security groups.

use super::Docs;
use crate::wire::filter::MarkerQuery;
use crate::wire::security::{
    CreateSecurityGroupRequest, CreateSecurityGroupRuleRequest, GROUP_FILTERS, RULE_FILTERS,
    SecurityGroupResponse, SecurityGroupRuleResponse, SecurityGroupRulesResponse,
    SecurityGroupsResponse, UpdateSecurityGroupRequest,
};

pub(super) fn docs(operation: &str, docs: Docs) -> Docs {
    match operation {
        "CreateSecurityGroup" => docs
            .body::<CreateSecurityGroupRequest>()
            .response::<SecurityGroupResponse>(),
        "UpdateSecurityGroup" => docs
            .body::<UpdateSecurityGroupRequest>()
            .response::<SecurityGroupResponse>(),
        "ShowSecurityGroup" => docs.response::<SecurityGroupResponse>(),
        "ListSecurityGroups" => docs
            .query::<MarkerQuery>()
            .filters(GROUP_FILTERS)
            .response::<SecurityGroupsResponse>(),
        "CreateSecurityGroupRule" => docs
            .body::<CreateSecurityGroupRuleRequest>()
            .response::<SecurityGroupRuleResponse>(),
        "ShowSecurityGroupRule" => docs.response::<SecurityGroupRuleResponse>(),
        "ListSecurityGroupRules" => docs
            .query::<MarkerQuery>()
            .filters(RULE_FILTERS)
            .response::<SecurityGroupRulesResponse>(),
        _ => docs,
    }
}
