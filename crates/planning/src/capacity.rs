//! Whether the hosts can carry more nodes.

use hyades_types::engine::Resources;
use hyades_types::units::ByteSize;

/// What a host offers to nodes, and what nodes have been promised of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Capacity {
    /// Processors of the host.
    pub vcpus: u32,
    /// Physical memory of the host.
    pub memory: ByteSize,
    /// How many times the memory may be promised (`capacity.overcommit`).
    pub overcommit: f64,
    /// Memory promised to the nodes that there are.
    pub promised: ByteSize,
}

/// Whether nodes of a flavor can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Yes.
    Fits,
    /// Not now: other nodes have the memory.
    SoldOut,
    /// Never on this host: it is too small for even one.
    Unsupported,
}

impl Capacity {
    /// Whether `count` nodes of these resources can be had.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "memory sizes are far below 2^52 bytes and never negative"
    )]
    pub fn fit(&self, resources: &Resources, count: u32) -> Fit {
        let offered = (self.memory.as_bytes() as f64 * self.overcommit.max(0.0)) as u64;
        let each = resources.memory.as_bytes();
        if resources.vcpus > self.vcpus || each > offered {
            return Fit::Unsupported;
        }
        let wanted = each.saturating_mul(u64::from(count));
        let left = offered.saturating_sub(self.promised.as_bytes());
        if wanted > left {
            Fit::SoldOut
        } else {
            Fit::Fits
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flavor::Flavor;

    fn capacity(promised_gib: u64) -> Capacity {
        Capacity {
            vcpus: 2,
            memory: ByteSize::gib(8),
            overcommit: 1.0,
            promised: ByteSize::gib(promised_gib),
        }
    }

    #[test]
    fn fits_until_the_memory_is_promised() {
        let small = Flavor::smallest().resources();
        assert_eq!(capacity(0).fit(&small, 8), Fit::Fits);
        assert_eq!(capacity(0).fit(&small, 9), Fit::SoldOut);
        assert_eq!(capacity(8).fit(&small, 1), Fit::SoldOut);
        let twice = Capacity {
            overcommit: 2.0,
            ..capacity(8)
        };
        assert_eq!(twice.fit(&small, 8), Fit::Fits);
    }

    #[test]
    fn a_flavor_bigger_than_the_host_is_unsupported() {
        let mut large = Flavor::smallest().resources();
        large.vcpus = 4;
        assert_eq!(capacity(0).fit(&large, 1), Fit::Unsupported);
        let mut fat = Flavor::smallest().resources();
        fat.memory = ByteSize::gib(9);
        assert_eq!(capacity(0).fit(&fat, 1), Fit::Unsupported);
    }
}
