//! Reading whole proxies.

use std::collections::HashMap;

use hyades_types::id::{InstanceId, NodeId, ProxyId};
use hyades_types::model::{AccessEntry, Proxy, ProxyNode};
use sqlx::Any;

use super::row::{COLUMNS, EntryRow, NodeRow, OfProxy, ParameterRow, Parts, ProxyRow, WeightRow};
use crate::error::StoreError;
use crate::sql::{self, Reader, Statement};

/// Which proxies to read.
#[derive(Clone, Copy)]
pub(super) enum Which<'w> {
    All,
    OfInstance(&'w InstanceId),
    One(&'w ProxyId),
}

impl<'w> Which<'w> {
    /// A statement over `proxies p` with the condition in the place of `{which}`.
    fn statement(self, text: &str) -> Statement<'w> {
        let (condition, value) = match self {
            Self::All => ("1 = 1", None),
            Self::OfInstance(id) => ("p.instance_id = $1", Some(id.as_str())),
            Self::One(id) => ("p.id = $1", Some(id.as_str())),
        };
        let text = text.replace("{which}", condition);
        let statement = sqlx::query::<Any>(sqlx::AssertSqlSafe(text));
        match value {
            Some(value) => statement.bind(value),
            None => statement,
        }
    }
}

/// Reads proxies with everything that belongs to them, oldest first.
pub(super) async fn load(
    mut reader: impl Reader,
    which: Which<'_>,
) -> Result<Vec<Proxy>, StoreError> {
    let text =
        format!("SELECT {COLUMNS} FROM proxies p WHERE {{which}} ORDER BY p.created_at, p.id");
    let rows: Vec<ProxyRow> = reader
        .read("list the proxies", which.statement(&text))
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut parts = read_parts(&mut reader, which).await?;
    rows.into_iter()
        .map(|row| {
            let parts = parts.remove(&row.id).unwrap_or_default();
            row.into_proxy(parts)
        })
        .collect()
}

async fn read_parts(
    reader: &mut impl Reader,
    which: Which<'_>,
) -> Result<HashMap<String, Parts>, StoreError> {
    let what = "read the parts of the proxies";
    let nodes = "SELECT n.proxy_id, n.id, n.ordinal, n.lifecycle, n.generation, n.version, n.az
         FROM proxy_nodes n JOIN proxies p ON p.id = n.proxy_id WHERE {which} ORDER BY n.ordinal";
    let nodes: Vec<NodeRow> = reader.read(what, which.statement(nodes)).await?;
    let weights = "SELECT w.proxy_id, w.node_id, w.weight
         FROM proxy_weights w JOIN proxies p ON p.id = w.proxy_id WHERE {which}";
    let weights: Vec<WeightRow> = reader.read(what, which.statement(weights)).await?;
    let parameters = "SELECT s.proxy_id, s.parameter, s.setting
         FROM proxy_parameters s JOIN proxies p ON p.id = s.proxy_id WHERE {which}";
    let parameters: Vec<ParameterRow> = reader.read(what, which.statement(parameters)).await?;
    let entries = "SELECT e.proxy_id, e.network, e.description
         FROM proxy_access_entries e JOIN proxies p ON p.id = e.proxy_id WHERE {which}
         ORDER BY e.ordinal";
    let entries: Vec<EntryRow> = reader.read(what, which.statement(entries)).await?;

    let mut parts: HashMap<String, Parts> = HashMap::new();
    sort(&mut parts, nodes, |parts, row| {
        parts.nodes.push(ProxyNode::try_from(row)?);
        Ok(())
    })?;
    sort(&mut parts, weights, |parts, row: WeightRow| {
        let node: NodeId = sql::parse("node id", &row.node_id)?;
        parts
            .weights
            .insert(node, sql::small("weight", row.weight)?);
        Ok(())
    })?;
    sort(&mut parts, parameters, |parts, row| {
        parts.parameters.insert(row.parameter, row.setting);
        Ok(())
    })?;
    sort(&mut parts, entries, |parts, row| {
        parts.entries.push(AccessEntry {
            block: sql::parse("network", &row.network)?,
            description: row.description,
        });
        Ok(())
    })?;
    Ok(parts)
}

/// Gives each row to the proxy that it belongs to.
fn sort<R: OfProxy>(
    parts: &mut HashMap<String, Parts>,
    rows: Vec<R>,
    mut add: impl FnMut(&mut Parts, R) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    for mut row in rows {
        add(parts.entry(row.take_proxy()).or_default(), row)?;
    }
    Ok(())
}
