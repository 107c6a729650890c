//! From where a security group lets connections come.

use hyades_types::model::{Direction, EtherType, Remote, SecurityRule};
use hyades_types::topology::{SourceAction, SourceRule};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// The protocol that MySQL is spoken over, by its name and its number.
const TCP: [&str; 2] = ["tcp", "6"];

/// Whether a text names a protocol: by one of the four names, or by its number.
pub fn is_protocol(text: &str) -> bool {
    matches!(text, "tcp" | "udp" | "icmp" | "icmpv6") || is_number(text)
}

/// Whether a protocol has ports.
pub fn has_ports(protocol: &str) -> bool {
    TCP.contains(&protocol) || matches!(protocol, "udp" | "17")
}

/// A number from 0 to 255, without a sign and leading zeros.
fn is_number(text: &str) -> bool {
    text.parse::<u8>()
        .is_ok_and(|number| number.to_string() == text)
}

/// What the rules of a group say of connections to a port, in the order in which they count.
///
/// Instances open no connection to each other's addresses: a rule about those of a group is about
/// nobody.
pub fn sources<'r>(
    rules: impl IntoIterator<Item = &'r SecurityRule>,
    port: u16,
) -> Vec<SourceRule> {
    let mut counting: Vec<_> = rules
        .into_iter()
        .filter(|rule| is_about(rule, port))
        .filter_map(|rule| Some((order(rule), source(rule)?)))
        .collect();
    counting.sort_by_key(|(order, _)| *order);
    counting.into_iter().map(|(_, source)| source).collect()
}

fn is_about(rule: &SecurityRule, port: u16) -> bool {
    let protocol = rule.protocol.as_deref();
    rule.enabled
        && rule.direction == Direction::Ingress
        && protocol.is_none_or(|protocol| TCP.contains(&protocol))
        && rule.ports.as_ref().is_none_or(|ports| ports.contains(port))
}

/// By priority, and among equals those that deny before the others.
fn order(rule: &SecurityRule) -> (u8, bool) {
    (rule.priority, rule.action == SourceAction::Allow)
}

fn source(rule: &SecurityRule) -> Option<SourceRule> {
    let network = match &rule.remote {
        Remote::Any => everybody(rule.ether_type),
        Remote::Block(block) => block.network(),
        Remote::Group(_) => return None,
    };
    Some(SourceRule {
        network,
        action: rule.action,
    })
}

fn everybody(ether_type: EtherType) -> IpNet {
    match ether_type {
        EtherType::V4 => Ipv4Net::default().into(),
        EtherType::V6 => Ipv6Net::default().into(),
    }
}

#[cfg(test)]
mod tests {
    use hyades_types::id::{SecurityGroupId, SecurityRuleId};
    use hyades_types::time::Timestamp;

    use super::*;

    fn rule(block: Option<&str>, action: SourceAction, priority: u8) -> SecurityRule {
        let block = block.map(|block| Remote::Block(block.parse().unwrap()));
        SecurityRule {
            id: SecurityRuleId::generate(),
            group: SecurityGroupId::generate(),
            direction: Direction::Ingress,
            ether_type: EtherType::V4,
            protocol: Some("tcp".to_owned()),
            ports: Some("3306".parse().unwrap()),
            remote: block.unwrap_or(Remote::Any),
            action,
            priority,
            enabled: true,
            description: String::new(),
            created_at: Timestamp::from_millis(0),
        }
    }

    fn lets_in(rules: &[SecurityRule], address: &str) -> bool {
        SourceRule::admit(&sources(rules, 3306), address.parse().unwrap())
    }

    #[test]
    fn low_numbers_count_first_and_then_what_denies() {
        let rules = [
            rule(None, SourceAction::Allow, 50),
            rule(Some("10.1.0.0/16"), SourceAction::Deny, 50),
            rule(Some("10.1.1.1"), SourceAction::Allow, 1),
            rule(Some("10.2.0.0/16"), SourceAction::Deny, 100),
        ];
        for (address, admitted) in [
            ("10.1.1.1", true),
            ("10.1.1.2", false),
            ("10.2.0.1", true),
            ("::1", false),
        ] {
            assert_eq!(lets_in(&rules, address), admitted, "{address}");
        }
        assert!(!lets_in(&[], "10.1.1.1"));
    }

    #[test]
    fn which_rules_are_about_a_port() {
        let allow = || rule(None, SourceAction::Allow, 1);
        let with = |change: &dyn Fn(&mut SecurityRule)| {
            let mut rule = allow();
            change(&mut rule);
            lets_in(&[rule], "10.0.0.1")
        };
        assert!(with(&|_| ()));
        assert!(with(&|rule| rule.protocol = None));
        assert!(with(&|rule| rule.protocol = Some("6".to_owned())));
        assert!(with(&|rule| rule.ports = None));
        assert!(with(
            &|rule| rule.ports = Some("22,3300-3310".parse().unwrap())
        ));
        assert!(!with(&|rule| rule.ports = Some("3307".parse().unwrap())));
        assert!(!with(&|rule| rule.protocol = Some("udp".to_owned())));
        assert!(!with(&|rule| rule.direction = Direction::Egress));
        assert!(!with(&|rule| rule.enabled = false));
        assert!(!with(&|rule| rule.ether_type = EtherType::V6));
        let group = SecurityGroupId::generate();
        assert!(!with(&|rule| rule.remote = Remote::Group(group.clone())));
    }

    #[test]
    fn protocols() {
        for good in ["tcp", "udp", "icmp", "icmpv6", "0", "6", "255"] {
            assert!(is_protocol(good), "{good}");
        }
        for bad in ["", "TCP", "256", "-1", "+6", "06", "any"] {
            assert!(!is_protocol(bad), "{bad}");
        }
        assert!(has_ports("tcp") && has_ports("17") && !has_ports("icmp") && !has_ports("1"));
    }
}
