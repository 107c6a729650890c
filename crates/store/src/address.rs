//! Addresses in use. The table's key is what makes an address belong to one owner only.

use std::collections::HashSet;
use std::net::IpAddr;

use hyades_types::id::{InstanceId, SubnetId};
use sqlx::Any;

use crate::error::StoreError;
use crate::sql;
use crate::store::Tx;

/// Whom an address is held for.
#[derive(Debug, Clone, Copy)]
pub struct AddressOwner<'a>(pub &'a InstanceId);

#[derive(sqlx::FromRow)]
struct AddressRow {
    address: String,
}

impl Tx {
    /// Every address of the subnet that is in use.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn addresses_used(
        &mut self,
        subnet: &SubnetId,
    ) -> Result<HashSet<IpAddr>, StoreError> {
        let statement = sqlx::query::<Any>("SELECT address FROM addresses WHERE subnet_id = $1")
            .bind(subnet.as_str());
        let rows: Vec<AddressRow> = self.rows("list the addresses", statement).await?;
        rows.iter().map(|row| sql::address(&row.address)).collect()
    }

    /// Takes an address of the subnet for an instance.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails, or somebody else has the address.
    pub async fn address_take(
        &mut self,
        subnet: &SubnetId,
        owner: AddressOwner<'_>,
        address: IpAddr,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "INSERT INTO addresses (address, subnet_id, owner) VALUES ($1, $2, $3)",
        )
        .bind(address.to_string())
        .bind(subnet.as_str())
        .bind(owner.0.as_str());
        self.execute("take an address", statement).await.map(drop)
    }

    /// Gives an address back.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn address_release(&mut self, address: IpAddr) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>("DELETE FROM addresses WHERE address = $1")
            .bind(address.to_string());
        self.execute("give back an address", statement)
            .await
            .map(drop)
    }
}
