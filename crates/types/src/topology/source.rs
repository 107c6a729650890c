//! From where connections may come.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What becomes of connections from somewhere.
    SourceAction {
        /// They are let in.
        Allow = "allow",
        /// They are refused.
        Deny = "deny",
    }
}

/// What becomes of connections from a network. Of several rules the first that contains the address
/// counts; an address that none contains is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRule {
    /// The network.
    pub network: IpNet,
    /// What becomes of them.
    pub action: SourceAction,
}

impl SourceRule {
    /// Whether the rules let an address in. IPv4 addresses in the form of IPv6 are IPv4 addresses.
    pub fn admit(rules: &[Self], address: IpAddr) -> bool {
        let address = address.to_canonical();
        let first = rules.iter().find(|rule| rule.network.contains(&address));
        first.is_some_and(|rule| rule.action == SourceAction::Allow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_counts_and_nobody_else_comes_in() {
        let rule = |network: &str, action| SourceRule {
            network: network.parse().unwrap(),
            action,
        };
        let rules = [
            rule("10.1.2.0/24", SourceAction::Deny),
            rule("10.1.0.0/16", SourceAction::Allow),
            rule("10.1.3.0/24", SourceAction::Deny),
            rule("fd00::/8", SourceAction::Allow),
        ];
        for (address, admitted) in [
            ("10.1.1.1", true),
            ("::ffff:10.1.1.1", true),
            ("10.1.2.1", false),
            ("10.1.3.1", true),
            ("10.2.0.1", false),
            ("fd00::1", true),
            ("fe80::1", false),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(SourceRule::admit(&rules, address), admitted, "{address}");
            assert!(!SourceRule::admit(&[], address));
        }
    }
}
