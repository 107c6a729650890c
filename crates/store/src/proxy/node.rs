//! Nodes of proxies.

use hyades_types::id::{ProxyId, ProxyNodeId};
use hyades_types::model::ProxyNode;
use hyades_types::status::ProxyNodeLifecycle;
use sqlx::Any;

use crate::error::StoreError;
use crate::store::Tx;

impl Tx {
    /// Adds a node to a proxy.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails, or its id or number is taken.
    pub async fn proxy_node_insert(
        &mut self,
        proxy: &ProxyId,
        node: &ProxyNode,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "INSERT INTO proxy_nodes (id, proxy_id, ordinal, lifecycle, generation, version, az)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(node.id.as_str())
        .bind(proxy.as_str())
        .bind(i64::from(node.number))
        .bind(node.lifecycle.as_str())
        .bind(node.generation.cast_signed())
        .bind(node.version.as_str())
        .bind(node.az.as_str());
        self.execute("add a proxy node", statement).await.map(drop)
    }

    /// Moves a proxy node on in its life. No effect when it is gone.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_node_set_lifecycle(
        &mut self,
        node: &ProxyNodeId,
        lifecycle: ProxyNodeLifecycle,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>("UPDATE proxy_nodes SET lifecycle = $1 WHERE id = $2")
            .bind(lifecycle.as_str())
            .bind(node.as_str());
        self.execute("change a proxy node's lifecycle", statement)
            .await
            .map(drop)
    }

    /// Asks for a new process of a proxy node. No effect when the node has this generation or a
    /// newer one.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_node_renew(
        &mut self,
        node: &ProxyNodeId,
        generation: u64,
        version: &str,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "UPDATE proxy_nodes SET generation = $1, version = $2
             WHERE id = $3 AND generation < $1",
        )
        .bind(generation.cast_signed())
        .bind(version)
        .bind(node.as_str());
        self.execute("renew a proxy node", statement)
            .await
            .map(drop)
    }

    /// Forgets a proxy node. Only for one whose process has ended.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_node_delete(&mut self, node: &ProxyNodeId) -> Result<(), StoreError> {
        let statement =
            sqlx::query::<Any>("DELETE FROM proxy_nodes WHERE id = $1").bind(node.as_str());
        self.execute("forget a proxy node", statement)
            .await
            .map(drop)
    }
}
