//! Adding read replicas (4.3.4).

use hyades_planning::flavor::Flavor;
use hyades_planning::proxy::weight;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, JobId, NodeId, ProjectId};
use hyades_types::model::{AzMode, Instance, JobKind, Node, ProxyBusy};
use hyades_types::status::{NodeRole, Operation, ProxyActivity};

use crate::app::App;
use crate::app::instance::create::{NewNode, take_addresses};
use crate::app::submit::{Submission, found};
use crate::workflows::{NodeAdd, Target};

/// Read replicas that an instance may have (4.3.29).
const MOST_REPLICAS: usize = 15;

/// Replicas that one call may add.
const MOST_AT_ONCE: usize = 9;

/// What an enlarge call asks for.
#[derive(Debug, Clone)]
pub struct NewReplicas {
    /// `priorities`: one entry for each replica.
    pub priorities: Vec<i64>,
    /// `availability_zones`: one for each replica, or none at all.
    pub zones: Vec<String>,
}

/// What an enlarge call answers.
#[derive(Debug, Clone)]
pub struct AddedReplicas {
    /// The instance.
    pub instance: InstanceId,
    /// Names of the new nodes.
    pub names: Vec<String>,
    /// The job.
    pub job: JobId,
}

impl App {
    /// Adds read replicas (4.3.4).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `INSTANCE_BUSY`, or a 400 code that names the field.
    pub async fn node_add(
        &self,
        project: &ProjectId,
        id: &InstanceId,
        request: NewReplicas,
    ) -> Result<AddedReplicas, ApiError> {
        let facts = self.host_facts().await?;
        let mut submission = self.submission(project, id, Operation::NodeAdd).await?;
        let priorities = priorities(&request.priorities)?;
        let existing = submission.tx.nodes_of(id).await?;
        check_count(&existing, priorities.len())?;
        let zones = self.zones(&request, &submission.instance, &existing)?;
        let flavor = Flavor::find(&submission.instance.flavor).ok_or(ErrorCode::SPEC_NOT_FOUND)?;
        let promised = submission.tx.node_count_by_flavor().await?;
        let count = u32::try_from(priorities.len()).unwrap_or(u32::MAX);
        let fit = self
            .capacity_of(&facts, &promised)
            .fit(&flavor.resources(), count);
        self.refuse_unless_it_fits(fit, &facts, count)?;
        let nodes = self
            .add_node_records(&mut submission, &existing, &priorities, zones)
            .await?;
        add_to_proxies(&mut submission, &nodes).await?;
        let names = nodes.iter().map(|node| node.name.clone()).collect();
        let ids: Vec<NodeId> = nodes.into_iter().map(|node| node.id).collect();
        let target = Target {
            project: project.clone(),
            instance: id.clone(),
        };
        let add = NodeAdd { target, nodes: ids };
        let job = self.submit(submission, JobKind::AddNodes, &add).await?;
        Ok(AddedReplicas {
            instance: id.clone(),
            names,
            job,
        })
    }

    async fn add_node_records(
        &self,
        submission: &mut Submission,
        existing: &[Node],
        priorities: &[i32],
        zones: Vec<String>,
    ) -> Result<Vec<Node>, ApiError> {
        let Submission {
            tx, instance, now, ..
        } = submission;
        let subnet = self
            .store
            .subnet_fetch(&instance.project, &instance.subnet)
            .await;
        let subnet = found(subnet, ErrorCode::SUBNET_NOT_FOUND, "subnet_id")?;
        let addresses = take_addresses(tx, &subnet, &instance.id, priorities.len()).await?;
        // Numbers are never used again while a node of the instance has them: they are server ids.
        let last = existing
            .iter()
            .map(|node| node.server_id)
            .max()
            .unwrap_or(0);
        let mut nodes = Vec::with_capacity(priorities.len());
        for (((number, &priority), az), address) in
            (last + 1..).zip(priorities).zip(zones).zip(addresses)
        {
            let new = NewNode {
                number,
                role: NodeRole::Replica,
                az,
                address,
                priority,
            };
            let node = self.new_node(instance, new, *now);
            tx.node_insert(&node).await?;
            nodes.push(node);
        }
        Ok(nodes)
    }

    fn zones(
        &self,
        request: &NewReplicas,
        instance: &Instance,
        existing: &[Node],
    ) -> Result<Vec<String>, ApiError> {
        let count = request.priorities.len();
        if request.zones.is_empty() {
            let all = hyades_planning::zone::spread(
                &self.settings.zones,
                &instance.master_az,
                instance.az_mode,
                existing.len() + count,
            );
            return Ok(all.into_iter().skip(existing.len()).collect());
        }
        let known = |zone: &String| {
            self.settings.zones.contains(zone)
                && (instance.az_mode == AzMode::Multi || *zone == instance.master_az)
        };
        if request.zones.len() == count && request.zones.iter().all(known) {
            return Ok(request.zones.clone());
        }
        Err(ApiError::new(ErrorCode::NODE_AZ_NOT_ALLOWED)
            .field("availability_zones")
            .detail("must be one zone of the instance for each replica"))
    }
}

/// Gives the new replicas a weight at the proxies that want them. They are used when they are part of
/// the instance, and forgotten if they never are.
async fn add_to_proxies(submission: &mut Submission, nodes: &[Node]) -> Result<(), ApiError> {
    let tx = &mut submission.tx;
    let proxies = tx.proxies_of(&submission.instance.id).await?;
    for proxy in proxies.iter().filter(|proxy| proxy.config.new_nodes.join) {
        let weight = weight::of_new_node(proxy.config.new_nodes, proxy.config.routing);
        for node in nodes {
            tx.proxy_weight_set(&proxy.id, &node.id, weight).await?;
        }
        let busy = ProxyBusy {
            activity: ProxyActivity::AddingReplicas,
            job: submission.job.clone(),
        };
        tx.proxy_occupy(&proxy.id, &busy).await?;
    }
    Ok(())
}

fn priorities(wanted: &[i64]) -> Result<Vec<i32>, ApiError> {
    if wanted.is_empty() || wanted.len() > MOST_AT_ONCE {
        return Err(ApiError::parameter(
            "priorities",
            format!("must have 1 to {MOST_AT_ONCE} entries, one for each replica"),
        ));
    }
    let allowed = |priority: &i64| *priority == -1 || (1..=16).contains(priority);
    wanted
        .iter()
        .map(|priority| {
            i32::try_from(*priority)
                .ok()
                .filter(|_| allowed(priority))
                .ok_or_else(|| ApiError::parameter("priorities", "must be from 1 to 16, or -1"))
        })
        .collect()
}

fn check_count(existing: &[Node], more: usize) -> Result<(), ApiError> {
    let replicas = existing
        .iter()
        .filter(|node| node.role == NodeRole::Replica)
        .count();
    if replicas + more > MOST_REPLICAS {
        return Err(ApiError::new(ErrorCode::TOO_MANY_NODES)
            .field("priorities")
            .detail(format!(
                "an instance may have {MOST_REPLICAS} read replicas, this one has {replicas}"
            )));
    }
    Ok(())
}
