//! The rules of groups. Answered when gateways and proxies keep to them; who is connected stays so.

use futures::FutureExt;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{ProjectId, SecurityRuleId};
use hyades_types::model::{Remote, SecurityRule};

use super::{group, rules};
use crate::app::App;

/// Rules that a group may have.
const MOST: usize = 200;

/// A rule, as it came.
#[derive(Debug, Clone)]
pub struct NewRule {
    /// `security_group_id`
    pub group: String,
    /// `direction`
    pub direction: String,
    /// `ethertype`
    pub ether_type: Option<String>,
    /// `protocol`
    pub protocol: Option<String>,
    /// `multiport`
    pub ports: Option<String>,
    /// `remote_ip_prefix`
    pub remote_block: Option<String>,
    /// `remote_group_id`
    pub remote_group: Option<String>,
    /// `action`
    pub action: Option<String>,
    /// `priority`
    pub priority: Option<i64>,
    /// `enabled`
    pub enabled: Option<bool>,
    /// `description`
    pub description: Option<String>,
}

impl App {
    /// The rules of the project's groups, by id.
    ///
    /// # Errors
    /// A fault.
    pub async fn security_rules(&self, project: &ProjectId) -> Result<Vec<SecurityRule>, ApiError> {
        Ok(self.store.security_rule_list(project).await?)
    }

    /// A rule.
    ///
    /// # Errors
    /// `RESOURCE_NOT_FOUND`
    pub async fn security_rule(
        &self,
        project: &ProjectId,
        id: &SecurityRuleId,
    ) -> Result<SecurityRule, ApiError> {
        let rules = self.store.security_rule_list(project).await?;
        let rule = rules.into_iter().find(|rule| rule.id == *id);
        rule.ok_or_else(missing)
    }

    /// Adds a rule to a group.
    ///
    /// # Errors
    /// `SECURITY_GROUP_NOT_FOUND`, `QUOTA_EXCEEDED`, or a parameter error; a fault when the data plane does
    /// not follow: nothing has changed then.
    pub async fn security_rule_create(
        &self,
        project: &ProjectId,
        new: &NewRule,
    ) -> Result<SecurityRule, ApiError> {
        let rule = rules::checked(new)?;
        let mut tx = self.store.begin().await?;
        group::fetch(&mut tx, project, &rule.group).await?;
        if let Remote::Group(remote) = &rule.remote {
            let found = group::fetch(&mut tx, project, remote).await;
            found.map_err(|error| error.field("security_group_rule.remote_group_id"))?;
        }
        let all = tx.security_rule_list().await?;
        if all.iter().filter(|each| each.group == rule.group).count() >= MOST {
            return Err(ErrorCode::QUOTA_EXCEEDED.into());
        }
        tx.security_rule_insert(&rule).await?;
        tx.commit().await?;
        let id = rule.id.clone();
        self.follow(|tx| async move { tx.security_rule_delete(&id).await }.boxed())
            .await?;
        Ok(rule)
    }

    /// Deletes a rule.
    ///
    /// # Errors
    /// `RESOURCE_NOT_FOUND`; a fault when the data plane does not follow: nothing has changed then.
    pub async fn security_rule_delete(
        &self,
        project: &ProjectId,
        id: &SecurityRuleId,
    ) -> Result<(), ApiError> {
        let mut tx = self.store.begin().await?;
        let rule = tx.security_rule_fetch(project, id).await?;
        let rule = rule.ok_or_else(missing)?;
        tx.security_rule_delete(id).await?;
        tx.commit().await?;
        self.follow(|tx| async move { tx.security_rule_insert(&rule).await }.boxed())
            .await
    }
}

fn missing() -> ApiError {
    ApiError::new(ErrorCode::RESOURCE_NOT_FOUND)
        .field("security_group_rule_id")
        .detail("does not exist")
}
