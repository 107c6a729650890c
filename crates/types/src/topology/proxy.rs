//! Database proxies as the data plane sees them (documentation 4.7).

use std::path::PathBuf;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::{Backend, SourceRule};
use crate::Secret;
use crate::id::{InstanceId, ProxyId, ProxyNodeId};
use crate::net::Endpoint;
use crate::status::NodeRole;

text_enum! {
    /// What a proxy takes (4.7.1 `proxy_mode`).
    ProxyMode {
        /// Writes go to the primary, reads where the weights say.
        ReadWrite = "readwrite",
        /// Reads only; the primary never gets a statement.
        ReadOnly = "readonly",
    }
}

text_enum! {
    /// How reads are shared out (4.7.1 `route_mode`, there a number from 0 to 2).
    Routing {
        /// By weight (0).
        Weighted = "weighted",
        /// To the replica with the fewest statements under way (1).
        LeastBusyReplica = "least_busy_replica",
        /// The same with the primary among the candidates (2).
        LeastBusy = "least_busy",
    }
}

text_enum! {
    /// How old the data that a read sees may be (4.7.12 `consistence_mode`).
    Consistency {
        /// As old as the lag limit allows.
        Eventual = "eventual",
        /// Not older than what the session itself has written or seen written.
        Session = "session",
        /// Not older than what anybody had committed when the read began.
        Global = "global",
    }
}

text_enum! {
    /// Whether sessions share connections to servers (4.7.13 `connection_pool_type`).
    Pooling {
        /// Each session has its own.
        Closed = "CLOSED",
        /// Connections go from session to session.
        Session = "SESSION",
    }
}

text_enum! {
    /// What becomes of several statements in one packet (4.7.19 `multiStatementType`).
    MultiStatements {
        /// They go to the primary, and so does everything after them in the session.
        Strict = "Strict",
        /// They go to the primary; what follows is routed as if they had not been.
        Loose = "Loose",
        /// They go to the primary, and what follows is routed by what each of them did.
        Parse = "Parse",
    }
}

text_enum! {
    /// What an access list means (4.7.22 `type`).
    AccessKind {
        /// Only the addresses listed may connect.
        White = "white",
        /// The addresses listed may not connect.
        Black = "black",
    }
}

/// One database proxy, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseProxy {
    /// The proxy.
    pub id: ProxyId,
    /// The instance whose nodes it serves.
    pub instance: InstanceId,
    /// Its nodes, one process for each; all listen on the same endpoints.
    pub nodes: Vec<ProxyNode>,
    /// Where clients connect: its own address and, when one is bound, its EIP.
    pub listen: Vec<Endpoint>,
    /// How it behaves.
    pub settings: ProxySettings,
    /// The servers, the primary among them also when it takes no reads. Replicas that the proxy
    /// does not use are absent.
    pub backends: Vec<ProxyBackend>,
    /// The account that looks at the servers (lag, positions, accounts), over their unix socket.
    pub monitor: InternalLogin,
    /// The proxy's certificate. Filled in by the agent.
    #[serde(default)]
    pub tls: Option<TlsIdentity>,
    /// From where connections may come, as the instance's security group says; from anywhere by default.
    #[serde(default)]
    pub sources: Option<Vec<SourceRule>>,
}

/// One process of a database proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyNode {
    /// The node.
    pub id: ProxyNodeId,
    /// Rises when the process has to be replaced by a new one (a restart, another version).
    pub generation: u64,
}

/// A server that a database proxy uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyBackend {
    /// The server.
    #[serde(flatten)]
    pub server: Backend,
    /// What it is now.
    pub role: NodeRole,
    /// Its share of the reads, 0 to 1000. With the other routings than [`Routing::Weighted`], 0 keeps
    /// it out and everything else lets it in.
    pub weight: u16,
}

/// How a database proxy behaves. Every field can change while clients are connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxySettings {
    /// What it takes.
    pub mode: ProxyMode,
    /// How reads are shared out.
    pub routing: Routing,
    /// How old reads may be.
    pub consistency: Consistency,
    /// Reads before the first write of a transaction may go to replicas (4.7.10).
    pub transaction_split: bool,
    /// Whether sessions share connections.
    pub pooling: Pooling,
    /// Clients may use TLS (4.7.23).
    pub tls: bool,
    /// Who may connect; `None` when the access list is switched off (4.7.21).
    pub access: Option<AccessList>,
    /// Client connections of each node; what the flavor gives.
    pub max_connections: u32,
    /// Seconds behind the primary from which a replica gets no reads (4.7.3
    /// `delay_threshold_in_seconds`).
    pub max_lag_seconds: u32,
    /// What becomes of several statements in one packet.
    pub multi_statements: MultiStatements,
    /// Sessions take their state along when the primary is changed in order (`alt_enabled`); else those
    /// that have some are ended.
    pub lossless_switchover: bool,
}

/// The addresses that may, or may not, connect (4.7.22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessList {
    /// What the list means.
    pub kind: AccessKind,
    /// The networks; a single address is a network of one.
    pub networks: Vec<IpNet>,
}

/// An account of Hyades itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InternalLogin {
    /// Its name.
    pub user: String,
    /// Its password.
    pub password: Secret,
}

/// Files with a certificate chain and its key, in PEM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsIdentity {
    /// The certificate chain.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}
