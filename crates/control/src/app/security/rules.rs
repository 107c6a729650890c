//! Which values groups and their rules may have.

use std::str::FromStr;

use hyades_planning::security;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::SecurityRuleId;
use hyades_types::model::{Direction, EtherType, Remote, SecurityRule};
use hyades_types::net::{AddressBlock, Ports};
use hyades_types::time::Timestamp;
use hyades_types::topology::SourceAction;
use ipnet::IpNet;

use super::NewRule;

/// The priority of rules that count after all others.
pub(super) const LAST: u8 = 100;

/// Characters of a name.
const MOST_NAME: usize = 64;

/// Characters of a remark.
const MOST_REMARK: usize = 255;

/// A group's name.
pub(super) fn name(text: &str) -> Result<String, ApiError> {
    let length = text.chars().count();
    let is_good = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    if (1..=MOST_NAME).contains(&length) && text.chars().all(is_good) {
        return Ok(text.to_owned());
    }
    Err(ApiError::parameter(
        "security_group.name",
        format!("must be 1 to {MOST_NAME} letters, digits, underscores, hyphens and periods"),
    ))
}

/// A remark.
pub(super) fn description(text: Option<String>, field: &str) -> Result<String, ApiError> {
    let text = text.unwrap_or_default();
    if text.chars().count() > MOST_REMARK || text.contains(['<', '>']) {
        return Err(ApiError::parameter(
            field,
            format!("must be at most {MOST_REMARK} characters without angle brackets"),
        ));
    }
    Ok(text)
}

/// The rule that a request asks for.
pub(super) fn checked(new: &NewRule) -> Result<SecurityRule, ApiError> {
    let group = new.group.parse().map_err(|_| {
        ApiError::new(ErrorCode::SECURITY_GROUP_INVALID)
            .field(field("security_group_id"))
            .detail("is not an id")
    })?;
    let ether_type = word(new.ether_type.as_deref(), EtherType::V4);
    let ether_type = ether_type.ok_or_else(|| bad("ethertype", "must be IPv4 or IPv6"))?;
    let protocol = protocol(new, ether_type)?;
    let action = word(new.action.as_deref(), SourceAction::Allow);
    Ok(SecurityRule {
        id: SecurityRuleId::generate(),
        group,
        direction: Direction::from_str(&new.direction)
            .map_err(|_| bad("direction", "must be ingress or egress"))?,
        ether_type,
        ports: ports(new, protocol.as_deref())?,
        protocol,
        remote: remote(new, ether_type)?,
        action: action.ok_or_else(|| bad("action", "must be allow or deny"))?,
        priority: priority(new.priority)?,
        enabled: new.enabled.unwrap_or(true),
        description: description(new.description.clone(), &field("description"))?,
        created_at: Timestamp::now(),
    })
}

/// What is not there, or empty, is the default.
fn word<T: FromStr>(text: Option<&str>, default: T) -> Option<T> {
    given(text).map_or(Some(default), |text| text.parse().ok())
}

fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn protocol(new: &NewRule, ether_type: EtherType) -> Result<Option<String>, ApiError> {
    let Some(protocol) = given(new.protocol.as_deref()) else {
        return Ok(None);
    };
    let protocol = protocol.to_ascii_lowercase();
    if !security::is_protocol(&protocol) {
        let why = "must be tcp, udp, icmp, icmpv6 or a number from 0 to 255";
        return Err(bad("protocol", why));
    }
    let other = match ether_type {
        EtherType::V4 => "icmpv6",
        EtherType::V6 => "icmp",
    };
    if protocol == other {
        return Err(bad("protocol", "is of the other version of IP"));
    }
    Ok(Some(protocol))
}

fn ports(new: &NewRule, protocol: Option<&str>) -> Result<Option<Ports>, ApiError> {
    let Some(ports) = given(new.ports.as_deref()) else {
        return Ok(None);
    };
    if protocol.is_some_and(|protocol| !security::has_ports(protocol)) {
        return Err(bad("multiport", "is for tcp and udp only"));
    }
    let ports = ports.parse().map_err(|_| {
        bad(
            "multiport",
            "must be ports from 1 to 65535, such as 22,3306-3310",
        )
    })?;
    Ok(Some(ports))
}

