//! Security groups.

use hyades_api::wire::filter::Filter;
use hyades_api::wire::security::{
    CreateSecurityGroupRequest, CreateSecurityGroupRuleRequest, GROUP_FILTERS, RULE_FILTERS,
    SecurityGroupRulesResponse, SecurityGroupsResponse, UpdateSecurityGroupRequest,
};
use hyades_api::wire::{Text, parse_body};
use hyades_types::error::ApiError;

use crate::http::call::Call;
use crate::http::convert::security;
use crate::http::reply::Reply;

pub(in crate::http) async fn create(call: Call) -> Result<Reply, ApiError> {
    let request: CreateSecurityGroupRequest = parse_body(call.body())?;
    let new = security::new_group(request)?;
    let created = call.app().security_group_create(call.project()?, new).await;
    Reply::json(&security::detail(created?))
}

pub(in crate::http) async fn list(call: Call) -> Result<Reply, ApiError> {
    let filter = Filter::from_query(&call.query, GROUP_FILTERS)?;
    let groups = call.app().security_groups(call.project()?).await?;
    let groups = groups.into_iter().map(security::group).collect();
    let (security_groups, page_info) = filter.page(groups)?;
    Reply::json(&SecurityGroupsResponse {
        security_groups,
        page_info,
    })
}

pub(in crate::http) async fn show(call: Call) -> Result<Reply, ApiError> {
    let id = call.params.id("security_group_id")?;
    let shown = call.app().security_group_show(call.project()?, &id).await?;
    Reply::json(&security::detail(shown))
}

pub(in crate::http) async fn update(call: Call) -> Result<Reply, ApiError> {
    let id = call.params.id("security_group_id")?;
    let request: UpdateSecurityGroupRequest = parse_body(call.body())?;
    security::refuse_dry_run(request.dry_run)?;
    let change = request.security_group;
    let name = change.name.map(Text::into_string);
    let description = change.description.map(Text::into_string);
    let app = call.app();
    let changed = app.security_group_describe(call.project()?, &id, name, description);
    Reply::json(&security::detail(changed.await?))
}

pub(in crate::http) async fn delete(call: Call) -> Result<Reply, ApiError> {
    let id = call.params.id("security_group_id")?;
    let app = call.app();
    app.security_group_delete(call.project()?, &id).await?;
    Ok(Reply::nothing())
}

pub(in crate::http) async fn create_rule(call: Call) -> Result<Reply, ApiError> {
    let project = call.project()?;
    let request: CreateSecurityGroupRuleRequest = parse_body(call.body())?;
    let new = security::new_rule(request)?;
    let created = call.app().security_rule_create(project, &new).await?;
    Reply::json(&security::rule_response(project, created))
}

pub(in crate::http) async fn list_rules(call: Call) -> Result<Reply, ApiError> {
    let project = call.project()?;
    let filter = Filter::from_query(&call.query, RULE_FILTERS)?;
    let rules = call.app().security_rules(project).await?;
    let rules = rules.into_iter().map(|rule| security::rule(project, rule));
    let (security_group_rules, page_info) = filter.page(rules.collect())?;
    Reply::json(&SecurityGroupRulesResponse {
        security_group_rules,
        page_info,
    })
}

pub(in crate::http) async fn show_rule(call: Call) -> Result<Reply, ApiError> {
    let id = call.params.id("security_group_rule_id")?;
    let project = call.project()?;
    let shown = call.app().security_rule(project, &id).await?;
    Reply::json(&security::rule_response(project, shown))
}

pub(in crate::http) async fn delete_rule(call: Call) -> Result<Reply, ApiError> {
    let id = call.params.id("security_group_rule_id")?;
    let app = call.app();
    app.security_rule_delete(call.project()?, &id).await?;
    Ok(Reply::nothing())
}
