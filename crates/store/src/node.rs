//! Nodes.

use hyades_types::id::{InstanceId, NodeId};
use hyades_types::model::Node;
use hyades_types::net::Endpoint;
use hyades_types::status::{NodeLifecycle, NodeRole};
use hyades_types::time::Timestamp;
use sqlx::Any;

use crate::error::StoreError;
use crate::sql::{self, Statement};
use crate::store::{Store, Tx};

const COLUMNS: &str = "id, instance_id, name, role, lifecycle, host_id, az, address, \
     backend_address, backend_port, server_id, priority, generation, created_at, updated_at";

/// In the order of [`COLUMNS`].
#[derive(sqlx::FromRow, serde::Deserialize)]
struct NodeRow {
    id: String,
    instance_id: String,
    name: String,
    role: String,
    lifecycle: String,
    host_id: String,
    az: String,
    address: String,
    backend_address: String,
    backend_port: i64,
    server_id: i64,
    priority: i64,
    generation: i64,
    created_at: i64,
    updated_at: i64,
}

#[derive(sqlx::FromRow)]
struct FlavorRow {
    flavor: String,
    nodes: i64,
}

impl FlavorRow {
    fn into_pair(self) -> (String, u64) {
        (self.flavor, self.nodes.unsigned_abs())
    }
}

fn count_by_flavor() -> Statement<'static> {
    sqlx::query::<Any>(
        "SELECT i.flavor AS flavor, COUNT(*) AS nodes
         FROM nodes n JOIN instances i ON i.id = n.instance_id GROUP BY i.flavor",
    )
}

impl Store {
    /// The nodes of some instances, in the order of their server ids.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn nodes_of(&self, instances: &[InstanceId]) -> Result<Vec<Node>, StoreError> {
        if instances.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = sql::placeholders(1, instances.len());
        let select = format!(
            "SELECT {COLUMNS} FROM nodes WHERE instance_id IN ({wanted}) ORDER BY server_id"
        );
        let text = self.dialect.all_at_once(COLUMNS, &select);
        let mut statement = sqlx::query::<Any>(sqlx::AssertSqlSafe(text));
        for id in instances {
            statement = statement.bind(id.as_str().to_owned());
        }
        let rows: Vec<NodeRow> = self.rows_at_once("list the nodes", statement).await?;
        rows.into_iter().map(Node::try_from).collect()
    }

    /// How many nodes there are of each flavor.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn node_count_by_flavor(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let rows: Vec<FlavorRow> = self
            .rows("count the nodes by flavor", count_by_flavor())
            .await?;
        Ok(rows.into_iter().map(FlavorRow::into_pair).collect())
    }

    /// Every node, or every node at one point of its life.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn node_list(
        &self,
        lifecycle: Option<NodeLifecycle>,
    ) -> Result<Vec<Node>, StoreError> {
        let rows: Vec<NodeRow> = self.rows("list the nodes", select(lifecycle)).await?;
        rows.into_iter().map(Node::try_from).collect()
    }
}

