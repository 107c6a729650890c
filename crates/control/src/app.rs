//! Use cases: one module per resource, one file per verb.

pub mod catalog;
pub mod identity;
pub mod instance;
pub mod job;
pub mod logs;
pub mod node;
pub mod proxy;
pub mod security;
pub mod setup;
pub mod sql_filter;

mod follow;
mod start;
mod submit;
mod view;

use std::sync::Arc;

use hyades_iam::{LinkSigner, Sealer, TokenIssuer};
use hyades_store::Store;
use tokio::task::JoinSet;

use crate::fleet::Fleet;
use crate::observations::Observations;
use crate::settings::Settings;
use crate::topology::Topology;
use crate::workflows::Engine;

pub use start::StartError;
pub use view::{InstanceView, NodeView};

/// The control plane's use cases. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub(crate) settings: Arc<Settings>,
    pub(crate) store: Store,
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) observations: Arc<Observations>,
    pub(crate) topology: Arc<Topology>,
    pub(crate) workflows: Arc<Engine>,
    pub(crate) tokens: Arc<TokenIssuer>,
    pub(crate) sealer: Arc<Sealer>,
    pub(crate) links: Arc<LinkSigner>,
    /// The reconcilers, which end with the last clone.
    _background: Arc<JoinSet<()>>,
}
