//! Database proxies, with their nodes, weights, parameters and access lists.

mod change;
mod load;
mod node;
mod row;

use hyades_types::id::{InstanceId, ProxyId};
use hyades_types::model::{Proxy, ProxyAddress};
use sqlx::Any;

use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Tx};
use load::{Which, load};

/// In the order of its columns.
#[derive(serde::Deserialize)]
struct AddressRow {
    instance_id: String,
    id: String,
    name: String,
    address: String,
}

impl TryFrom<AddressRow> for ProxyAddress {
    type Error = StoreError;
    fn try_from(row: AddressRow) -> Result<Self, StoreError> {
        Ok(Self {
            instance: sql::parse("instance id", &row.instance_id)?,
            id: sql::parse("proxy id", &row.id)?,
            name: row.name,
            address: sql::address(&row.address)?,
        })
    }
}

impl Store {
    /// The proxies of an instance, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxies_of(&self, instance: &InstanceId) -> Result<Vec<Proxy>, StoreError> {
        load(self, Which::OfInstance(instance)).await
    }

    /// The proxy with this id, of any instance.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_fetch(&self, id: &ProxyId) -> Result<Option<Proxy>, StoreError> {
        Ok(load(self, Which::One(id)).await?.pop())
    }

    /// Names and addresses of the proxies of some instances that serve, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_addresses_of(
        &self,
        instances: &[InstanceId],
    ) -> Result<Vec<ProxyAddress>, StoreError> {
        const COLUMNS: &str = "instance_id, id, name, address";
        if instances.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = sql::placeholders(1, instances.len());
        let select = format!(
            "SELECT {COLUMNS} FROM proxies WHERE instance_id IN ({wanted})
             AND lifecycle = 'active' AND address IS NOT NULL ORDER BY created_at, id"
        );
        let text = self.dialect.all_at_once(COLUMNS, &select);
        let mut statement = sqlx::query::<Any>(sqlx::AssertSqlSafe(text));
        for id in instances {
            statement = statement.bind(id.as_str().to_owned());
        }
        let rows: Vec<AddressRow> = self.rows_at_once("list the proxies", statement).await?;
        rows.into_iter().map(ProxyAddress::try_from).collect()
    }
}

impl Tx {
    /// Every proxy, as this transaction sees them.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_list(&mut self) -> Result<Vec<Proxy>, StoreError> {
        load(self, Which::All).await
    }

    /// The proxies of an instance, as this transaction sees them, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxies_of(&mut self, instance: &InstanceId) -> Result<Vec<Proxy>, StoreError> {
        load(self, Which::OfInstance(instance)).await
    }

    /// The proxy with this id, as this transaction sees it.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn proxy_fetch(&mut self, id: &ProxyId) -> Result<Option<Proxy>, StoreError> {
        Ok(load(self, Which::One(id)).await?.pop())
    }
}
