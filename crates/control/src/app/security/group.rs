//! The groups.

use hyades_store::Tx;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{ProjectId, SecurityGroupId};
use hyades_types::model::{Direction, Remote, SecurityGroup, SecurityRule};
use hyades_types::time::Timestamp;

use super::{rules, through};
use crate::app::App;

/// Groups that a project may have.
const MOST: usize = 100;

/// A group, as it came.
#[derive(Debug, Clone)]
pub struct NewGroup {
    /// `name`
    pub name: String,
    /// `description`
    pub description: Option<String>,
    /// `enterprise_project_id`
    pub enterprise_project: Option<String>,
}

/// A group with its rules.
#[derive(Debug, Clone)]
pub struct GroupDetail {
    /// The group.
    pub group: SecurityGroup,
    /// Its rules, oldest first.
    pub rules: Vec<SecurityRule>,
}

impl App {
    /// The project's groups, by id.
    ///
    /// # Errors
    /// A fault.
    pub async fn security_groups(
        &self,
        project: &ProjectId,
    ) -> Result<Vec<SecurityGroup>, ApiError> {
        Ok(self.store.security_group_list(project).await?)
    }

    /// A group.
    ///
    /// # Errors
    /// `SECURITY_GROUP_NOT_FOUND`
    pub async fn security_group_show(
        &self,
        project: &ProjectId,
        id: &SecurityGroupId,
    ) -> Result<GroupDetail, ApiError> {
        let group = self.store.security_group_fetch(project, id).await?;
        Ok(GroupDetail {
            group: group.ok_or(ErrorCode::SECURITY_GROUP_NOT_FOUND)?,
            rules: self.store.security_rules_of(id).await?,
        })
    }

    /// Creates a group. It lets in the instances of the group, which is nobody who is not one, and
    /// everything out.
    ///
    /// # Errors
    /// A parameter error; `QUOTA_EXCEEDED`.
    pub async fn security_group_create(
        &self,
        project: &ProjectId,
        new: NewGroup,
    ) -> Result<GroupDetail, ApiError> {
        if !matches!(new.enterprise_project.as_deref(), None | Some("" | "0")) {
            let field = "security_group.enterprise_project_id";
            return Err(ApiError::parameter(field, "does not exist"));
        }
        let now = Timestamp::now();
        let group = SecurityGroup {
            id: SecurityGroupId::generate(),
            project: project.clone(),
            name: rules::name(&new.name)?,
            description: rules::description(new.description, "security_group.description")?,
            created_at: now,
            updated_at: now,
        };
        let own = Remote::Group(group.id.clone());
        let mut rules = through(&group.id, now, Direction::Egress, &Remote::Any);
        rules.append(&mut through(&group.id, now, Direction::Ingress, &own));
        let mut tx = self.store.begin().await?;
        if tx.security_group_count(project).await? >= MOST {
            return Err(ErrorCode::QUOTA_EXCEEDED.into());
        }
        tx.security_group_insert(&group).await?;
        for rule in &rules {
            tx.security_rule_insert(rule).await?;
        }
        tx.commit().await?;
        Ok(GroupDetail { group, rules })
    }

    /// Gives a group another name or another remark.
    ///
    /// # Errors
    /// `SECURITY_GROUP_NOT_FOUND`, or a parameter error.
    pub async fn security_group_describe(
        &self,
        project: &ProjectId,
        id: &SecurityGroupId,
        name: Option<String>,
        description: Option<String>,
    ) -> Result<GroupDetail, ApiError> {
        let mut tx = self.store.begin().await?;
        let group = fetch(&mut tx, project, id).await?;
        let name = name.map_or(Ok(group.name), |name| rules::name(&name))?;
        let description = description.unwrap_or(group.description);
        let description = rules::description(Some(description), "security_group.description")?;
        tx.security_group_describe(id, &name, &description, Timestamp::now())
            .await?;
        tx.commit().await?;
        self.security_group_show(project, id).await
    }

    /// Deletes a group that nothing uses, with its rules.
    ///
    /// # Errors
    /// `SECURITY_GROUP_NOT_FOUND`, `SECURITY_GROUP_IN_USE`.
    pub async fn security_group_delete(
        &self,
        project: &ProjectId,
        id: &SecurityGroupId,
    ) -> Result<(), ApiError> {
        let mut tx = self.store.begin().await?;
        fetch(&mut tx, project, id).await?;
        let in_use = |by| ApiError::new(ErrorCode::SECURITY_GROUP_IN_USE).detail(by);
        let instances = tx.instance_list().await?;
        if let Some(user) = instances
            .iter()
            .find(|instance| instance.security_group.as_ref() == Some(id))
        {
            return Err(in_use(format!("instance {} uses it", user.id)));
        }
        let own = Remote::Group(id.clone());
        let rules = tx.security_rule_list().await?;
        if let Some(user) = rules
            .iter()
            .find(|rule| rule.group != *id && rule.remote == own)
        {
            return Err(in_use(format!("rule {} is about it", user.id)));
        }
        tx.security_group_delete(id).await?;
        Ok(tx.commit().await?)
    }
}

/// A group of the project.
pub(super) async fn fetch(
    tx: &mut Tx,
    project: &ProjectId,
    id: &SecurityGroupId,
) -> Result<SecurityGroup, ApiError> {
    let group = tx.security_group_fetch(project, id).await?;
    group.ok_or_else(|| ErrorCode::SECURITY_GROUP_NOT_FOUND.into())
}
