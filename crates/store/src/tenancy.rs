//! Domains, projects, users and their access keys.

use hyades_types::id::{DomainId, UserId};
use hyades_types::model::{AccessKey, Domain, Project, User};
use sqlx::Any;

use crate::error::StoreError;
use crate::sql;
use crate::store::{Store, Tx};

#[derive(sqlx::FromRow)]
struct DomainRow {
    id: String,
    name: String,
}

#[derive(sqlx::FromRow)]
struct ProjectRow {
    id: String,
    domain_id: String,
    name: String,
}

#[derive(sqlx::FromRow)]
struct UserRow {
    id: String,
    domain_id: String,
    name: String,
    password_hash: String,
    policies: String,
}

#[derive(sqlx::FromRow)]
struct AccessKeyRow {
    access: String,
    user_id: String,
    sealed_secret: String,
}

impl Store {
    /// The domain with this name.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn domain_by_name(&self, name: &str) -> Result<Option<Domain>, StoreError> {
        let statement =
            sqlx::query::<Any>("SELECT id, name FROM domains WHERE name = $1").bind(name);
        let rows: Vec<DomainRow> = self.rows("fetch a domain", statement).await?;
        rows.into_iter().next().map(Domain::try_from).transpose()
    }

    /// The domain with this id.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn domain_fetch(&self, id: &DomainId) -> Result<Option<Domain>, StoreError> {
        let statement =
            sqlx::query::<Any>("SELECT id, name FROM domains WHERE id = $1").bind(id.as_str());
        let rows: Vec<DomainRow> = self.rows("fetch a domain", statement).await?;
        rows.into_iter().next().map(Domain::try_from).transpose()
    }

    /// The projects of a domain, by name.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn project_list(&self, domain: &DomainId) -> Result<Vec<Project>, StoreError> {
        let statement = sqlx::query::<Any>(
            "SELECT id, domain_id, name FROM projects WHERE domain_id = $1 ORDER BY name",
        )
        .bind(domain.as_str());
        let rows: Vec<ProjectRow> = self.rows("list the projects", statement).await?;
        rows.into_iter().map(Project::try_from).collect()
    }

    /// The user with this name in a domain.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn user_by_name(
        &self,
        domain: &DomainId,
        name: &str,
    ) -> Result<Option<User>, StoreError> {
        let statement = sqlx::query::<Any>(
            "SELECT id, domain_id, name, password_hash, policies FROM users
             WHERE domain_id = $1 AND name = $2",
        )
        .bind(domain.as_str())
        .bind(name);
        let rows: Vec<UserRow> = self.rows("fetch a user", statement).await?;
        rows.into_iter().next().map(User::try_from).transpose()
    }

    /// The user with this id.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn user_fetch(&self, id: &UserId) -> Result<Option<User>, StoreError> {
        let statement = sqlx::query::<Any>(
            "SELECT id, domain_id, name, password_hash, policies FROM users WHERE id = $1",
        )
        .bind(id.as_str());
        let rows: Vec<UserRow> = self.rows("fetch a user", statement).await?;
        rows.into_iter().next().map(User::try_from).transpose()
    }

    /// The access key with this public half.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn access_key_fetch(&self, access: &str) -> Result<Option<AccessKey>, StoreError> {
        let statement = sqlx::query::<Any>(
            "SELECT access, user_id, sealed_secret FROM access_keys WHERE access = $1",
        )
        .bind(access);
        let rows: Vec<AccessKeyRow> = self.rows("fetch an access key", statement).await?;
        rows.into_iter().next().map(AccessKey::try_from).transpose()
    }
}

impl Tx {
    /// Adds a domain.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or the name is taken.
    pub async fn domain_insert(&mut self, domain: &Domain) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>("INSERT INTO domains (id, name) VALUES ($1, $2)")
            .bind(domain.id.as_str())
            .bind(domain.name.as_str());
        self.execute("add a domain", statement).await.map(drop)
    }

    /// Adds a project.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or the name is taken in the domain.
    pub async fn project_insert(&mut self, project: &Project) -> Result<(), StoreError> {
        let statement =
            sqlx::query::<Any>("INSERT INTO projects (id, domain_id, name) VALUES ($1, $2, $3)")
                .bind(project.id.as_str())
                .bind(project.domain.as_str())
                .bind(project.name.as_str());
        self.execute("add a project", statement).await.map(drop)
    }

    /// Adds a user.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or the name is taken in the domain.
    pub async fn user_insert(&mut self, user: &User) -> Result<(), StoreError> {
        let policies =
            serde_json::to_string(&user.policies).map_err(StoreError::corrupt("policy list"))?;
        let statement = sqlx::query::<Any>(
            "INSERT INTO users (id, domain_id, name, password_hash, policies)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(user.id.as_str())
        .bind(user.domain.as_str())
        .bind(user.name.as_str())
        .bind(user.password_hash.as_str())
        .bind(policies);
        self.execute("add a user", statement).await.map(drop)
    }

    /// Adds an access key.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or the key exists.
    pub async fn access_key_insert(&mut self, key: &AccessKey) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "INSERT INTO access_keys (access, user_id, sealed_secret) VALUES ($1, $2, $3)",
        )
        .bind(key.access.as_str())
        .bind(key.user.as_str())
        .bind(key.sealed_secret.as_str());
        self.execute("add an access key", statement).await.map(drop)
    }
}

impl TryFrom<DomainRow> for Domain {
    type Error = StoreError;
    fn try_from(row: DomainRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: sql::parse("domain id", &row.id)?,
            name: row.name,
        })
    }
}

impl TryFrom<ProjectRow> for Project {
    type Error = StoreError;
    fn try_from(row: ProjectRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: sql::parse("project id", &row.id)?,
            domain: sql::parse("domain id", &row.domain_id)?,
            name: row.name,
        })
    }
}

impl TryFrom<UserRow> for User {
    type Error = StoreError;
    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: sql::parse("user id", &row.id)?,
            domain: sql::parse("domain id", &row.domain_id)?,
            name: row.name,
            password_hash: row.password_hash,
            policies: serde_json::from_str(&row.policies)
                .map_err(StoreError::corrupt("policy list"))?,
        })
    }
}

impl TryFrom<AccessKeyRow> for AccessKey {
    type Error = StoreError;
    fn try_from(row: AccessKeyRow) -> Result<Self, StoreError> {
        Ok(Self {
            access: row.access,
            user: sql::parse("user id", &row.user_id)?,
            sealed_secret: row.sealed_secret,
        })
    }
}