fn remote(new: &NewRule, ether_type: EtherType) -> Result<Remote, ApiError> {
    let block = given(new.remote_block.as_deref());
    let group = given(new.remote_group.as_deref());
    match (block, group) {
        (None, None) => Ok(Remote::Any),
        (Some(_), Some(_)) => Err(bad(
            "remote_group_id",
            "cannot stand beside remote_ip_prefix",
        )),
        (None, Some(group)) => {
            let group = group.parse();
            let group = group.map_err(|_| bad("remote_group_id", "is not an id"))?;
            Ok(Remote::Group(group))
        }
        (Some(block), None) => {
            let is_right = |block: &AddressBlock| match block.network() {
                IpNet::V4(_) => ether_type == EtherType::V4,
                IpNet::V6(_) => ether_type == EtherType::V6,
            };
            let block = block.parse().ok().filter(is_right).ok_or_else(|| {
                let version = ether_type.as_str();
                bad(
                    "remote_ip_prefix",
                    &format!("must be an {version} address or CIDR block"),
                )
            })?;
            Ok(Remote::Block(block))
        }
    }
}

/// The documentation's default; the SDK's remarks say 100.
fn priority(number: Option<i64>) -> Result<u8, ApiError> {
    let number = u8::try_from(number.unwrap_or(1)).ok();
    number
        .filter(|number| (1..=LAST).contains(number))
        .ok_or_else(|| bad("priority", "must be from 1 to 100"))
}

fn field(name: &str) -> String {
    format!("security_group_rule.{name}")
}

fn bad(name: &str, why: &str) -> ApiError {
    ApiError::parameter(field(name), why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new() -> NewRule {
        NewRule {
            group: "12345678-1234-1234-1234-1234567890ab".to_owned(),
            direction: "ingress".to_owned(),
            ether_type: None,
            protocol: None,
            ports: None,
            remote_block: None,
            remote_group: None,
            action: None,
            priority: None,
            enabled: None,
            description: None,
        }
    }

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn what_is_not_said_is_the_default() {
        let rule = checked(&new()).unwrap();
        assert_eq!(rule.ether_type, EtherType::V4);
        assert_eq!(
            (rule.protocol, rule.ports, rule.remote),
            (None, None, Remote::Any)
        );
        assert_eq!(
            (rule.action, rule.priority, rule.enabled),
            (SourceAction::Allow, 1, true)
        );
        let rule = checked(&NewRule {
            ether_type: text("IPv6"),
            protocol: text("TCP"),
            ports: text("3306"),
            remote_block: text("fd00::/8"),
            action: text("deny"),
            priority: Some(100),
            enabled: Some(false),
            ..new()
        });
        let rule = rule.unwrap();
        assert_eq!(rule.protocol.as_deref(), Some("tcp"));
        assert_eq!(
            (rule.action, rule.priority, rule.enabled),
            (SourceAction::Deny, 100, false)
        );
    }

    #[test]
    fn bad_rules_name_the_field() {
        let group = text("12345678-1234-1234-1234-1234567890ab");
        #[rustfmt::skip]
        let bad = [
            (NewRule { group: "x".to_owned(), ..new() }, "security_group_id"),
            (NewRule { direction: "in".to_owned(), ..new() }, "direction"),
            (NewRule { ether_type: text("ipv4"), ..new() }, "ethertype"),
            (NewRule { protocol: text("any"), ..new() }, "protocol"),
            (NewRule { protocol: text("icmpv6"), ..new() }, "protocol"),
            (NewRule { ports: text("0"), ..new() }, "multiport"),
            (NewRule { protocol: text("icmp"), ports: text("1"), ..new() }, "multiport"),
            (NewRule { remote_block: text("host"), ..new() }, "remote_ip_prefix"),
            (NewRule { remote_block: text("fd00::/8"), ..new() }, "remote_ip_prefix"),
            (NewRule { remote_block: text("10.0.0.1"), remote_group: group, ..new() }, "remote_group_id"),
            (NewRule { remote_group: text("x"), ..new() }, "remote_group_id"),
            (NewRule { action: text("drop"), ..new() }, "action"),
            (NewRule { priority: Some(0), ..new() }, "priority"),
            (NewRule { priority: Some(101), ..new() }, "priority"),
            (NewRule { description: text("<b>"), ..new() }, "description"),
        ];
        for (new, field) in bad {
            let error = checked(&new).unwrap_err().to_string();
            assert!(
                error.contains(&format!("security_group_rule.{field} ")),
                "{error}"
            );
        }
    }

    #[test]
    fn names() {
        for good in ["a", "web_1-a.b", &"x".repeat(64)] {
            assert!(name(good).is_ok(), "{good}");
        }
        for bad in ["", "a b", "a<b", &"x".repeat(65)] {
            assert!(name(bad).is_err(), "{bad}");
        }
    }
}
