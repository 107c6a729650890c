//! What a snapshot says of an address that clients come in through.

use hyades_types::id::{InstanceId, ProxyId};
use hyades_types::net::Endpoint;
use hyades_types::status::NodeRole;
use hyades_types::topology::{
    Consistency, DatabaseProxy, Gateway, InternalLogin, MultiStatements, Pooling, ProxyBackend,
    ProxyMode, ProxySettings, Routing, TlsIdentity,
};

/// What clients come in through.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Front {
    /// A database proxy.
    Proxy(ProxyId),
    /// A gateway, by where it listens.
    Gateway(Endpoint),
}

impl std::fmt::Display for Front {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Proxy(id) => id.fmt(f),
            Self::Gateway(listen) => listen.fmt(f),
        }
    }
}

/// A database proxy or a gateway, without its listeners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spec {
    pub(crate) front: Front,
    pub(crate) instance: InstanceId,
    pub(crate) settings: ProxySettings,
    pub(crate) backends: Vec<ProxyBackend>,
    /// A gateway looks at no server.
    pub(crate) monitor: Option<InternalLogin>,
    pub(crate) tls: Option<TlsIdentity>,
    /// The primary is being changed: statements for it wait.
    pub(crate) held: bool,
}

impl Spec {
    /// The same, with statements for the primary waiting or not.
    pub(crate) fn holding(self, held: bool) -> Self {
        Self { held, ..self }
    }
}

impl From<&DatabaseProxy> for Spec {
    fn from(proxy: &DatabaseProxy) -> Self {
        Self {
            front: Front::Proxy(proxy.id.clone()),
            instance: proxy.instance.clone(),
            settings: proxy.settings.clone(),
            backends: proxy.backends.clone(),
            monitor: Some(proxy.monitor.clone()),
            tls: proxy.tls.clone(),
            held: false,
        }
    }
}

/// A gateway is a proxy with one server, which takes everything, and a connection of its own for
/// each session.
impl From<&Gateway> for Spec {
    fn from(gateway: &Gateway) -> Self {
        let backend = gateway.backend.iter().map(|server| ProxyBackend {
            server: server.clone(),
            role: NodeRole::Primary,
            weight: 0,
        });
        Self {
            front: Front::Gateway(gateway.listen),
            instance: gateway.instance.clone(),
            settings: ProxySettings {
                mode: ProxyMode::ReadWrite,
                routing: Routing::Weighted,
                consistency: Consistency::Eventual,
                transaction_split: false,
                pooling: Pooling::Closed,
                tls: true,
                access: None,
                max_connections: u32::MAX,
                max_lag_seconds: 0,
                multi_statements: MultiStatements::Loose,
                lossless_switchover: true,
            },
            backends: backend.collect(),
            monitor: None,
            tls: gateway.tls.clone(),
            held: false,
        }
    }
}
