//! Which addresses of a subnet are free.

use std::collections::HashSet;
use std::net::IpAddr;

use ipnet::IpNet;

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
    fn a_full_subnet_says_how_many_are_left() {
        let subnet: IpNet = "127.77.0.0/29".parse().unwrap();
        assert_eq!(choose(&subnet, &HashSet::new(), 6), Err(5));
        assert_eq!(
            choose(&subnet, &HashSet::new(), 5).map(|list| list.len()),
            Ok(5)
        );
    }
}
