//! What a call can change of how a proxy behaves, as it came.

use hyades_types::model::JobKind;

use super::{NewNodesRequest, NewWeights};

/// A change of a proxy that a job carries out.
#[derive(Debug, Clone)]
pub enum ProxyUpdate {
    /// Another specification, by code or id (4.7.7).
    Flavor(String),
    /// Other read weights (4.7.8).
    Weights(NewWeights),
    /// Another routing policy (4.7.9).
    RouteMode {
        /// `route_mode`
        route_mode: i64,
        /// `master_weight`, `readonly_nodes`
        weights: NewWeights,
        /// `new_node_auto_add_status`, `new_node_weight`
        new_nodes: NewNodesRequest,
    },
    /// Another consistency (4.7.12).
    Consistency {
        /// `session_consistence`
        session: bool,
        /// `consistence_mode`
        mode: Option<String>,
    },
    /// Another kind of connection pool (4.7.13).
    Pooling(String),
    /// Another port (4.7.14).
    Port(i64),
    /// Parameters (4.7.19).
    Parameters(Vec<ParameterValue>),
    /// TLS on or off (4.7.23).
    Tls(bool),
    /// Lossless switchovers on or off.
    LosslessSwitchover(bool),
    /// An EIP to bind, or to unbind.
    Eip {
        /// The EIP.
        address: String,
        /// Whether to bind it.
        bind: bool,
    },
}

/// A parameter to set (4.7.19).
#[derive(Debug, Clone)]
pub struct ParameterValue {
    /// `name`
    pub name: String,
    /// `value`
    pub value: String,
    /// `elem_type`
    pub elem_type: String,
}

impl ProxyUpdate {
    /// The job that carries it out.
    pub(super) const fn kind(&self) -> JobKind {
        match self {
            Self::Flavor(_) => JobKind::ResizeProxy,
            Self::Weights(_) => JobKind::ProxyWeights,
            Self::RouteMode { .. } => JobKind::ProxyRouteMode,
            Self::Consistency { .. } => JobKind::ProxyConsistency,
            Self::Pooling(_) => JobKind::ProxyPooling,
            Self::Port(_) => JobKind::ProxyPort,
            Self::Parameters(_) => JobKind::ProxyParameters,
            Self::Tls(_) => JobKind::ProxyTls,
            Self::LosslessSwitchover(_) => JobKind::ProxyAlt,
            Self::Eip { bind: true, .. } => JobKind::ProxyBindEip,
            Self::Eip { bind: false, .. } => JobKind::ProxyUnbindEip,
        }
    }
}
