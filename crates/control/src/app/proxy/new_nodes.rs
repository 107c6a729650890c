//! What is done at once: renaming (4.7.16), and what becomes of replicas that are added later (4.7.11).

use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, ProjectId, ProxyId};
use hyades_types::time::Timestamp;

use super::{NewNodesRequest, rules, select};
use crate::app::App;

impl App {
    /// Renames a proxy (4.7.16).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `PROXY_NOT_FOUND`, `PROXY_NAME_INVALID`.
    pub async fn proxy_rename(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        id: &ProxyId,
        name: &str,
    ) -> Result<(), ApiError> {
        let mut tx = self.store.begin().await?;
        let instance = self.instance_in(&mut tx, project, instance).await?;
        select::find(&mut tx, &instance, id, "proxy_id").await?;
        let name = rules::name(name).map_err(|error| error.field("alias"))?;
        tx.proxy_rename(id, &name, Timestamp::now()).await?;
        Ok(tx.commit().await?)
    }

    /// Says whether replicas that are added later join by themselves (4.7.11).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `PROXY_NOT_FOUND`, `PROXY_WEIGHT_INVALID`, `NEW_NODE_WEIGHT_MISSING`;
    /// `INSTANCE_BUSY` while a job could change the same.
    pub async fn proxy_set_new_nodes(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        id: &ProxyId,
        request: NewNodesRequest,
    ) -> Result<(), ApiError> {
        let mut tx = self.store.begin().await?;
        let instance = self.instance_in(&mut tx, project, instance).await?;
        let proxy = select::find(&mut tx, &instance, id, "proxy_id").await?;
        if instance.busy.is_some() {
            return Err(ErrorCode::INSTANCE_BUSY.into());
        }
        let config = &proxy.config;
        let new_nodes = rules::new_nodes(request, config.new_nodes, config.routing, "weight")?;
        tx.proxy_set_new_nodes(id, new_nodes, Timestamp::now())
            .await?;
        Ok(tx.commit().await?)
    }
}
