//! A server behind a proxy.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use hyades_types::id::NodeId;
use hyades_types::status::NodeRole;
use hyades_types::topology::Backend;

use crate::backend::{Follower, Health, Pool};
use crate::observe::Tally;

/// A server in one worker.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) node: NodeId,
    pub(crate) role: Cell<NodeRole>,
    pub(crate) weight: Cell<u16>,
    pub(super) backend: Backend,
    pub(crate) health: Arc<Health>,
    pub(crate) pool: Rc<Pool>,
    /// How far it has got.
    pub(crate) follower: Follower,
    /// Statements of this worker that are under way.
    pub(crate) busy: Cell<usize>,
    /// What this worker has sent there.
    pub(crate) tally: Rc<Tally>,
    /// When another server has become the primary in its place, in order: its sessions may take their
    /// state along.
    pub(crate) left: Cell<Option<Instant>>,
}
