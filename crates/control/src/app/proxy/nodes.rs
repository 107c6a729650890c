//! Nodes of a proxy: more (4.7.5, 5.7.6), fewer (4.7.6), new processes (4.7.24).

use std::collections::HashSet;

use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, JobId, ProjectId, ProxyId, ProxyNodeId};
use hyades_types::model::{Instance, JobKind, Proxy, ProxyBusy, ProxyNode};
use hyades_types::status::{Operation, ProxyActivity, ProxyNodeLifecycle};

use super::create::LEAST_NODES;
use super::{rules, select};
use crate::app::App;
use crate::app::submit::Submission;
use crate::workflows::ProxyNodesChange;

/// The most nodes that a proxy can have (4.7.5).
const MOST_NODES: usize = 32;

/// What an enlarge call asks for, as it came.
#[derive(Debug, Clone, Default)]
pub struct NewProxyNodes {
    /// `node_num`
    pub count: i64,
    /// `proxy_id`
    pub proxy: Option<String>,
    /// `proxy_nodes_az_list`
    pub zones: Vec<String>,
}

impl App {
    /// Adds nodes to a proxy (4.7.5).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `INSTANCE_BUSY`, `PROXY_NOT_FOUND`, or a 400 code that names the field.
    pub async fn proxy_enlarge(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        request: NewProxyNodes,
    ) -> Result<JobId, ApiError> {
        let mut submission = self.nodes_submission(project, instance).await?;
        let Submission { tx, instance, .. } = &mut submission;
        let proxy = select::find_or_only(tx, instance, request.proxy.as_deref()).await?;
        select::check_active(&proxy)?;
        let count = rules::node_count(request.count, 1, 30)?;
        let existing = proxy.nodes.len();
        if existing + count > MOST_NODES {
            return Err(ApiError::new(ErrorCode::NODE_COUNT_INVALID)
                .field("node_num")
                .detail(format!(
                    "is too large: a proxy may have {MOST_NODES} nodes, this one has {existing}"
                )));
        }
        let zones = self.proxy_zones(instance, &request.zones, existing, count)?;
        let nodes = self.new_proxy_nodes(free_numbers(&proxy).take(count), zones);
        for node in &nodes {
            tx.proxy_node_insert(&proxy.id, node).await?;
        }
        let busy = ProxyBusy {
            activity: ProxyActivity::AddingNodes,
            job: submission.job.clone(),
        };
        submission.tx.proxy_occupy(&proxy.id, &busy).await?;
        let change = ProxyNodesChange {
            add: nodes.into_iter().map(|node| node.id).collect(),
            ..self.no_change(&proxy)
        };
        self.submit(submission, JobKind::EnlargeProxy, &change)
            .await
    }

    /// Removes nodes of a proxy: the ones that are named, or else the last (4.7.6).
    ///
    /// # Errors
    /// As of [`App::proxy_enlarge`].
    pub async fn proxy_reduce(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        id: &ProxyId,
        count: i64,
        named: &[String],
    ) -> Result<JobId, ApiError> {
        let mut submission = self.nodes_submission(project, instance).await?;
        let Submission { tx, instance, .. } = &mut submission;
        let proxy = select::find(tx, instance, id, "proxy_id").await?;
        select::check_active(&proxy)?;
        let count = rules::node_count(count, 1, 14)?;
        let least = usize::try_from(LEAST_NODES).unwrap_or(0);
        if proxy.nodes.len() < least + count {
            return Err(ApiError::new(ErrorCode::NODE_COUNT_INVALID)
                .field("node_num")
                .detail(format!(
                    "is too large: {least} nodes have to be left, there are {}",
                    proxy.nodes.len()
                )));
        }
        let change = ProxyNodesChange {
            remove: doomed(&proxy, count, named)?,
            ..self.no_change(&proxy)
        };
        self.submit(submission, JobKind::ReduceProxy, &change).await
    }

