//! Rows of proxies and of what belongs to them.

use std::collections::BTreeMap;

use hyades_types::id::NodeId;
use hyades_types::model::{AccessControl, AccessEntry, NewNodes, Proxy, ProxyConfig, ProxyNode};
use sqlx::Any;

use crate::error::StoreError;
use crate::sql::{self, Statement};

/// Without `activity_job`, which only the end of the job asks for.
pub(super) const COLUMNS: &str = "id, instance_id, name, lifecycle, activity, subnet_id, address, \
     flavor, port, eip, proxy_mode, routing, new_nodes_join, new_nodes_weight, consistency, \
     transaction_split, pooling, tls, lossless_switchover, access_enabled, access_kind, \
     created_at, updated_at";

#[derive(sqlx::FromRow)]
pub(super) struct ProxyRow {
    pub(super) id: String,
    instance_id: String,
    name: String,
    lifecycle: String,
    activity: Option<String>,
    subnet_id: String,
    address: Option<String>,
    flavor: String,
    port: i64,
    eip: Option<String>,
    proxy_mode: String,
    routing: String,
    new_nodes_join: i64,
    new_nodes_weight: i64,
    consistency: String,
    transaction_split: i64,
    pooling: String,
    tls: i64,
    lossless_switchover: i64,
    access_enabled: i64,
    access_kind: String,
    created_at: i64,
    updated_at: i64,
}

/// What other tables hold of a proxy.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) nodes: Vec<ProxyNode>,
    pub(super) weights: BTreeMap<NodeId, u16>,
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) entries: Vec<AccessEntry>,
}

/// A row that belongs to a proxy.
pub(super) trait OfProxy {
    /// Its proxy's id, taken out of it.
    fn take_proxy(&mut self) -> String;
}

macro_rules! row_of_proxy {
    ($name:ident { $($field:ident: $type:ty),+ }) => {
        #[derive(sqlx::FromRow)]
        pub(super) struct $name {
            proxy_id: String,
            $(pub(super) $field: $type),+
        }

        impl OfProxy for $name {
            fn take_proxy(&mut self) -> String {
                std::mem::take(&mut self.proxy_id)
            }
        }
    };
}

row_of_proxy!(NodeRow {
    id: String,
    ordinal: i64,
    lifecycle: String,
    generation: i64,
    version: String,
    az: String
});
row_of_proxy!(WeightRow {
    node_id: String,
    weight: i64
});
row_of_proxy!(ParameterRow {
    parameter: String,
    setting: String
});
row_of_proxy!(EntryRow {
    network: String,
    description: String
});

impl TryFrom<NodeRow> for ProxyNode {
    type Error = StoreError;
    fn try_from(row: NodeRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: sql::parse("proxy node id", &row.id)?,
            number: sql::small("number of a proxy node", row.ordinal)?,
            lifecycle: sql::parse("proxy node lifecycle", &row.lifecycle)?,
            generation: row.generation.cast_unsigned(),
            version: row.version,
            az: row.az,
        })
    }
}

/// The statement that adds a proxy's own row.
pub(super) fn insert(proxy: &Proxy) -> Statement<'_> {
    let text = format!(
        "INSERT INTO proxies ({COLUMNS}) VALUES ({})",
        sql::placeholders(1, 23)
    );
    let statement = sqlx::query::<Any>(sqlx::AssertSqlSafe(text))
        .bind(proxy.id.as_str())
        .bind(proxy.instance.as_str())
        .bind(proxy.name.as_str())
        .bind(proxy.lifecycle.as_str())
        .bind(proxy.activity.map(|activity| activity.as_str()))
        .bind(proxy.subnet.as_str())
        .bind(proxy.address.map(|address| address.to_string()));
    bind_config(statement, &proxy.config)
        .bind(i64::from(proxy.access.enabled))
        .bind(proxy.access.kind.as_str())
        .bind(proxy.created_at.as_millis())
        .bind(proxy.updated_at.as_millis())
}

/// Binds what jobs change, in the order of [`COLUMNS`].
pub(super) fn bind_config<'q>(statement: Statement<'q>, config: &'q ProxyConfig) -> Statement<'q> {
    statement
        .bind(config.flavor.as_str())
        .bind(i64::from(config.port))
        .bind(config.eip.map(|eip| eip.to_string()))
        .bind(config.mode.as_str())
        .bind(config.routing.as_str())
        .bind(i64::from(config.new_nodes.join))
        .bind(i64::from(config.new_nodes.weight))
        .bind(config.consistency.as_str())
        .bind(i64::from(config.transaction_split))
        .bind(config.pooling.as_str())
        .bind(i64::from(config.tls))
        .bind(i64::from(config.lossless_switchover))
}

impl ProxyRow {
    pub(super) fn into_proxy(self, parts: Parts) -> Result<Proxy, StoreError> {
        let config = ProxyConfig {
            flavor: self.flavor,
            port: sql::small("port", self.port)?,
            eip: self.eip.map(|eip| sql::address(&eip)).transpose()?,
            mode: sql::parse("proxy mode", &self.proxy_mode)?,
            routing: sql::parse("routing policy", &self.routing)?,
            weights: parts.weights,
            new_nodes: NewNodes {
                join: self.new_nodes_join != 0,
                weight: sql::small("weight", self.new_nodes_weight)?,
            },
            consistency: sql::parse("consistency", &self.consistency)?,
            transaction_split: self.transaction_split != 0,
            pooling: sql::parse("connection pool type", &self.pooling)?,
            tls: self.tls != 0,
            lossless_switchover: self.lossless_switchover != 0,
            parameters: parts.parameters,
        };
        let activity = self.activity.as_deref();
        Ok(Proxy {
            id: sql::parse("proxy id", &self.id)?,
            instance: sql::parse("instance id", &self.instance_id)?,
            name: self.name,
            lifecycle: sql::parse("proxy lifecycle", &self.lifecycle)?,
            activity: activity
                .map(|text| sql::parse("proxy activity", text))
                .transpose()?,
            subnet: sql::parse("subnet id", &self.subnet_id)?,
            address: self
                .address
                .map(|address| sql::address(&address))
                .transpose()?,
            config,
            access: AccessControl {
                enabled: self.access_enabled != 0,
                kind: sql::parse("kind of access list", &self.access_kind)?,
                entries: parts.entries,
            },
            nodes: parts.nodes,
            created_at: sql::time(self.created_at),
            updated_at: sql::time(self.updated_at),
        })
    }
}
