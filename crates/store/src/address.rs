//! Addresses in use. The table's key is what makes an address belong to one owner only.

use std::collections::HashSet;
use std::net::IpAddr;

use hyades_types::id::{InstanceId, ProxyId, SubnetId};
use sqlx::Any;

use crate::error::StoreError;
use crate::sql;
use crate::store::Tx;

/// Whom an address is held for.
#[derive(Debug, Clone, Copy)]
pub struct AddressOwner<'a>(pub &'a InstanceId);

/// What stands for a subnet where an EIP is held: EIPs are of no subnet.
const EIP: &str = "eip";

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

    /// Takes an EIP for a proxy; says whether that worked, which it does not when it is anybody's.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn eip_take(&mut self, proxy: &ProxyId, eip: IpAddr) -> Result<bool, StoreError> {
        let statement = sqlx::query::<Any>(
            "INSERT INTO addresses (address, subnet_id, owner) VALUES ($1, $2, $3)
             ON CONFLICT (address) DO NOTHING",
        )
        .bind(eip.to_string())
        .bind(EIP)
        .bind(proxy.as_str());
        Ok(self.execute("take an EIP", statement).await? == 1)
    }

    /// Gives back every EIP of a proxy but this one.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn eips_release(
        &mut self,
        proxy: &ProxyId,
        keep: Option<IpAddr>,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "DELETE FROM addresses WHERE subnet_id = $1 AND owner = $2 AND address <> $3",
        )
        .bind(EIP)
        .bind(proxy.as_str())
        .bind(keep.map(|eip| eip.to_string()).unwrap_or_default());
        self.execute("give back an EIP", statement).await.map(drop)
    }
}
