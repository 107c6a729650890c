//! SQL statement concurrency control (4.12). Rules may be set while it is off; they count once it is on.

use hyades_planning::throttle;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, JobId, NodeId, ProjectId};
use hyades_types::model::{JobKind, Node, NodeRule, RuleKey};
use hyades_types::status::{NodeLifecycle, Operation, Switch};
use hyades_types::topology::ThrottleKind;

use super::App;
use super::submit::Submission;
use crate::workflows::{SqlFilter, SqlFilterChange};

/// A rule, as it came.
#[derive(Debug, Clone)]
pub struct NewRule {
    /// Which one.
    pub key: NewRuleKey,
    /// `max_concurrency`
    pub max_concurrency: i64,
}

/// A rule without its limit, as it came.
#[derive(Debug, Clone)]
pub struct NewRuleKey {
    /// `node_id`
    pub node: String,
    /// `sql_type`
    pub kind: String,
    /// `pattern`
    pub pattern: String,
    /// Where in the request it stands, such as `sql_filter_rules[0].rules[1].patterns[0]`.
    pub place: String,
}

impl App {
    /// Turns concurrency control on or off (4.12.1).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `INSTANCE_BUSY`.
    pub async fn sql_filter_switch(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        on: bool,
    ) -> Result<JobId, ApiError> {
        let change = |before: &SqlFilter, _: &[Node]| {
            Ok(SqlFilter {
                on,
                ..before.clone()
            })
        };
        self.change_sql_filter(project, instance, JobKind::SwitchSqlFilter, change)
            .await
    }

    /// Whether concurrency control is on (4.12.2).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`
    pub async fn sql_filter(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
    ) -> Result<bool, ApiError> {
        self.is_on(project, instance, Switch::SqlFilter).await
    }

    /// Sets rules (4.12.3). Others stay, and one that is there gets the new limit.
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `INSTANCE_BUSY`, `NODE_NOT_FOUND`, or a parameter error.
    pub async fn sql_filter_set(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        rules: Vec<NewRule>,
    ) -> Result<JobId, ApiError> {
        let change = |before: &SqlFilter, nodes: &[Node]| {
            let new: Result<Vec<NodeRule>, _> =
                rules.iter().map(|rule| checked(rule, nodes)).collect();
            Ok(SqlFilter {
                on: before.on,
                rules: throttle::set(before.rules.clone(), new?),
            })
        };
        self.change_sql_filter(project, instance, JobKind::SetSqlFilterRules, change)
            .await
    }

    /// Deletes exactly these rules (4.12.5).
    ///
    /// # Errors
    /// As of [`App::sql_filter_set`].
    pub async fn sql_filter_delete(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        rules: Vec<NewRuleKey>,
    ) -> Result<JobId, ApiError> {
        let change = |before: &SqlFilter, nodes: &[Node]| {
            let gone: Result<Vec<RuleKey>, _> =
                rules.iter().map(|key| checked_key(key, nodes)).collect();
            Ok(SqlFilter {
                on: before.on,
                rules: throttle::delete(before.rules.clone(), &gone?),
            })
        };
        self.change_sql_filter(project, instance, JobKind::DeleteSqlFilterRules, change)
            .await
    }

    /// The rules of a node (4.12.4), or those for one type of statement.
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `NODE_NOT_FOUND`, or a parameter error.
    pub async fn sql_filter_rules(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        node: &str,
        kind: Option<&str>,
    ) -> Result<Vec<NodeRule>, ApiError> {
        if self
            .store
            .instance_fetch(project, instance)
            .await?
            .is_none()
        {
            return Err(ErrorCode::INSTANCE_NOT_FOUND.into());
        }
        let nodes = self.store.nodes_of(std::slice::from_ref(instance)).await?;
        let node = node_of(node, &nodes, "node_id")?;
        let kind = kind.filter(|kind| !kind.is_empty());
        let kind = kind.map(|kind| type_of(kind, "sql_type")).transpose()?;
        let mut rules = self.store.throttle_rules_of(instance).await?;
        rules.retain(|rule| rule.key.node == node && kind.is_none_or(|kind| rule.key.kind == kind));
        Ok(rules)
    }

    async fn change_sql_filter(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        kind: JobKind,
        change: impl FnOnce(&SqlFilter, &[Node]) -> Result<SqlFilter, ApiError>,
    ) -> Result<JobId, ApiError> {
        let mut submission = self
            .submission(project, instance, Operation::SqlFilter)
            .await?;
        let Submission { tx, .. } = &mut submission;
        let before = SqlFilter {
            on: tx.switched_on(Switch::SqlFilter).await?.contains(instance),
            rules: tx.throttle_rules_of(instance).await?,
        };
        let nodes = tx.nodes_of(instance).await?;
        let change = SqlFilterChange {
            instance: instance.clone(),
            after: change(&before, &nodes)?,
            before,
        };
        self.submit(submission, kind, &change).await
    }
}

fn checked(rule: &NewRule, nodes: &[Node]) -> Result<NodeRule, ApiError> {
    let key = checked_key(&rule.key, nodes)?;
    let max_concurrency = u32::try_from(rule.max_concurrency).map_err(|_| {
        ApiError::parameter(
            format!("{}.max_concurrency", rule.key.place),
            format!("must be from 0 to {}", u32::MAX),
        )
    })?;
    Ok(NodeRule {
        key,
        max_concurrency,
    })
}

fn checked_key(key: &NewRuleKey, nodes: &[Node]) -> Result<RuleKey, ApiError> {
    let node = node_of(&key.node, nodes, "node_id")?;
    let kind = type_of(&key.kind, "sql_type")?;
    if !throttle::is_pattern(&key.pattern) {
        let field = format!("{}.pattern", key.place);
        return Err(ApiError::parameter(field, throttle::PATTERN_RULE));
    }
    Ok(RuleKey {
        node,
        kind,
        pattern: key.pattern.clone(),
    })
}

fn node_of(id: &str, nodes: &[Node], field: &str) -> Result<NodeId, ApiError> {
    let active = nodes
        .iter()
        .filter(|node| node.lifecycle == NodeLifecycle::Active);
    let found = active
        .map(|node| &node.id)
        .find(|known| known.as_str() == id);
    found.cloned().ok_or_else(|| {
        ApiError::new(ErrorCode::NODE_NOT_FOUND)
            .field(field)
            .detail("is no node of the instance")
    })
}

fn type_of(text: &str, field: &str) -> Result<ThrottleKind, ApiError> {
    text.to_ascii_uppercase()
        .parse()
        .map_err(|_| ApiError::parameter(field, "must be SELECT, UPDATE or DELETE"))
}
