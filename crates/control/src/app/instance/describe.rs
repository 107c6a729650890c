//! An instance's description (4.3.24).

use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, ProjectId};
use hyades_types::time::Timestamp;

use super::rules;
use crate::app::App;

impl App {
    /// Sets the description (4.3.24).
    ///
    /// # Errors
    /// [`ErrorCode::INSTANCE_NOT_FOUND`], or a 400 code for a bad one.
    pub async fn instance_set_alias(
        &self,
        project: &ProjectId,
        id: &InstanceId,
        alias: &str,
    ) -> Result<(), ApiError> {
        let mut tx = self.store.begin().await?;
        let instance = tx.instance_fetch(id).await?;
        if instance.is_none_or(|instance| instance.project != *project) {
            return Err(ErrorCode::INSTANCE_NOT_FOUND.into());
        }
        rules::alias(alias)?;
        tx.instance_set_alias(id, alias, Timestamp::now()).await?;
        Ok(tx.commit().await?)
    }
}
