//! Rules of SQL statement concurrency control.

use hyades_types::id::{InstanceId, NodeId};
use hyades_types::model::{NodeRule, RuleKey};
use sqlx::Any;

use crate::error::StoreError;
use crate::sql::{self, Reader};
use crate::store::{Store, Tx};

#[derive(sqlx::FromRow)]
struct RuleRow {
    node_id: String,
    sql_type: String,
    pattern: String,
    max_concurrency: i64,
}

impl TryFrom<RuleRow> for NodeRule {
    type Error = StoreError;
    fn try_from(row: RuleRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: RuleKey {
                node: sql::parse("node id", &row.node_id)?,
                kind: sql::parse("statement type", &row.sql_type)?,
                pattern: row.pattern,
            },
            max_concurrency: sql::small("concurrency", row.max_concurrency)?,
        })
    }
}

async fn rules_of(
    mut reader: impl Reader,
    instance: &InstanceId,
) -> Result<Vec<NodeRule>, StoreError> {
    let statement = sqlx::query::<Any>(
        "SELECT node_id, sql_type, pattern, max_concurrency FROM sql_filter_rules
         WHERE instance_id = $1 ORDER BY ordinal",
    )
    .bind(instance.as_str());
    let rows: Vec<RuleRow> = reader.read("list the rules", statement).await?;
    rows.into_iter().map(NodeRule::try_from).collect()
}

impl Store {
    /// The rules of an instance's nodes, in the order in which they count.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn throttle_rules_of(
        &self,
        instance: &InstanceId,
    ) -> Result<Vec<NodeRule>, StoreError> {
        rules_of(self, instance).await
    }
}

impl Tx {
    /// The rules of an instance's nodes, as this transaction sees them.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn throttle_rules_of(
        &mut self,
        instance: &InstanceId,
    ) -> Result<Vec<NodeRule>, StoreError> {
        rules_of(self, instance).await
    }

    /// Replaces the rules of an instance's nodes.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn throttle_rules_replace(
        &mut self,
        instance: &InstanceId,
        rules: &[NodeRule],
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>("DELETE FROM sql_filter_rules WHERE instance_id = $1")
            .bind(instance.as_str());
        self.execute("remove the rules", statement).await?;
        for (ordinal, rule) in (0_i64..).zip(rules) {
            let statement = sqlx::query::<Any>(
                "INSERT INTO sql_filter_rules (instance_id, ordinal, node_id, sql_type, pattern,
                     max_concurrency)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(instance.as_str())
            .bind(ordinal)
            .bind(rule.key.node.as_str())
            .bind(rule.key.kind.as_str())
            .bind(rule.key.pattern.as_str())
            .bind(i64::from(rule.max_concurrency));
            self.execute("add a rule", statement).await?;
        }
        Ok(())
    }

    /// Removes the rules of a node.
    pub(crate) async fn throttle_rules_forget(&mut self, node: &NodeId) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>("DELETE FROM sql_filter_rules WHERE node_id = $1")
            .bind(node.as_str());
        self.execute("remove a node's rules", statement)
            .await
            .map(drop)
    }
}
