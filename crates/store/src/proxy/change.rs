//! Adding, changing and removing proxies.

use hyades_types::id::{JobId, NodeId, ProxyId};
use hyades_types::model::{AccessControl, NewNodes, Proxy, ProxyBusy, ProxyConfig};
use hyades_types::status::ProxyLifecycle;
use hyades_types::time::Timestamp;
use sqlx::Any;

use super::row;
use crate::error::StoreError;
use crate::store::Tx;

impl Tx {
    /// Adds a proxy with everything that belongs to it.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or an id is taken.
    pub async fn proxy_insert(&mut self, proxy: &Proxy) -> Result<(), StoreError> {
        self.execute("add a proxy", row::insert(proxy)).await?;
        for node in &proxy.nodes {
            self.proxy_node_insert(&proxy.id, node).await?;
        }
        self.weights_and_parameters_replace(&proxy.id, &proxy.config)
            .await?;
        self.access_entries_replace(&proxy.id, &proxy.access).await
    }

    /// Changes what jobs change.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_configure(
        &mut self,
        proxy: &ProxyId,
        config: &ProxyConfig,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "UPDATE proxies SET flavor = $1, port = $2, eip = $3, proxy_mode = $4, routing = $5,
                 new_nodes_join = $6, new_nodes_weight = $7, consistency = $8,
                 transaction_split = $9, pooling = $10, tls = $11, lossless_switchover = $12,
                 updated_at = $13
             WHERE id = $14",
        );
        let statement = row::bind_config(statement, config)
            .bind(now.as_millis())
            .bind(proxy.as_str());
        self.execute("configure a proxy", statement).await?;
        self.weights_and_parameters_replace(proxy, config).await
    }

    async fn weights_and_parameters_replace(
        &mut self,
        proxy: &ProxyId,
        config: &ProxyConfig,
    ) -> Result<(), StoreError> {
        for table in ["proxy_weights", "proxy_parameters"] {
            let text = format!("DELETE FROM {table} WHERE proxy_id = $1");
            let statement = sqlx::query::<Any>(sqlx::AssertSqlSafe(text)).bind(proxy.as_str());
            self.execute("configure a proxy", statement).await?;
        }
        for (node, weight) in &config.weights {
            self.proxy_weight_set(proxy, node, *weight).await?;
        }
        for (parameter, setting) in &config.parameters {
            let statement = sqlx::query::<Any>(
                "INSERT INTO proxy_parameters (proxy_id, parameter, setting) VALUES ($1, $2, $3)",
            )
            .bind(proxy.as_str())
            .bind(parameter.as_str())
            .bind(setting.as_str());
            self.execute("set a proxy's parameter", statement).await?;
        }
        Ok(())
    }

    /// Gives a node a read weight at a proxy.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_weight_set(
        &mut self,
        proxy: &ProxyId,
        node: &NodeId,
        weight: u16,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "INSERT INTO proxy_weights (proxy_id, node_id, weight) VALUES ($1, $2, $3)
             ON CONFLICT (proxy_id, node_id) DO UPDATE SET weight = excluded.weight",
        )
        .bind(proxy.as_str())
        .bind(node.as_str())
        .bind(i64::from(weight));
        self.execute("set a read weight", statement).await.map(drop)
    }

    /// Takes a node out of every proxy.
    pub(crate) async fn proxy_weights_forget(&mut self, node: &NodeId) -> Result<(), StoreError> {
        let statement =
            sqlx::query::<Any>("DELETE FROM proxy_weights WHERE node_id = $1").bind(node.as_str());
        self.execute("remove a node's weights", statement)
            .await
            .map(drop)
    }

    /// Says what becomes of replicas that are added later.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_set_new_nodes(
        &mut self,
        proxy: &ProxyId,
        new_nodes: NewNodes,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "UPDATE proxies SET new_nodes_join = $1, new_nodes_weight = $2, updated_at = $3
             WHERE id = $4",
        )
        .bind(i64::from(new_nodes.join))
        .bind(i64::from(new_nodes.weight))
        .bind(now.as_millis())
        .bind(proxy.as_str());
        self.execute("configure a proxy", statement).await.map(drop)
    }

    /// Says who may connect.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_set_access(
        &mut self,
        proxy: &ProxyId,
        access: &AccessControl,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "UPDATE proxies SET access_enabled = $1, access_kind = $2, updated_at = $3
             WHERE id = $4",
        )
        .bind(i64::from(access.enabled))
        .bind(access.kind.as_str())
        .bind(now.as_millis())
        .bind(proxy.as_str());
        self.execute("set an access list", statement).await?;
        self.access_entries_replace(proxy, access).await
    }

    async fn access_entries_replace(
        &mut self,
        proxy: &ProxyId,
        access: &AccessControl,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>("DELETE FROM proxy_access_entries WHERE proxy_id = $1")
            .bind(proxy.as_str());
        self.execute("set an access list", statement).await?;
        for (ordinal, entry) in (0_i64..).zip(&access.entries) {
            let statement = sqlx::query::<Any>(
                "INSERT INTO proxy_access_entries (proxy_id, ordinal, network, description)
                 VALUES ($1, $2, $3, $4)",
            )
            .bind(proxy.as_str())
            .bind(ordinal)
            .bind(entry.block.as_str())
            .bind(entry.description.as_str());
            self.execute("set an access list", statement).await?;
        }
        Ok(())
    }

    /// Renames a proxy.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_rename(
        &mut self,
        proxy: &ProxyId,
        name: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement =
            sqlx::query::<Any>("UPDATE proxies SET name = $1, updated_at = $2 WHERE id = $3")
                .bind(name)
                .bind(now.as_millis())
                .bind(proxy.as_str());
        self.execute("rename a proxy", statement).await.map(drop)
    }

    /// Moves a proxy on in its life.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_set_lifecycle(
        &mut self,
        proxy: &ProxyId,
        lifecycle: ProxyLifecycle,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement =
            sqlx::query::<Any>("UPDATE proxies SET lifecycle = $1, updated_at = $2 WHERE id = $3")
                .bind(lifecycle.as_str())
                .bind(now.as_millis())
                .bind(proxy.as_str());
        self.execute("change a proxy's lifecycle", statement)
            .await
            .map(drop)
    }

    /// Shows what a job does with a proxy, until its end.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_occupy(
        &mut self,
        proxy: &ProxyId,
        busy: &ProxyBusy,
    ) -> Result<(), StoreError> {
        let statement =
            sqlx::query::<Any>("UPDATE proxies SET activity = $1, activity_job = $2 WHERE id = $3")
                .bind(busy.activity.as_str())
                .bind(busy.job.as_str())
                .bind(proxy.as_str());
        self.execute("occupy a proxy", statement).await.map(drop)
    }

    /// Ends what a job did with proxies.
    pub(crate) async fn proxies_release(&mut self, job: &JobId) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "UPDATE proxies SET activity = NULL, activity_job = NULL WHERE activity_job = $1",
        )
        .bind(job.as_str());
        self.execute("release a proxy", statement).await.map(drop)
    }

    /// Takes its addresses from a proxy whose creation failed, and gives them back.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_release_addresses(&mut self, proxy: &Proxy) -> Result<(), StoreError> {
        self.eips_release(&proxy.id, None).await?;
        if let Some(address) = proxy.address {
            self.address_release(address).await?;
        }
        let statement =
            sqlx::query::<Any>("UPDATE proxies SET address = NULL, eip = NULL WHERE id = $1")
                .bind(proxy.id.as_str());
        self.execute("give back a proxy's addresses", statement)
            .await
            .map(drop)
    }

    /// Forgets a proxy and everything that belongs to it. Only for one of which nothing is left.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_delete(&mut self, proxy: &Proxy) -> Result<(), StoreError> {
        self.proxy_release_addresses(proxy).await?;
        for delete in [
            "DELETE FROM proxy_nodes WHERE proxy_id = $1",
            "DELETE FROM proxy_weights WHERE proxy_id = $1",
            "DELETE FROM proxy_parameters WHERE proxy_id = $1",
            "DELETE FROM proxy_access_entries WHERE proxy_id = $1",
            "DELETE FROM proxies WHERE id = $1",
        ] {
            let statement = sqlx::query::<Any>(delete).bind(proxy.id.as_str());
            self.execute("forget a proxy", statement).await?;
        }
        Ok(())
    }
}