    /// Gives every node of a proxy a new process, one after the other (4.7.24).
    ///
    /// # Errors
    /// As of [`App::proxy_enlarge`].
    pub async fn proxy_restart(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        id: &ProxyId,
    ) -> Result<JobId, ApiError> {
        let mut submission = self.nodes_submission(project, instance).await?;
        let Submission { tx, instance, .. } = &mut submission;
        let proxy = select::find(tx, instance, id, "proxy_id").await?;
        select::check_active(&proxy)?;
        let change = self.renewal(&proxy);
        self.submit(submission, JobKind::RestartProxy, &change)
            .await
    }

    pub(super) async fn nodes_submission(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
    ) -> Result<Submission, ApiError> {
        self.submission(project, instance, Operation::ProxyNodesChange)
            .await
    }

    /// New processes for all nodes.
    pub(super) fn renewal(&self, proxy: &Proxy) -> ProxyNodesChange {
        let next = |node: &ProxyNode| (node.id.clone(), node.generation + 1);
        ProxyNodesChange {
            renew: proxy.nodes.iter().map(next).collect(),
            ..self.no_change(proxy)
        }
    }

    fn no_change(&self, proxy: &Proxy) -> ProxyNodesChange {
        ProxyNodesChange {
            proxy: proxy.id.clone(),
            add: Vec::new(),
            renew: Vec::new(),
            version: self.settings.proxy_version.to_string(),
            remove: Vec::new(),
        }
    }

    /// Records of nodes that are about to be made.
    pub(super) fn new_proxy_nodes(
        &self,
        numbers: impl Iterator<Item = usize>,
        zones: Vec<String>,
    ) -> Vec<ProxyNode> {
        let node = |(number, az)| ProxyNode {
            id: ProxyNodeId::generate(),
            number: u32::try_from(number).unwrap_or(u32::MAX),
            lifecycle: ProxyNodeLifecycle::Creating,
            generation: 1,
            version: self.settings.proxy_version.to_string(),
            az,
        };
        numbers.zip(zones).map(node).collect()
    }

    /// The zones of new nodes: those that are asked for, in turn, or those of the instance.
    pub(super) fn proxy_zones(
        &self,
        instance: &Instance,
        wanted: &[String],
        existing: usize,
        count: usize,
    ) -> Result<Vec<String>, ApiError> {
        if wanted.is_empty() {
            let all = hyades_planning::zone::spread(
                &self.settings.zones,
                &instance.master_az,
                instance.az_mode,
                existing + count,
            );
            return Ok(all.into_iter().skip(existing).collect());
        }
        if wanted.iter().all(|zone| self.settings.zones.contains(zone)) {
            return Ok(wanted.iter().cycle().take(count).cloned().collect());
        }
        Err(ApiError::new(ErrorCode::AZ_INVALID)
            .field("proxy_nodes_az_list")
            .detail(format!("must be of {}", self.settings.zones.join(", "))))
    }
}

/// Numbers that no node of the proxy has, lowest first.
fn free_numbers(proxy: &Proxy) -> impl Iterator<Item = usize> {
    let taken: HashSet<u32> = proxy.nodes.iter().map(|node| node.number).collect();
    (0..).filter(move |number| u32::try_from(*number).is_ok_and(|n| !taken.contains(&n)))
}

/// The nodes to remove.
fn doomed(proxy: &Proxy, count: usize, named: &[String]) -> Result<Vec<ProxyNodeId>, ApiError> {
    let ids = proxy.nodes.iter().map(|node| node.id.clone());
    if named.is_empty() {
        return Ok(ids.rev().take(count).collect());
    }
    let found: Vec<ProxyNodeId> = ids
        .filter(|id| named.iter().any(|name| name == id.as_str()))
        .collect();
    if found.len() == count && named.len() == count {
        return Ok(found);
    }
    let must = "must name as many nodes of the proxy instance as node_num says";
    Err(ApiError::parameter("node_ids", must))
}
