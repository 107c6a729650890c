//! Parameters of proxies (4.7.20).

use hyades_planning::proxy::parameter::{self, Parameter};
use hyades_types::error::ApiError;
use hyades_types::id::{InstanceId, ProjectId, ProxyId};

use crate::app::App;

/// A parameter, and the value that it has.
#[derive(Debug, Clone)]
pub struct ParameterView {
    /// The parameter.
    pub parameter: &'static Parameter,
    /// Its value.
    pub value: String,
}

impl App {
    /// The parameters of a proxy, or the one with this name (4.7.20).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `PROXY_NOT_FOUND`.
    pub async fn proxy_parameters(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        proxy: &ProxyId,
        name: Option<&str>,
    ) -> Result<Vec<ParameterView>, ApiError> {
        let proxy = self.proxy_record(project, instance, proxy).await?;
        let name = name.filter(|name| !name.is_empty());
        let wanted = parameter::ALL
            .iter()
            .filter(|parameter| name.is_none_or(|name| name == parameter.name));
        let view = |parameter: &'static Parameter| ParameterView {
            parameter,
            value: parameter.value(&proxy.config.parameters).to_owned(),
        };
        Ok(wanted.map(view).collect())
    }
}
