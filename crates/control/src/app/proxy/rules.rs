//! Which values the documentation allows (4.7.1, 4.7.5, 4.7.6, 4.7.9, 4.7.11, 4.7.14, 4.7.22).

use hyades_planning::proxy::flavor::ProxyFlavor;
use hyades_planning::proxy::weight;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::model::{AccessEntry, NewNodes};
use hyades_types::topology::{AccessKind, ProxyMode, Routing};

use super::NewAccessRule;
use crate::app::instance::is_name;

/// Ports that proxies cannot have (4.7.14).
const TAKEN_PORTS: &[i64] = &[
    1033, 5342, 5343, 5344, 5345, 12017, 20000, 20201, 20202, 33062, 33071,
];

/// Entries of an access list.
const MOST_ENTRIES: usize = 300;

/// Characters of a remark in an access list.
const MOST_REMARK: usize = 50;

/// What a call says of read replicas that are added later.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewNodesRequest {
    /// Whether they join; as before, if it does not say.
    pub join: Option<bool>,
    /// The read weight that they get then.
    pub weight: Option<i64>,
}

/// A proxy's name: 4 to 64 letters, digits, `-` and `_`, a letter first.
pub(super) fn name(text: &str) -> Result<String, ApiError> {
    if is_name(text) {
        return Ok(text.to_owned());
    }
    let error = ApiError::new(ErrorCode::PROXY_NAME_INVALID);
    Err(error.detail(
        "it must be 4 to 64 letters, digits, hyphens and underscores, and start with a letter",
    ))
}

/// The specification with this code or id.
pub(super) fn flavor(text: &str) -> Result<ProxyFlavor, ApiError> {
    ProxyFlavor::find(text).ok_or_else(|| {
        ApiError::new(ErrorCode::SPEC_NOT_FOUND)
            .field("flavor_ref")
            .detail("does not exist")
    })
}

/// A number of nodes within bounds.
pub(super) fn node_count(count: i64, least: i64, most: i64) -> Result<usize, ApiError> {
    if (least..=most).contains(&count) {
        return Ok(usize::try_from(count).unwrap_or(0));
    }
    Err(ApiError::new(ErrorCode::NODE_COUNT_INVALID)
        .field("node_num")
        .detail(format!("must be from {least} to {most}")))
}

pub(super) fn mode(text: Option<&str>) -> Result<ProxyMode, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(ProxyMode::ReadWrite);
    };
    text.parse().map_err(|_| {
        ApiError::new(ErrorCode::PROXY_MODE_INVALID)
            .field("proxy_mode")
            .detail("must be readwrite or readonly")
    })
}

/// The routing policy with this number, for a proxy of this mode.
pub(super) fn routing(number: i64, mode: ProxyMode) -> Result<Routing, ApiError> {
    let routing = match number {
        0 => Routing::Weighted,
        1 => Routing::LeastBusyReplica,
        2 => Routing::LeastBusy,
        _ => return Err(ApiError::parameter("route_mode", "must be 0, 1 or 2")),
    };
    if (mode, routing) == (ProxyMode::ReadOnly, Routing::LeastBusy) {
        return Err(ApiError::new(ErrorCode::PROXY_READS_FROM_PRIMARY).field("route_mode"));
    }
    Ok(routing)
}

/// What becomes of replicas that are added later. A weight is needed where it counts: the other
/// policies know in and out only.
pub(super) fn new_nodes(
    request: NewNodesRequest,
    before: NewNodes,
    routing: Routing,
    field: &str,
) -> Result<NewNodes, ApiError> {
    let join = request.join.unwrap_or(before.join);
    let turned_on = request.join == Some(true);
    let weight = match request.weight {
        Some(weight) => u16::try_from(weight)
            .ok()
            .filter(|weight| *weight <= weight::MOST)
            .ok_or_else(|| {
                ApiError::new(ErrorCode::PROXY_WEIGHT_INVALID)
                    .field(field)
                    .detail(format!("must be from 0 to {}", weight::MOST))
            })?,
        None if turned_on && routing == Routing::Weighted => {
            return Err(ApiError::new(ErrorCode::NEW_NODE_WEIGHT_MISSING).field(field));
        }
        None => before.weight,
    };
    // Switched off, the weight is not available, and what is sent of it all the same means nothing.
    let weight = if join { weight } else { before.weight };
    Ok(NewNodes { join, weight })
}

pub(super) fn port(port: i64) -> Result<u16, ApiError> {
    let allowed = (1025..=65534).contains(&port) && !TAKEN_PORTS.contains(&port);
    u16::try_from(port).ok().filter(|_| allowed).ok_or_else(|| {
        ApiError::new(ErrorCode::PROXY_PORT_INVALID)
            .field("port")
            .detail("must be from 1025 to 65534 and none of those that are taken")
    })
}

