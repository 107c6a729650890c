//! Versions of proxies (4.7.15, 4.7.18).

use hyades_planning::proxy::version::ProxyVersion;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, JobId, ProjectId, ProxyId};
use hyades_types::model::{JobKind, Proxy, ProxyNode};

use super::{flavors, select};
use crate::app::App;
use crate::app::submit::Submission;

/// What a proxy runs, and what is installed (4.7.18).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProxyVersions {
    /// The version of its oldest node: of the program that the process runs.
    pub current: ProxyVersion,
    /// The installed version.
    pub latest: ProxyVersion,
}

impl ProxyVersions {
    /// Whether there is something newer.
    pub fn can_upgrade(&self) -> bool {
        self.current < self.latest
    }
}

/// What becomes of a wish to upgrade (4.7.15). A refusal is not an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upgrade {
    /// A job does it.
    Accepted(JobId),
    /// Nothing is done, and why.
    Rejected(String),
}

impl App {
    /// The versions of a proxy (4.7.18).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `PROXY_NOT_FOUND`, `ENGINE_NOT_FOUND`.
    pub async fn proxy_versions(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        proxy: &ProxyId,
        engine: &str,
    ) -> Result<ProxyVersions, ApiError> {
        let proxy = self.proxy_record(project, instance, proxy).await?;
        if engine != flavors::ENGINE {
            return Err(ApiError::new(ErrorCode::ENGINE_NOT_FOUND)
                .field("engine_name")
                .detail(format!("must be {}", flavors::ENGINE)));
        }
        Ok(self.versions(&proxy))
    }

    /// Gives every node of a proxy a process of the installed version (4.7.15).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `INSTANCE_BUSY`, `PROXY_NOT_FOUND`, or a parameter error for what is no
    /// version.
    pub async fn proxy_upgrade(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        id: &ProxyId,
        source: &str,
        target: &str,
    ) -> Result<Upgrade, ApiError> {
        let mut submission = self.nodes_submission(project, instance).await?;
        let Submission { tx, instance, .. } = &mut submission;
        let proxy = select::find(tx, instance, id, "proxy_id").await?;
        select::check_active(&proxy)?;
        let source = version(source, "source_version")?;
        let target = version(target, "target_version")?;
        if let Some(reason) = objection(&self.versions(&proxy), source, target) {
            return Ok(Upgrade::Rejected(reason));
        }
        let change = self.renewal(&proxy);
        let job = self
            .submit(submission, JobKind::UpgradeProxy, &change)
            .await?;
        Ok(Upgrade::Accepted(job))
    }

    fn versions(&self, proxy: &Proxy) -> ProxyVersions {
        let latest = self.settings.proxy_version;
        let nodes = proxy.nodes.iter();
        let running = nodes.filter_map(|node| self.proxy_node_version(node));
        ProxyVersions {
            current: running.min().unwrap_or(latest),
            latest,
        }
    }

    /// What a node's process says, as soon as it is the one that is wanted; else what the record does: a
    /// process that died was started again by whatever program was installed then.
    fn proxy_node_version(&self, node: &ProxyNode) -> Option<ProxyVersion> {
        let seen = self.observations.proxy_node(&node.id);
        let said = seen
            .filter(|seen| seen.generation >= node.generation)
            .and_then(|seen| seen.status)
            .filter(|status| !status.version.is_empty());
        match said {
            Some(status) => Some(ProxyVersion::of_program(&status.version)),
            None => node.version.parse().ok(),
        }
    }
}

fn version(text: &str, field: &str) -> Result<ProxyVersion, ApiError> {
    let must = "must be a version such as 2.0.01.000";
    text.parse().map_err(|_| ApiError::parameter(field, must))
}

fn objection(
    versions: &ProxyVersions,
    source: ProxyVersion,
    target: ProxyVersion,
) -> Option<String> {
    let ProxyVersions { current, latest } = versions;
    if !versions.can_upgrade() {
        return Some(format!("the proxy has the latest version, {current}"));
    }
    if source != *current {
        return Some(format!("the proxy has version {current}, not {source}"));
    }
    if target != *latest {
        return Some(format!("only version {latest} is installed"));
    }
    None
}
