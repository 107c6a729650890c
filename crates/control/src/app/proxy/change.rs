//! Changing how a proxy behaves: check, store, and a job that waits until every node does so.

use std::net::IpAddr;
use std::time::Duration;

use hyades_planning::capacity::Capacity;
use hyades_planning::proxy::{parameter, weight};
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, JobId, ProjectId, ProxyId};
use hyades_types::model::{JobKind, Node, Proxy, ProxyBusy, ProxyConfig};
use hyades_types::status::{Operation, ProxyActivity};
use hyades_types::topology::Consistency;

use super::create::check_fit;
use super::weights::Scale;
use super::{ParameterValue, ProxyUpdate, rules, select};
use crate::app::App;
use crate::app::submit::Submission;
use crate::workflows::{ProxyChange, Reconfiguration};

/// How long an answer waits for a job that is done in a moment, for clients that do not ask for it:
/// Terraform sends the next change at once, and takes no for an answer.
const SETTLED: Duration = Duration::from_secs(10);

impl App {
    /// Changes how a proxy behaves.
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `INSTANCE_BUSY`, `PROXY_NOT_FOUND`, or a 400 code that names the field.
    pub async fn proxy_change(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        id: &ProxyId,
        update: ProxyUpdate,
    ) -> Result<JobId, ApiError> {
        let capacity = self.capacity(Vec::new()).await?;
        let mut submission = self
            .submission(project, instance, Operation::ProxyChange)
            .await?;
        let proxy = select::find(&mut submission.tx, &submission.instance, id, "proxy_id").await?;
        select::check_active(&proxy)?;
        let nodes = submission.tx.nodes_of(instance).await?;
        let after = apply(&update, &proxy, &nodes, &capacity)?;
        let after = match &update {
            ProxyUpdate::Eip { address, bind } => {
                let eip = self.eip(&mut submission, &proxy, address, *bind).await?;
                ProxyConfig { eip, ..after }
            }
            _ => after,
        };
        show_activity(&mut submission, &proxy, &after).await?;
        let change = ProxyChange {
            changes: vec![Reconfiguration {
                proxy: proxy.id,
                before: proxy.config,
                after,
            }],
        };
        let job = self.submit(submission, update.kind(), &change).await?;
        if matches!(update, ProxyUpdate::Parameters(_)) {
            self.job_settled(project, &job, SETTLED).await?;
        }
        Ok(job)
    }

    /// Turns transaction splitting of some proxies of an instance on or off (4.7.10).
    ///
    /// # Errors
    /// As of [`App::proxy_change`].
    pub async fn proxies_split_transactions(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
        ids: &[String],
        on: bool,
    ) -> Result<JobId, ApiError> {
        const FIELD: &str = "proxy_id_list";
        let mut submission = self
            .submission(project, instance, Operation::ProxyChange)
            .await?;
        if ids.is_empty() {
            return Err(ApiError::parameter(FIELD, "must name a proxy instance"));
        }
        let mut changes: Vec<Reconfiguration> = Vec::with_capacity(ids.len());
        for id in ids {
            let id = select::parse(id, FIELD)?;
            if changes.iter().any(|known| known.proxy == id) {
                continue;
            }
            let Submission { tx, instance, .. } = &mut submission;
            let proxy = select::find(tx, instance, &id, FIELD).await?;
            select::check_active(&proxy)?;
            changes.push(Reconfiguration {
                proxy: id,
                after: ProxyConfig {
                    transaction_split: on,
                    ..proxy.config.clone()
                },
                before: proxy.config,
            });
        }
        let change = ProxyChange { changes };
        self.submit(submission, JobKind::ProxyTransactionSplit, &change)
            .await
    }

    /// The EIP that the proxy will have; one to bind is held for it from now on.
    async fn eip(
        &self,
        submission: &mut Submission,
        proxy: &Proxy,
        text: &str,
        bind: bool,
    ) -> Result<Option<IpAddr>, ApiError> {
        let refuse = |why: &str| Err(ApiError::parameter("public_ip", why));
        let Ok(address) = text.parse::<IpAddr>() else {
            return refuse("must be an IP address");
        };
        if !bind {
            if proxy.config.eip == Some(address) {
                return Ok(None);
            }
            return refuse("is not bound to the proxy instance");
        }
        if proxy.config.eip.is_some() {
            return refuse("cannot be bound: the proxy instance has an EIP");
        }
        let Some(network) = &self.settings.eip_network else {
            return Err(ApiError::new(ErrorCode::UNSUPPORTED_OPERATION)
                .detail("this deployment has no EIPs (network.eip_cidr)"));
        };
        if !hyades_planning::address::is_for_hosts(network, address) {
            return refuse(&format!("must be an address of {network}"));
        }
        if !submission.tx.eip_take(&proxy.id, address).await? {
            return refuse("is bound already");
        }
        Ok(Some(address))
    }
}

