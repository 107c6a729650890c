//! The domain: what Hyades keeps about tenants, instances, nodes, proxies and jobs.
//!
//! Clean types, without the API's spellings and without the store's columns.

mod instance;
mod job;
mod network;
mod proxy;
mod security;
mod tenancy;
mod throttle;

pub use instance::{AzMode, Busy, ChargeMode, Instance, Node, Tag};
pub use job::{Job, JobKind, Workflow};
pub use network::{Subnet, Vpc};
pub use proxy::{
    AccessControl, AccessEntry, NewNodes, Proxy, ProxyAddress, ProxyBusy, ProxyConfig, ProxyNode,
};
pub use security::{Direction, EtherType, Remote, SecurityGroup, SecurityRule};
pub use tenancy::{AccessKey, Domain, Project, User};
pub use throttle::{NodeRule, RuleKey};