impl Tx {
    /// Every node, as this transaction sees them.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn node_list(&mut self) -> Result<Vec<Node>, StoreError> {
        let rows: Vec<NodeRow> = self.rows("list the nodes", select(None)).await?;
        rows.into_iter().map(Node::try_from).collect()
    }

    /// The nodes of an instance, as this transaction sees them, in the order of their server ids.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn nodes_of(&mut self, instance: &InstanceId) -> Result<Vec<Node>, StoreError> {
        let text = format!("SELECT {COLUMNS} FROM nodes WHERE instance_id = $1 ORDER BY server_id");
        let statement = sqlx::query::<Any>(sqlx::AssertSqlSafe(text)).bind(instance.as_str());
        let rows: Vec<NodeRow> = self.rows("list the nodes", statement).await?;
        rows.into_iter().map(Node::try_from).collect()
    }

    /// How many nodes there are of each flavor.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn node_count_by_flavor(&mut self) -> Result<Vec<(String, u64)>, StoreError> {
        let rows: Vec<FlavorRow> = self
            .rows("count the nodes by flavor", count_by_flavor())
            .await?;
        Ok(rows.into_iter().map(FlavorRow::into_pair).collect())
    }

    /// Adds a node.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails, or its id, address or server id is taken.
    pub async fn node_insert(&mut self, node: &Node) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "INSERT INTO nodes (id, instance_id, name, role, lifecycle, host_id, az, address,
                 backend_address, backend_port, server_id, priority, generation, created_at,
                 updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        )
        .bind(node.id.as_str())
        .bind(node.instance.as_str())
        .bind(node.name.as_str())
        .bind(node.role.as_str())
        .bind(node.lifecycle.as_str())
        .bind(node.host.as_str())
        .bind(node.az.as_str())
        .bind(node.address.to_string())
        .bind(node.backend.address.to_string())
        .bind(i64::from(node.backend.port))
        .bind(i64::from(node.server_id))
        .bind(i64::from(node.priority))
        .bind(node.generation.cast_signed())
        .bind(node.created_at.as_millis())
        .bind(node.updated_at.as_millis());
        self.execute("add a node", statement).await.map(drop)
    }

    /// Moves a node on in its life. No effect when the node is gone.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn node_set_lifecycle(
        &mut self,
        node: &NodeId,
        lifecycle: NodeLifecycle,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement =
            sqlx::query::<Any>("UPDATE nodes SET lifecycle = $1, updated_at = $2 WHERE id = $3")
                .bind(lifecycle.as_str())
                .bind(now.as_millis())
                .bind(node.as_str());
        self.execute("change a node's lifecycle", statement)
            .await
            .map(drop)
    }

    /// Gives a node a role, and the generation of the goal that says so. No effect when the node is gone.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn node_set_role(
        &mut self,
        node: &NodeId,
        role: NodeRole,
        generation: u64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "UPDATE nodes SET role = $1, generation = $2, updated_at = $3 WHERE id = $4",
        )
        .bind(role.as_str())
        .bind(generation.cast_signed())
        .bind(now.as_millis())
        .bind(node.as_str());
        self.execute("change a node's role", statement)
            .await
            .map(drop)
    }

    /// Renames a node.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn node_rename(
        &mut self,
        node: &NodeId,
        name: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement =
            sqlx::query::<Any>("UPDATE nodes SET name = $1, updated_at = $2 WHERE id = $3")
                .bind(name)
                .bind(now.as_millis())
                .bind(node.as_str());
        self.execute("rename a node", statement).await.map(drop)
    }

    /// Forgets a node, what proxies and rules say of it, and gives its address back. Only for a node of which nothing is left.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn node_delete(&mut self, node: &Node) -> Result<(), StoreError> {
        self.address_release(node.address).await?;
        self.proxy_weights_forget(&node.id).await?;
        self.throttle_rules_forget(&node.id).await?;
        let statement =
            sqlx::query::<Any>("DELETE FROM nodes WHERE id = $1").bind(node.id.as_str());
        self.execute("forget a node", statement).await.map(drop)
    }
}

fn select(lifecycle: Option<NodeLifecycle>) -> Statement<'static> {
    let all = format!("SELECT {COLUMNS} FROM nodes");
    match lifecycle {
        None => sqlx::query::<Any>(sqlx::AssertSqlSafe(all)),
        Some(lifecycle) => {
            let text = format!("{all} WHERE lifecycle = $1");
            sqlx::query::<Any>(sqlx::AssertSqlSafe(text)).bind(lifecycle.as_str())
        }
    }
}

impl TryFrom<NodeRow> for Node {
    type Error = StoreError;
    fn try_from(row: NodeRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: sql::parse("node id", &row.id)?,
            instance: sql::parse("instance id", &row.instance_id)?,
            name: row.name,
            role: sql::parse("node role", &row.role)?,
            lifecycle: sql::parse("node lifecycle", &row.lifecycle)?,
            host: sql::parse("host id", &row.host_id)?,
            az: row.az,
            address: sql::address(&row.address)?,
            backend: Endpoint::new(
                sql::address(&row.backend_address)?,
                sql::small("port", row.backend_port)?,
            ),
            server_id: sql::small("server id", row.server_id)?,
            priority: sql::small("priority", row.priority)?,
            generation: row.generation.cast_unsigned(),
            created_at: sql::time(row.created_at),
            updated_at: sql::time(row.updated_at),
        })
    }
}
