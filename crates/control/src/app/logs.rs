//! Recording of every statement (4.8.1, 4.8.2), and the files with them (4.8.5).

mod download;
mod links;

pub use download::Download;
pub use links::{FileLink, LinksRequest};

use futures::FutureExt;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, ProjectId};
use hyades_types::status::Switch;

use super::App;

impl App {
    /// Turns recording of an instance's statements on or off (4.8.1). Answered when the data plane
    /// does so.
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`; a fault when the data plane does not follow: nothing has changed then.
    pub async fn full_sql_switch(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        on: bool,
    ) -> Result<(), ApiError> {
        let mut tx = self.store.begin().await?;
        self.instance_in(&mut tx, project, instance).await?;
        let before = tx.switched_on(Switch::FullSql).await?.contains(instance);
        tx.switch_set(instance, Switch::FullSql, on).await?;
        tx.commit().await?;
        let instance = instance.clone();
        self.follow(|tx| {
            async move { tx.switch_set(&instance, Switch::FullSql, before).await }.boxed()
        })
        .await
    }

    /// Whether an instance's statements are recorded (4.8.2).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`
    pub async fn full_sql(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
    ) -> Result<bool, ApiError> {
        self.is_on(project, instance, Switch::FullSql).await
    }

    /// Whether something is switched on for an instance of the project.
    pub(super) async fn is_on(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        switch: Switch,
    ) -> Result<bool, ApiError> {
        if self
            .store
            .instance_fetch(project, instance)
            .await?
            .is_none()
        {
            return Err(ErrorCode::INSTANCE_NOT_FOUND.into());
        }
        Ok(self.store.switch_is_on(instance, switch).await?)
    }
}
