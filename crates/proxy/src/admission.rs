//! From which addresses clients may connect.

use std::net::IpAddr;

use hyades_types::topology::{AccessKind, AccessList, DatabaseProxy, Gateway, SourceRule};

/// Whether a gateway takes clients from an address.
pub(crate) fn to_gateway(gateway: &Gateway, address: IpAddr) -> bool {
    is_source(gateway.sources.as_deref(), address)
}

/// Whether a database proxy takes clients from an address.
pub(crate) fn to_proxy(proxy: &DatabaseProxy, address: IpAddr) -> bool {
    is_source(proxy.sources.as_deref(), address)
        && is_on_list(proxy.settings.access.as_ref(), address)
}

fn is_source(sources: Option<&[SourceRule]>, address: IpAddr) -> bool {
    sources.is_none_or(|rules| SourceRule::admit(rules, address))
}

/// Whether an access list lets an address in.
fn is_on_list(access: Option<&AccessList>, address: IpAddr) -> bool {
    let Some(access) = access else {
        return true;
    };
    let address = address.to_canonical();
    let is_listed = access
        .networks
        .iter()
        .any(|network| network.contains(&address));
    match access.kind {
        AccessKind::White => is_listed,
        AccessKind::Black => !is_listed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_lists() {
        let list = |kind| AccessList {
            kind,
            networks: vec![
                "10.1.0.0/16".parse().unwrap(),
                "fd00::1/128".parse().unwrap(),
            ],
        };
        let (white, black) = (list(AccessKind::White), list(AccessKind::Black));
        for (address, listed) in [
            ("10.1.2.3", true),
            ("::ffff:10.1.2.3", true),
            ("fd00::1", true),
            ("10.2.0.1", false),
            ("fd00::2", false),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(is_on_list(Some(&white), address), listed);
            assert_eq!(is_on_list(Some(&black), address), !listed);
            assert!(is_on_list(None, address));
        }
    }
}
