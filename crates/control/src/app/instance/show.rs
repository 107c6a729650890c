//! Instances in detail (4.3.32, 4.3.33).

use std::collections::HashMap;

use hyades_planning::flavor::Flavor;
use hyades_planning::status;
use hyades_store::InstanceFilter;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, ProjectId};
use hyades_types::model::{Instance, Node, ProxyAddress};
use hyades_types::status::NodeLifecycle;

use crate::app::{App, InstanceView, NodeView};

impl App {
    /// One instance (4.3.32).
    ///
    /// # Errors
    /// [`ErrorCode::INSTANCE_NOT_FOUND`], also for an instance of another project.
    pub async fn instance_show(
        &self,
        project: &ProjectId,
        id: &InstanceId,
    ) -> Result<InstanceView, ApiError> {
        let instance = self
            .store
            .instance_fetch(project, id)
            .await?
            .ok_or(ErrorCode::INSTANCE_NOT_FOUND)?;
        let nodes = self.store.nodes_of(std::slice::from_ref(id)).await?;
        let proxies = self
            .store
            .proxy_addresses_of(std::slice::from_ref(id))
            .await?;
        Ok(self.view(instance, nodes, proxies))
    }

    /// Some instances (4.3.33), in the order given; unknown ones are left out.
    ///
    /// # Errors
    /// A fault, when the store fails.
    pub async fn instance_show_many(
        &self,
        project: &ProjectId,
        ids: &[InstanceId],
    ) -> Result<Vec<InstanceView>, ApiError> {
        let mut found = Vec::new();
        for id in ids {
            found.extend(self.store.instance_fetch(project, id).await?);
        }
        self.views(found).await
    }

    /// Some instances with their nodes.
    pub(super) async fn views(
        &self,
        instances: Vec<Instance>,
    ) -> Result<Vec<InstanceView>, ApiError> {
        let ids: Vec<InstanceId> = instances
            .iter()
            .map(|instance| instance.id.clone())
            .collect();
        let mut nodes: HashMap<InstanceId, Vec<Node>> = HashMap::new();
        for node in self.store.nodes_of(&ids).await? {
            nodes.entry(node.instance.clone()).or_default().push(node);
        }
        let mut proxies: HashMap<InstanceId, Vec<ProxyAddress>> = HashMap::new();
        for proxy in self.store.proxy_addresses_of(&ids).await? {
            let known = proxies.entry(proxy.instance.clone()).or_default();
            known.push(proxy);
        }
        Ok(instances
            .into_iter()
            .map(|instance| {
                let nodes = nodes.remove(&instance.id).unwrap_or_default();
                let proxies = proxies.remove(&instance.id).unwrap_or_default();
                self.view(instance, nodes, proxies)
            })
            .collect())
    }

    /// An instance with its nodes and proxies, and what the servers said last. Nodes on their way out are not
    /// part of it any more.
    pub(in crate::app) fn view(
        &self,
        instance: Instance,
        nodes: Vec<Node>,
        proxies: Vec<ProxyAddress>,
    ) -> InstanceView {
        let nodes: Vec<NodeView> = nodes
            .into_iter()
            .filter(|node| {
                matches!(
                    node.lifecycle,
                    NodeLifecycle::Creating | NodeLifecycle::Active
                )
            })
            .map(|node| self.node_view(node))
            .collect();
        let roles = nodes.iter().map(|view| (view.node.role, view.status));
        InstanceView {
            status: status::instance(&instance, roles),
            flavor: Flavor::find(&instance.flavor),
            instance,
            nodes,
            proxies,
        }
    }

    pub(in crate::app) fn node_view(&self, node: Node) -> NodeView {
        let observed = self.observations.get(&node.id);
        NodeView {
            status: status::node(&node, observed.as_ref()),
            observed,
            node,
        }
    }

    /// A page of instances that match, and how many match in all.
    pub(super) async fn page(
        &self,
        project: &ProjectId,
        filter: &InstanceFilter,
        offset: i64,
        limit: i64,
    ) -> Result<(Vec<InstanceView>, i64), ApiError> {
        let page = self
            .store
            .instance_list(project, filter, offset, limit)
            .await?;
        Ok((self.views(page.instances).await?, page.total))
    }
}
