//! Deleting proxies (4.7.2, 5.7.2).

use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, JobId, ProjectId, ProxyId};
use hyades_types::model::{JobKind, Proxy};
use hyades_types::status::Operation;

use super::select;
use crate::app::App;
use crate::app::submit::Submission;
use crate::workflows::ProxyDelete;

impl App {
    /// Deletes some proxies of an instance, or its only one (4.7.2).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `INSTANCE_BUSY`; `PROXY_GONE` for one that is not there,
    /// `PROXY_NOT_SELECTED` when there are several and none is named.
    pub async fn proxy_delete(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        ids: &[String],
    ) -> Result<JobId, ApiError> {
        let mut submission = self
            .submission(project, instance, Operation::ProxyDelete)
            .await?;
        let doomed = find_all(&mut submission, ids).await?;
        let delete = ProxyDelete {
            proxies: doomed
                .into_iter()
                .map(|proxy| (proxy.id, proxy.lifecycle))
                .collect(),
        };
        self.submit(submission, JobKind::DeleteProxy, &delete).await
    }
}

async fn find_all(submission: &mut Submission, ids: &[String]) -> Result<Vec<Proxy>, ApiError> {
    const FIELD: &str = "proxy_ids";
    let Submission { tx, instance, .. } = submission;
    if ids.is_empty() {
        let only = select::find_or_only(tx, instance, None).await;
        return only.map(|proxy| vec![proxy]).map_err(gone);
    }
    let mut found: Vec<Proxy> = Vec::with_capacity(ids.len());
    for id in ids {
        let id: ProxyId = select::parse(id, FIELD)?;
        if found.iter().any(|known| known.id == id) {
            continue;
        }
        let proxy = select::find(tx, instance, &id, FIELD).await;
        found.push(proxy.map_err(gone)?);
    }
    Ok(found)
}

/// Clients look for another code here: see [`ErrorCode::PROXY_GONE`].
fn gone(error: ApiError) -> ApiError {
    if error.code() == ErrorCode::PROXY_NOT_FOUND {
        return ApiError::new(ErrorCode::PROXY_GONE).detail("the proxy instance does not exist");
    }
    error
}
