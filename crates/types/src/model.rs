//! The domain: what Hyades keeps about tenants, instances, nodes and jobs.
//!
//! Clean types, without the API's spellings and without the store's columns.

mod instance;
mod job;
mod network;
mod tenancy;

pub use instance::{AzMode, Busy, ChargeMode, Instance, Node, Tag};
pub use job::{Job, JobKind, Workflow};
pub use network::{SecurityGroup, Subnet, Vpc};
pub use tenancy::{AccessKey, Domain, Project, User};
