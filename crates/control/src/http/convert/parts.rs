//! Objects that several answers about instances hold.

use hyades_api::wire::instances::{BackupStrategy, Datastore, Tag};
use hyades_planning::status::{InstanceStatus, NodeStatus};
use hyades_types::model::Instance;
use hyades_types::status::NodeRole;
use hyades_types::units::ByteSize;

use crate::app::catalog::{ENGINE, VERSION, kernel_version};
use crate::app::{InstanceView, NodeView};

/// The one kind of instance.
pub(super) const CLUSTER: &str = "Cluster";

/// The one kind of storage.
pub(super) const POOL: &str = "POOL";

/// The administrator's name.
pub(super) const ADMINISTRATOR: &str = "root";

/// The engine of an instance: the build that its primary was seen to run, or else the one it was
/// made with.
pub(super) fn datastore(view: &InstanceView) -> Datastore {
    let mut primaries = view.nodes.iter().filter(is_primary);
    let seen = primaries.find_map(|node| node.observed.as_ref()?.version);
    let version = seen.unwrap_or(view.instance.engine);
    Datastore {
        kind: ENGINE.to_owned(),
        version: VERSION.to_owned(),
        kernel_version: Some(kernel_version(&version)),
    }
}

pub(super) fn backup_strategy(instance: &Instance) -> BackupStrategy {
    BackupStrategy {
        start_time: instance.backup_window.clone(),
        keep_days: instance.backup_keep_days.to_string(),
    }
}

pub(super) fn tags(instance: &Instance) -> Vec<Tag> {
    let tag = |tag: &hyades_types::model::Tag| Tag {
        key: tag.key.clone(),
        value: tag.value.clone(),
    };
    instance.tags.iter().map(tag).collect()
}

/// Where clients write: nowhere until there is a server.
pub(super) fn write_addresses(view: &InstanceView) -> Vec<String> {
    let address = view.instance.address;
    let address = address.filter(|_| view.status != InstanceStatus::Creating);
    address.iter().map(ToString::to_string).collect()
}

/// Where clients read from one node: nowhere until it is part of the instance.
pub(super) fn read_address(node: &NodeView) -> Option<String> {
    (node.status != NodeStatus::Creating).then(|| node.node.address.to_string())
}

pub(super) fn optional_text(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// A size in GB, as a text with two decimals.
pub(super) fn gigabytes(size: ByteSize) -> String {
    format!("{:.2}", size.as_gib_f64())
}

fn is_primary(node: &&NodeView) -> bool {
    node.node.role == NodeRole::Primary
}
