//! Security groups: from where connections to an instance may come.

use crate::id::{ProjectId, SecurityGroupId, SecurityRuleId};
use crate::net::{AddressBlock, Ports};
use crate::time::Timestamp;
use crate::topology::SourceAction;

/// A security group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityGroup {
    /// Its id.
    pub id: SecurityGroupId,
    /// The owner.
    pub project: ProjectId,
    /// Its name; several may have the same.
    pub name: String,
    /// The user's remark.
    pub description: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its name or its remark last changed.
    pub updated_at: Timestamp,
}

/// A rule of a security group. What no rule allows is denied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityRule {
    /// Its id.
    pub id: SecurityRuleId,
    /// The group.
    pub group: SecurityGroupId,
    /// Which way it looks.
    pub direction: Direction,
    /// The version of IP that it is about.
    pub ether_type: EtherType,
    /// `tcp`, `udp`, `icmp`, `icmpv6` or a number of IP from 0 to 255; every protocol by default.
    pub protocol: Option<String>,
    /// The ports that it is about; every port by default.
    pub ports: Option<Ports>,
    /// Who is at the other end.
    pub remote: Remote,
    /// What becomes of it.
    pub action: SourceAction,
    /// 1 to 100. Rules with a lower number count before others, and among equals those that deny.
    pub priority: u8,
    /// Whether it counts.
    pub enabled: bool,
    /// The user's remark.
    pub description: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Who is at the other end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remote {
    /// Anybody.
    Any,
    /// An address of a network.
    Block(AddressBlock),
    /// The instances of a security group.
    Group(SecurityGroupId),
}

text_enum! {
    /// Which way a rule looks.
    Direction {
        /// At connections to the instance.
        Ingress = "ingress",
        /// At connections from the instance.
        Egress = "egress",
    }
}

text_enum! {
    /// A version of IP.
    EtherType {
        /// Version 4.
        V4 = "IPv4",
        /// Version 6.
        V6 = "IPv6",
    }
}