/// Shows what happens to the weights, if anything does.
async fn show_activity(
    submission: &mut Submission,
    proxy: &Proxy,
    after: &ProxyConfig,
) -> Result<(), ApiError> {
    let (old, new) = (&proxy.config.weights, &after.weights);
    let activity = if new.keys().any(|node| !old.contains_key(node)) {
        ProxyActivity::AddingReplicas
    } else if old != new {
        ProxyActivity::ChangingWeights
    } else {
        return Ok(());
    };
    let busy = ProxyBusy {
        activity,
        job: submission.job.clone(),
    };
    Ok(submission.tx.proxy_occupy(&proxy.id, &busy).await?)
}

/// How the proxy will be.
fn apply(
    update: &ProxyUpdate,
    proxy: &Proxy,
    nodes: &[Node],
    capacity: &Capacity,
) -> Result<ProxyConfig, ApiError> {
    let mut config = proxy.config.clone();
    match update {
        ProxyUpdate::Flavor(code) => {
            let flavor = rules::flavor(code)?;
            check_fit(&flavor, capacity)?;
            config.flavor = flavor.code();
        }
        ProxyUpdate::Weights(new) => {
            let scale = Scale::new(nodes, config.mode, config.routing);
            scale.change(&mut config.weights, new)?;
        }
        ProxyUpdate::RouteMode {
            route_mode,
            weights,
            new_nodes,
        } => {
            config.routing = rules::routing(*route_mode, config.mode)?;
            let scale = Scale::new(nodes, config.mode, config.routing);
            let (mode, routing) = (config.mode, config.routing);
            weight::carry_over(&mut config.weights, &scale.roles(), mode, routing);
            scale.change(&mut config.weights, weights)?;
            let before = config.new_nodes;
            config.new_nodes = rules::new_nodes(*new_nodes, before, routing, "new_node_weight")?;
        }
        ProxyUpdate::Consistency { session, mode } => {
            config.consistency = consistency(*session, mode.as_deref())?;
        }
        ProxyUpdate::Pooling(kind) => {
            config.pooling = kind.parse().map_err(|_| {
                ApiError::parameter("connection_pool_type", "must be CLOSED or SESSION")
            })?;
        }
        ProxyUpdate::Port(port) => config.port = rules::port(*port)?,
        ProxyUpdate::Parameters(new) => set_parameters(&mut config, new)?,
        ProxyUpdate::Tls(on) => config.tls = *on,
        ProxyUpdate::LosslessSwitchover(on) => config.lossless_switchover = *on,
        // Which needs the store.
        ProxyUpdate::Eip { .. } => {}
    }
    Ok(config)
}

/// The table of 4.7.12: true goes with `session` alone, false with the two others.
fn consistency(session: bool, mode: Option<&str>) -> Result<Consistency, ApiError> {
    const FIELD: &str = "consistence_mode";
    let mode = match mode.filter(|mode| !mode.is_empty()) {
        None if session => Consistency::Session,
        None => Consistency::Eventual,
        Some(mode) => mode
            .parse()
            .map_err(|_| ApiError::parameter(FIELD, "must be session, global or eventual"))?,
    };
    if session != (mode == Consistency::Session) {
        let why = "must be session when session_consistence is true, and not otherwise";
        return Err(ApiError::parameter(FIELD, why));
    }
    Ok(mode)
}

fn set_parameters(config: &mut ProxyConfig, new: &[ParameterValue]) -> Result<(), ApiError> {
    if new.is_empty() {
        return Err(ApiError::new(ErrorCode::PARAMETERS_EMPTY).field("configurations"));
    }
    for (place, set) in new.iter().enumerate() {
        let field = |name| format!("configurations[{place}].{name}");
        let known = parameter::find(&set.name).ok_or_else(|| {
            ApiError::new(ErrorCode::PARAMETER_NOT_FOUND)
                .field(field("name"))
                .detail("does not exist")
        })?;
        if set.elem_type != parameter::ELEM_TYPE {
            let must = format!("must be {}", parameter::ELEM_TYPE);
            return Err(ApiError::parameter(field("elem_type"), must));
        }
        if !known.allows(&set.value) {
            return Err(ApiError::new(ErrorCode::PARAMETER_OUT_OF_RANGE)
                .field(field("value"))
                .detail(format!("must be of {}", known.value_range())));
        }
        config
            .parameters
            .insert(set.name.clone(), set.value.clone());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_consistency() {
        use Consistency::{Eventual, Global, Session};
        for (session, mode, expected) in [
            (true, None, Some(Session)),
            (true, Some(""), Some(Session)),
            (true, Some("session"), Some(Session)),
            (false, None, Some(Eventual)),
            (false, Some("global"), Some(Global)),
            (false, Some("eventual"), Some(Eventual)),
            (true, Some("global"), None),
            (false, Some("session"), None),
            (false, Some("strong"), None),
        ] {
            assert_eq!(
                consistency(session, mode).ok(),
                expected,
                "{session} {mode:?}"
            );
        }
    }
}
