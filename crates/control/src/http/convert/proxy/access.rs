//! Access control of proxies (4.7.17, 4.7.22).

use hyades_api::wire::proxy::{AccessControlResponse, AccessRule, AccessRuleRequest, IpGroup};
use hyades_api::wire::{OneOrMany, Text};
use hyades_types::model::Proxy;
use uuid::Uuid;

use crate::app::proxy::NewAccessRule;

pub(in crate::http) fn access(proxy: &Proxy) -> AccessControlResponse {
    let access = &proxy.access;
    let rules = access.entries.iter().map(|entry| AccessRule {
        ip: entry.block.as_str().to_owned(),
        description: entry.description.clone(),
    });
    // A proxy has one list, which needs an id of its own only here.
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, proxy.id.as_str().as_bytes());
    AccessControlResponse {
        enable_ip_group: access.enabled,
        kind: access.kind.as_str().to_owned(),
        ip_group: IpGroup {
            id: id.to_string(),
            name: format!("PROXY-{}_elbIpGroup", proxy.id),
            ip_list: rules.collect(),
        },
    }
}

pub(in crate::http) fn access_rules(wire: OneOrMany<AccessRuleRequest>) -> Vec<NewAccessRule> {
    let rule = |wire: AccessRuleRequest| NewAccessRule {
        ip: wire.ip.into_string(),
        description: wire.description.map(Text::into_string),
    };
    wire.0.into_iter().map(rule).collect()
}
