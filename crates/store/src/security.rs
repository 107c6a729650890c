//! Security groups and their rules.

mod row;

use hyades_types::id::{ProjectId, SecurityGroupId, SecurityRuleId};
use hyades_types::model::{Remote, SecurityGroup, SecurityRule};
use hyades_types::time::Timestamp;
use sqlx::{Any, AssertSqlSafe};

use crate::error::StoreError;
use crate::sql::{Reader, Statement};
use crate::store::{Store, Tx};
use row::{GROUP, GroupRow, RULE, RuleRow};

impl Store {
    /// The project's security groups, by id.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn security_group_list(
        &self,
        project: &ProjectId,
    ) -> Result<Vec<SecurityGroup>, StoreError> {
        let select =
            format!("SELECT {GROUP} FROM security_groups WHERE project_id = $1 ORDER BY id");
        groups(
            self,
            sqlx::query::<Any>(AssertSqlSafe(select)).bind(project.as_str()),
        )
        .await
    }

    /// The project's security group with this id.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn security_group_fetch(
        &self,
        project: &ProjectId,
        id: &SecurityGroupId,
    ) -> Result<Option<SecurityGroup>, StoreError> {
        group(self, project, id).await
    }

    /// The rules of the project's security groups, by id.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn security_rule_list(
        &self,
        project: &ProjectId,
    ) -> Result<Vec<SecurityRule>, StoreError> {
        let select = format!(
            "SELECT {RULE} FROM security_rules WHERE group_id IN
                 (SELECT id FROM security_groups WHERE project_id = $1) ORDER BY id"
        );
        rules(
            self,
            sqlx::query::<Any>(AssertSqlSafe(select)).bind(project.as_str()),
        )
        .await
    }

    /// The rules of a security group, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn security_rules_of(
        &self,
        group: &SecurityGroupId,
    ) -> Result<Vec<SecurityRule>, StoreError> {
        let select = format!(
            "SELECT {RULE} FROM security_rules WHERE group_id = $1 ORDER BY created_at, id"
        );
        rules(
            self,
            sqlx::query::<Any>(AssertSqlSafe(select)).bind(group.as_str()),
        )
        .await
    }
}

