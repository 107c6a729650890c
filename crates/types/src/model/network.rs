//! The network objects that the create call names.

use ipnet::IpNet;

use crate::id::{ProjectId, SubnetId, VpcId};

/// A virtual private cloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vpc {
    /// Its id.
    pub id: VpcId,
    /// The owner.
    pub project: ProjectId,
    /// Its name.
    pub name: String,
}

/// A subnet: the range that instance addresses come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subnet {
    /// Its (network) id.
    pub id: SubnetId,
    /// The owner.
    pub project: ProjectId,
    /// The VPC it is part of.
    pub vpc: VpcId,
    /// Its name.
    pub name: String,
    /// Its addresses.
    pub cidr: IpNet,
}
