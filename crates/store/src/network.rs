//! VPCs and subnets.

use hyades_types::id::{ProjectId, SubnetId, VpcId};
use hyades_types::model::{Subnet, Vpc};
use sqlx::Any;

use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Tx};

#[derive(sqlx::FromRow)]
struct VpcRow {
    id: String,
    project_id: String,
    name: String,
}

#[derive(sqlx::FromRow)]
struct SubnetRow {
    id: String,
    project_id: String,
    vpc_id: String,
    name: String,
    cidr: String,
}

impl Store {
    /// The project's VPC with this id.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn vpc_fetch(
        &self,
        project: &ProjectId,
        id: &VpcId,
    ) -> Result<Option<Vpc>, StoreError> {
        let statement = sqlx::query::<Any>(
            "SELECT id, project_id, name FROM vpcs WHERE project_id = $1 AND id = $2",
        )
        .bind(project.as_str())
        .bind(id.as_str());
        let rows: Vec<VpcRow> = self.rows("fetch a VPC", statement).await?;
        rows.into_iter().next().map(Vpc::try_from).transpose()
    }

    /// The project's subnet with this id.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn subnet_fetch(
        &self,
        project: &ProjectId,
        id: &SubnetId,
    ) -> Result<Option<Subnet>, StoreError> {
        let statement = sqlx::query::<Any>(
            "SELECT id, project_id, vpc_id, name, cidr FROM subnets
             WHERE project_id = $1 AND id = $2",
        )
        .bind(project.as_str())
        .bind(id.as_str());
        let rows: Vec<SubnetRow> = self.rows("fetch a subnet", statement).await?;
        rows.into_iter().next().map(Subnet::try_from).transpose()
    }
}

impl Tx {
    /// Adds a VPC.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or the id is taken.
    pub async fn vpc_insert(&mut self, vpc: &Vpc) -> Result<(), StoreError> {
        let statement =
            sqlx::query::<Any>("INSERT INTO vpcs (id, project_id, name) VALUES ($1, $2, $3)")
                .bind(vpc.id.as_str())
                .bind(vpc.project.as_str())
                .bind(vpc.name.as_str());
        self.execute("add a VPC", statement).await.map(drop)
    }

    /// Adds a subnet.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or the id is taken.
    pub async fn subnet_insert(&mut self, subnet: &Subnet) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "INSERT INTO subnets (id, project_id, vpc_id, name, cidr) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(subnet.id.as_str())
        .bind(subnet.project.as_str())
        .bind(subnet.vpc.as_str())
        .bind(subnet.name.as_str())
        .bind(subnet.cidr.to_string());
        self.execute("add a subnet", statement).await.map(drop)
    }
}

impl TryFrom<VpcRow> for Vpc {
    type Error = StoreError;
    fn try_from(row: VpcRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: sql::parse("VPC id", &row.id)?,
            project: sql::parse("project id", &row.project_id)?,
            name: row.name,
        })
    }
}

impl TryFrom<SubnetRow> for Subnet {
    type Error = StoreError;
    fn try_from(row: SubnetRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: sql::parse("subnet id", &row.id)?,
            project: sql::parse("project id", &row.project_id)?,
            vpc: sql::parse("VPC id", &row.vpc_id)?,
            name: row.name,
            cidr: sql::parse("address range", &row.cidr)?,
        })
    }
}
