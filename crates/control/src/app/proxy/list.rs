//! Listing the proxies of an instance (4.7.3, 5.7.3, 5.7.4).

use hyades_planning::proxy::flavor::ProxyFlavor;
use hyades_planning::proxy::status::{self, ProxyNodeStatus, ProxyStatus};
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, ProjectId};
use hyades_types::model::{Proxy, ProxyNode};
use hyades_types::status::{NodeLifecycle, ProxyLifecycle, ProxyNodeLifecycle};

use super::view::{DbNodeView, ProxyNodeView, ProxyView};
use crate::app::{App, NodeView};

impl App {
    /// The proxies of an instance, oldest first (4.7.3), and the nodes that they can use.
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`
    pub async fn proxy_list(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
    ) -> Result<(Vec<ProxyView>, Vec<NodeView>), ApiError> {
        let Some(instance) = self.store.instance_fetch(project, instance).await? else {
            return Err(ErrorCode::INSTANCE_NOT_FOUND.into());
        };
        let proxies = self.store.proxies_of(&instance.id).await?;
        let nodes = self
            .store
            .nodes_of(std::slice::from_ref(&instance.id))
            .await?;
        let nodes: Vec<NodeView> = nodes
            .into_iter()
            .filter(|node| node.lifecycle == NodeLifecycle::Active)
            .map(|node| self.node_view(node))
            .collect();
        let views = proxies
            .into_iter()
            .map(|proxy| self.proxy_view(proxy, &nodes))
            .collect();
        Ok((views, nodes))
    }

    fn proxy_view(&self, proxy: Proxy, servers: &[NodeView]) -> ProxyView {
        let visible = |node: &&ProxyNode| node.lifecycle != ProxyNodeLifecycle::Deleting;
        let nodes: Vec<ProxyNodeView> = proxy
            .nodes
            .iter()
            .filter(visible)
            .map(|node| ProxyNodeView {
                status: self.proxy_node_status(node),
                node: node.clone(),
            })
            .collect();
        let statuses = || nodes.iter().map(|view| view.status);
        let health = match proxy.lifecycle {
            ProxyLifecycle::CreateFailed => ProxyStatus::Failed,
            _ => status::health(statuses()),
        };
        let weight = |node: &NodeView| proxy.config.weights.get(&node.node.id).copied();
        ProxyView {
            status: status::proxy(&proxy, statuses()),
            health,
            flavor: ProxyFlavor::find(&proxy.config.flavor),
            servers: servers
                .iter()
                .map(|each| DbNodeView {
                    node: each.node.clone(),
                    status: each.status,
                    weight: weight(each),
                })
                .collect(),
            nodes,
            proxy,
        }
    }

    fn proxy_node_status(&self, node: &ProxyNode) -> ProxyNodeStatus {
        let seen = self.observations.proxy_node(&node.id);
        status::node(node, seen.as_ref())
    }
}
