//! Changes that are answered when the data plane does what they say.

use std::time::Duration;

use futures::future::BoxFuture;
use hyades_store::{StoreError, Tx};
use hyades_types::error::ApiError;

use super::App;

/// How long the data plane may take to follow.
const FOLLOW: Duration = Duration::from_secs(20);

impl App {
    /// Makes the data plane follow a change that has been stored. If it does not, the change is taken
    /// back: nobody may believe in something that is not so.
    ///
    /// # Errors
    /// A fault, when the data plane does not follow.
    pub(super) async fn follow(
        &self,
        take_back: impl for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<(), StoreError>>,
    ) -> Result<(), ApiError> {
        let Err(error) = self.topology.publish(FOLLOW).await else {
            return Ok(());
        };
        let mut tx = self.store.begin().await?;
        take_back(&mut tx).await?;
        tx.commit().await?;
        Err(ApiError::fault(error))
    }
}