impl Tx {
    /// The project's security group with this id.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn security_group_fetch(
        &mut self,
        project: &ProjectId,
        id: &SecurityGroupId,
    ) -> Result<Option<SecurityGroup>, StoreError> {
        group(self, project, id).await
    }

    /// How many security groups a project has.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn security_group_count(&mut self, project: &ProjectId) -> Result<usize, StoreError> {
        let select = format!("SELECT {GROUP} FROM security_groups WHERE project_id = $1");
        let statement = sqlx::query::<Any>(AssertSqlSafe(select)).bind(project.as_str());
        Ok(groups(self, statement).await?.len())
    }

    /// Adds a security group.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or the id is taken.
    pub async fn security_group_insert(&mut self, group: &SecurityGroup) -> Result<(), StoreError> {
        let insert =
            format!("INSERT INTO security_groups ({GROUP}) VALUES ($1, $2, $3, $4, $5, $6)");
        let statement = sqlx::query::<Any>(AssertSqlSafe(insert))
            .bind(group.id.as_str())
            .bind(group.project.as_str())
            .bind(group.name.as_str())
            .bind(group.description.as_str())
            .bind(group.created_at.as_millis())
            .bind(group.updated_at.as_millis());
        self.execute("add a security group", statement)
            .await
            .map(drop)
    }

    /// Gives a security group another name and another remark.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn security_group_describe(
        &mut self,
        id: &SecurityGroupId,
        name: &str,
        description: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "UPDATE security_groups SET name = $1, description = $2, updated_at = $3 WHERE id = $4",
        )
        .bind(name)
        .bind(description)
        .bind(now.as_millis())
        .bind(id.as_str());
        self.execute("describe a security group", statement)
            .await
            .map(drop)
    }

    /// Removes a security group and its rules.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn security_group_delete(&mut self, id: &SecurityGroupId) -> Result<(), StoreError> {
        for delete in [
            "DELETE FROM security_rules WHERE group_id = $1",
            "DELETE FROM security_groups WHERE id = $1",
        ] {
            let statement = sqlx::query::<Any>(delete).bind(id.as_str());
            self.execute("remove a security group", statement).await?;
        }
        Ok(())
    }

    /// Every rule, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn security_rule_list(&mut self) -> Result<Vec<SecurityRule>, StoreError> {
        let select = format!("SELECT {RULE} FROM security_rules ORDER BY created_at, id");
        rules(self, sqlx::query::<Any>(AssertSqlSafe(select))).await
    }

    /// A rule of a security group of the project.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn security_rule_fetch(
        &mut self,
        project: &ProjectId,
        id: &SecurityRuleId,
    ) -> Result<Option<SecurityRule>, StoreError> {
        let select = format!(
            "SELECT {RULE} FROM security_rules WHERE id = $1 AND group_id IN
                 (SELECT id FROM security_groups WHERE project_id = $2)"
        );
        let statement = sqlx::query::<Any>(AssertSqlSafe(select))
            .bind(id.as_str())
            .bind(project.as_str());
        Ok(rules(self, statement).await?.pop())
    }

    /// Adds a rule.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or the id is taken.
    pub async fn security_rule_insert(&mut self, rule: &SecurityRule) -> Result<(), StoreError> {
        let insert = format!(
            "INSERT INTO security_rules ({RULE})
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        );
        let (block, remote_group) = match &rule.remote {
            Remote::Any => (None, None),
            Remote::Block(block) => (Some(block.as_str()), None),
            Remote::Group(group) => (None, Some(group.as_str())),
        };
        let statement = sqlx::query::<Any>(AssertSqlSafe(insert))
            .bind(rule.id.as_str())
            .bind(rule.group.as_str())
            .bind(rule.direction.as_str())
            .bind(rule.ether_type.as_str())
            .bind(rule.protocol.as_deref())
            .bind(rule.ports.as_ref().map(|ports| ports.as_str()))
            .bind(block)
            .bind(remote_group)
            .bind(rule.action.as_str())
            .bind(i64::from(rule.priority))
            .bind(i64::from(rule.enabled))
            .bind(rule.description.as_str())
            .bind(rule.created_at.as_millis());
        self.execute("add a rule of a security group", statement)
            .await
            .map(drop)
    }

    /// Removes a rule.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub async fn security_rule_delete(&mut self, id: &SecurityRuleId) -> Result<(), StoreError> {
        let statement =
            sqlx::query::<Any>("DELETE FROM security_rules WHERE id = $1").bind(id.as_str());
        self.execute("remove a rule of a security group", statement)
            .await
            .map(drop)
    }
}

async fn group(
    reader: impl Reader,
    project: &ProjectId,
    id: &SecurityGroupId,
) -> Result<Option<SecurityGroup>, StoreError> {
    let select = format!("SELECT {GROUP} FROM security_groups WHERE project_id = $1 AND id = $2");
    let statement = sqlx::query::<Any>(AssertSqlSafe(select))
        .bind(project.as_str())
        .bind(id.as_str());
    Ok(groups(reader, statement).await?.pop())
}

async fn groups(
    mut reader: impl Reader,
    statement: Statement<'_>,
) -> Result<Vec<SecurityGroup>, StoreError> {
    let rows: Vec<GroupRow> = reader.read("read security groups", statement).await?;
    rows.into_iter().map(SecurityGroup::try_from).collect()
}

async fn rules(
    mut reader: impl Reader,
    statement: Statement<'_>,
) -> Result<Vec<SecurityRule>, StoreError> {
    let rows: Vec<RuleRow> = reader
        .read("read rules of security groups", statement)
        .await?;
    rows.into_iter().map(SecurityRule::try_from).collect()
}
