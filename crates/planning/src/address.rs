//! Which addresses of a subnet are free.

use std::collections::HashSet;
use std::net::IpAddr;

use ipnet::IpNet;

/// Whether an address of a subnet can be given out: not the network's own, not its first host address
/// (by custom the router's), not the broadcast address.
pub fn is_for_hosts(subnet: &IpNet, address: IpAddr) -> bool {
    let special = [
        Some(subnet.network()),
        Some(subnet.broadcast()),
        subnet.hosts().next(),
    ];
    subnet.contains(&address) && !special.contains(&Some(address))
}

/// The `count` lowest free addresses of a subnet, or how many there are when they do not suffice.
///
/// The network's own address, its first host address (by custom the router's) and the broadcast
/// address are never given out.
///
/// # Errors
/// The number of free addresses, when that is below `count`.
pub fn choose(subnet: &IpNet, used: &HashSet<IpAddr>, count: usize) -> Result<Vec<IpAddr>, usize> {
    let free: Vec<IpAddr> = subnet
        .hosts()
        .skip(1)
        .filter(|address| !used.contains(address))
        .take(count)
        .collect();
    if free.len() == count {
        Ok(free)
    } else {
        Err(free.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_free_ones() {
        let subnet: IpNet = "127.77.0.0/16".parse().unwrap();
        let used = HashSet::from(["127.77.0.3".parse().unwrap()]);
        let chosen = choose(&subnet, &used, 2).unwrap();
        let expected: Vec<IpAddr> =
            vec!["127.77.0.2".parse().unwrap(), "127.77.0.4".parse().unwrap()];
        assert_eq!(chosen, expected);
    }

    #[test]
    fn special_addresses_are_nobodys() {
        let subnet: IpNet = "127.77.0.0/29".parse().unwrap();
        let is_for_hosts = |address: &str| is_for_hosts(&subnet, address.parse().unwrap());
        assert!(is_for_hosts("127.77.0.2") && is_for_hosts("127.77.0.6"));
        for bad in [
            "127.77.0.0",
            "127.77.0.1",
            "127.77.0.7",
            "127.77.0.8",
            "::1",
        ] {
            assert!(!is_for_hosts(bad), "{bad}");
        }
    }

    #[test]
    fn a_full_subnet_says_how_many_are_left() {
        let subnet: IpNet = "127.77.0.0/29".parse().unwrap();
        assert_eq!(choose(&subnet, &HashSet::new(), 6), Err(5));
        assert_eq!(
            choose(&subnet, &HashSet::new(), 5).map(|list| list.len()),
            Ok(5)
        );
    }
}
