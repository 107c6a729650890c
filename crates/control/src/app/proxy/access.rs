//! Who may connect to a proxy (4.7.17, 4.7.21, 4.7.22). Answered when the proxy does what it says.

use futures::FutureExt;
use hyades_types::error::ApiError;
use hyades_types::id::{InstanceId, ProjectId, ProxyId};
use hyades_types::model::{AccessControl, Proxy};
use hyades_types::time::Timestamp;

use super::{rules, select};
use crate::app::App;

/// An entry of an access list, as it came.
#[derive(Debug, Clone)]
pub struct NewAccessRule {
    /// `ip`
    pub ip: String,
    /// `description`
    pub description: Option<String>,
}

impl App {
    /// Who may connect to a proxy (4.7.17).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `PROXY_NOT_FOUND`.
    pub async fn proxy_access(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        proxy: &ProxyId,
    ) -> Result<Proxy, ApiError> {
        self.proxy_record(project, instance, proxy).await
    }

    /// Turns access control on or off (4.7.21). The list stays.
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `PROXY_NOT_FOUND`; a fault when the proxy does not follow: nothing has
    /// changed then.
    pub async fn proxy_switch_access(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        proxy: &ProxyId,
        on: bool,
    ) -> Result<(), ApiError> {
        let set = |before: &AccessControl| {
            Ok(AccessControl {
                enabled: on,
                ..before.clone()
            })
        };
        let access = self.set_access(project, instance, proxy, set).await;
        access.map(drop)
    }

    /// Replaces the list (4.7.22), and says whether it counts.
    ///
    /// # Errors
    /// As of [`App::proxy_switch_access`], and a parameter error for a bad list.
    pub async fn proxy_set_access_list(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        proxy: &ProxyId,
        kind: &str,
        list: Vec<NewAccessRule>,
    ) -> Result<bool, ApiError> {
        let set = |before: &AccessControl| {
            Ok(AccessControl {
                enabled: before.enabled,
                kind: rules::access_kind(kind)?,
                entries: rules::access_entries(list)?,
            })
        };
        let access = self.set_access(project, instance, proxy, set).await?;
        Ok(access.enabled)
    }

    async fn set_access(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        id: &ProxyId,
        set: impl FnOnce(&AccessControl) -> Result<AccessControl, ApiError>,
    ) -> Result<AccessControl, ApiError> {
        let mut tx = self.store.begin().await?;
        let instance = self.instance_in(&mut tx, project, instance).await?;
        let proxy = select::find(&mut tx, &instance, id, "proxy_id").await?;
        let after = set(&proxy.access)?;
        tx.proxy_set_access(id, &after, Timestamp::now()).await?;
        tx.commit().await?;
        let (id, before) = (id.clone(), proxy.access);
        self.follow(|tx| {
            async move { tx.proxy_set_access(&id, &before, Timestamp::now()).await }.boxed()
        })
        .await?;
        Ok(after)
    }
}