pub(super) fn access_kind(text: &str) -> Result<AccessKind, ApiError> {
    text.parse()
        .map_err(|_| ApiError::parameter("type", "must be white or black"))
}

pub(super) fn access_entries(rules: Vec<NewAccessRule>) -> Result<Vec<AccessEntry>, ApiError> {
    if rules.len() > MOST_ENTRIES {
        return Err(ApiError::parameter(
            "ip_list",
            format!("must have at most {MOST_ENTRIES} entries"),
        ));
    }
    let entries = rules.into_iter().enumerate();
    entries.map(|(place, rule)| entry(place, rule)).collect()
}

fn entry(place: usize, rule: NewAccessRule) -> Result<AccessEntry, ApiError> {
    let field = |name| format!("ip_list[{place}].{name}");
    let block = rule.ip.parse();
    let block = block
        .map_err(|_| ApiError::parameter(field("ip"), "must be an IP address or CIDR block"))?;
    let description = rule.description.unwrap_or_default();
    if description.chars().count() > MOST_REMARK || description.contains(['<', '>']) {
        return Err(ApiError::parameter(
            field("description"),
            format!("must be at most {MOST_REMARK} characters without angle brackets"),
        ));
    }
    Ok(AccessEntry { block, description })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: NewNodes = NewNodes {
        join: false,
        weight: 100,
    };

    #[test]
    fn ports() {
        for good in [1025, 3306, 65534] {
            assert!(port(good).is_ok(), "{good}");
        }
        for bad in [-1, 0, 1024, 1033, 5343, 33062, 33071, 65535, 1 << 40] {
            let error = port(bad).unwrap_err();
            assert_eq!(error.code(), ErrorCode::PROXY_PORT_INVALID, "{bad}");
        }
    }

    #[test]
    fn policies() {
        assert_eq!(
            routing(2, ProxyMode::ReadWrite).unwrap(),
            Routing::LeastBusy
        );
        let error = routing(2, ProxyMode::ReadOnly).unwrap_err();
        assert_eq!(error.code(), ErrorCode::PROXY_READS_FROM_PRIMARY);
        assert!(routing(3, ProxyMode::ReadWrite).is_err());
        assert_eq!(mode(None).unwrap(), ProxyMode::ReadWrite);
        assert!(mode(Some("writeonly")).is_err());
    }

    #[test]
    fn weights_of_new_nodes() {
        let set = |join, weight, routing| {
            let request = NewNodesRequest { join, weight };
            new_nodes(request, BEFORE, routing, "weight")
        };
        let missing = set(Some(true), None, Routing::Weighted).unwrap_err();
        assert_eq!(missing.code(), ErrorCode::NEW_NODE_WEIGHT_MISSING);
        assert!(set(Some(true), None, Routing::LeastBusy).unwrap().join);
        assert_eq!(
            set(Some(true), Some(7), Routing::Weighted).unwrap().weight,
            7
        );
        assert_eq!(
            set(Some(false), Some(7), Routing::Weighted).unwrap(),
            BEFORE
        );
        assert_eq!(set(None, None, Routing::Weighted).unwrap(), BEFORE);
        for bad in [-1, 1001] {
            let error = set(Some(true), Some(bad), Routing::Weighted).unwrap_err();
            assert_eq!(error.code(), ErrorCode::PROXY_WEIGHT_INVALID);
        }
    }

    #[test]
    fn access_lists() {
        let rule = |ip: &str, description: &str| NewAccessRule {
            ip: ip.to_owned(),
            description: Some(description.to_owned()),
        };
        let good = ["10.0.0.1", "10.0.0.0/8", "::1", "fd00::/8", " 10.0.0.2 "];
        let good = good.map(|ip| rule(ip, "a remark")).to_vec();
        let entries = access_entries(good).unwrap();
        assert_eq!(entries[0].block.network().to_string(), "10.0.0.1/32");
        assert_eq!(entries[4].block.as_str(), "10.0.0.2");
        for (bad, field) in [
            (rule("10.0.0", ""), "ip_list[0].ip"),
            (rule("10.0.0.0/33", ""), "ip_list[0].ip"),
            (rule("", ""), "ip_list[0].ip"),
            (rule("host.example", ""), "ip_list[0].ip"),
            (rule("10.0.0.1", "<b>"), "ip_list[0].description"),
            (rule("10.0.0.1", &"x".repeat(51)), "ip_list[0].description"),
        ] {
            let error = access_entries(vec![bad]).unwrap_err().to_string();
            assert!(error.contains(field), "{error}");
        }
        let list = |count| access_entries(vec![rule("10.0.0.1", ""); count]);
        assert!(list(300).is_ok() && list(301).is_err());
    }
}
