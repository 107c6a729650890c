//! Private domain names of proxies: there is no DNS service here that could publish one.

use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, JobId, ProjectId, ProxyId};

use crate::app::App;

impl App {
    /// Refuses to give a proxy a domain name, to change it or to delete it: a name that does not
    /// resolve would be worse than none.
    ///
    /// # Errors
    /// Always: `INSTANCE_NOT_FOUND`, `PROXY_NOT_FOUND`, or else `UNSUPPORTED_OPERATION`.
    pub async fn proxy_domain_name(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        proxy: &ProxyId,
    ) -> Result<JobId, ApiError> {
        self.proxy_record(project, instance, proxy).await?;
        Err(ApiError::new(ErrorCode::UNSUPPORTED_OPERATION)
            .detail("private domain names need a DNS service, and this deployment has none"))
    }
}
