//! Which proxy a call is about.

use hyades_store::Tx;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, ProjectId, ProxyId};
use hyades_types::model::{Instance, Proxy};
use hyades_types::status::ProxyLifecycle;

use crate::app::App;

/// The proxy with this id of an instance of the project.
pub(super) async fn find(
    tx: &mut Tx,
    instance: &Instance,
    id: &ProxyId,
    field: &str,
) -> Result<Proxy, ApiError> {
    let found = tx.proxy_fetch(id).await?;
    match found {
        Some(proxy) if proxy.instance == instance.id => Ok(proxy),
        Some(proxy) if is_of_project(tx, &proxy, &instance.project).await? => {
            Err(ApiError::new(ErrorCode::PROXY_OF_ANOTHER_INSTANCE).field(field))
        }
        _ => Err(ApiError::new(ErrorCode::PROXY_NOT_FOUND).field(field)),
    }
}

async fn is_of_project(tx: &mut Tx, proxy: &Proxy, project: &ProjectId) -> Result<bool, ApiError> {
    let owner = tx.instance_fetch(&proxy.instance).await?;
    Ok(owner.is_some_and(|owner| owner.project == *project))
}

/// The same, or the only proxy that there is, where none has to be named.
pub(super) async fn find_or_only(
    tx: &mut Tx,
    instance: &Instance,
    id: Option<&str>,
) -> Result<Proxy, ApiError> {
    const FIELD: &str = "proxy_id";
    if let Some(id) = id.filter(|id| !id.is_empty()) {
        return find(tx, instance, &parse(id, FIELD)?, FIELD).await;
    }
    let mut all = tx.proxies_of(&instance.id).await?;
    match (all.pop(), all.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(_), false) => Err(ApiError::new(ErrorCode::PROXY_NOT_SELECTED)
            .field(FIELD)
            .detail("is needed, since there are several")),
        (None, _) => Err(ErrorCode::PROXY_NOT_FOUND.into()),
    }
}

/// Refuses a proxy that can only be deleted.
pub(super) fn check_active(proxy: &Proxy) -> Result<(), ApiError> {
    if proxy.lifecycle == ProxyLifecycle::Active {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::OPERATION_NOT_ALLOWED_BY_STATUS)
        .field("proxy_id")
        .detail("does not serve"))
}

/// An id in a body.
pub(super) fn parse(text: &str, field: &str) -> Result<ProxyId, ApiError> {
    text.parse().map_err(|_| {
        ApiError::new(ErrorCode::ID_FORMAT)
            .field(field)
            .detail("is not a valid proxy id")
    })
}

impl App {
    /// The instance of the project, for a change that no job carries out.
    pub(in crate::app) async fn instance_in(
        &self,
        tx: &mut Tx,
        project: &ProjectId,
        id: &InstanceId,
    ) -> Result<Instance, ApiError> {
        let instance = tx.instance_fetch(id).await?;
        instance
            .filter(|instance| instance.project == *project)
            .ok_or_else(|| ErrorCode::INSTANCE_NOT_FOUND.into())
    }

    /// A proxy to look at.
    pub(super) async fn proxy_record(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        id: &ProxyId,
    ) -> Result<Proxy, ApiError> {
        let Some(instance) = self.store.instance_fetch(project, instance).await? else {
            return Err(ErrorCode::INSTANCE_NOT_FOUND.into());
        };
        let proxy = self.store.proxy_fetch(id).await?;
        if let Some(proxy) = proxy {
            if proxy.instance == instance.id {
                return Ok(proxy);
            }
            let owner = self.store.instance_fetch(project, &proxy.instance).await?;
            if owner.is_some() {
                return Err(ErrorCode::PROXY_OF_ANOTHER_INSTANCE.into());
            }
        }
        Err(ErrorCode::PROXY_NOT_FOUND.into())
    }
}
