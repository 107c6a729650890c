//! Specifications of proxies: `gaussdb.proxy.<size>.<architecture>.<GiB per vCPU>`.

use uuid::Uuid;

use crate::capacity::{Capacity, Fit};
use crate::flavor::architecture;

/// Sizes of the specification codes, and their vCPUs.
const SIZES: &[(&str, u32)] = &[
    ("large", 2),
    ("xlarge", 4),
    ("2xlarge", 8),
    ("4xlarge", 16),
    ("8xlarge", 32),
];

/// GiB of memory for each vCPU.
const RATIOS: &[u32] = &[2, 4];

/// Client connections for each GiB: 2,500 per vCPU with 2 GiB each.
const CONNECTIONS_PER_GIB: u32 = 1250;

/// A specification of a proxy's nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProxyFlavor {
    size: &'static str,
    vcpus: u32,
    ratio: u32,
}

impl ProxyFlavor {
    /// Every specification, smallest first.
    pub fn all() -> impl Iterator<Item = Self> {
        SIZES
            .iter()
            .flat_map(|&(size, vcpus)| RATIOS.iter().map(move |&ratio| Self { size, vcpus, ratio }))
    }

    /// The specification with this code, or with this id (4.7.7 speaks of one and shows the other).
    pub fn find(text: &str) -> Option<Self> {
        Self::all().find(|flavor| flavor.code() == text || flavor.id().to_string() == text)
    }

    /// Its code, such as `gaussdb.proxy.large.x86.2`.
    pub fn code(&self) -> String {
        format!(
            "gaussdb.proxy.{}.{}.{}",
            self.size,
            architecture(),
            self.ratio
        )
    }

    /// Its id: the same on every deployment.
    pub fn id(&self) -> Uuid {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, self.code().as_bytes())
    }

    /// vCPUs of each node.
    pub const fn vcpus(&self) -> u32 {
        self.vcpus
    }

    /// Memory of each node, in GiB.
    pub const fn ram_gib(&self) -> u32 {
        self.vcpus * self.ratio
    }

    /// Client connections that each node takes.
    pub const fn max_connections(&self) -> u32 {
        self.ram_gib() * CONNECTIONS_PER_GIB
    }

    /// Whether the host can carry such nodes.
    ///
    /// Only its size counts: a node takes memory for the connections that it has, some kilobytes
    /// each, so that nothing has to be promised to it.
    pub fn fit(&self, host: &Capacity) -> Fit {
        let memory = u64::from(self.ram_gib()) << 30;
        if self.vcpus <= host.vcpus && memory <= host.memory.as_bytes() {
            Fit::Fits
        } else {
            Fit::Unsupported
        }
    }
}

#[cfg(test)]
mod tests {
    use hyades_types::units::ByteSize;

    use super::*;

    #[test]
    fn codes_and_ids_are_unique_and_found() {
        let all: Vec<ProxyFlavor> = ProxyFlavor::all().collect();
        for flavor in &all {
            assert_eq!(ProxyFlavor::find(&flavor.code()), Some(*flavor));
            assert_eq!(ProxyFlavor::find(&flavor.id().to_string()), Some(*flavor));
        }
        let mut codes: Vec<String> = all.iter().map(ProxyFlavor::code).collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), all.len());
        assert_eq!(ProxyFlavor::find("gaussdb.proxy.large.x86.3"), None);
    }

    #[test]
    fn what_a_specification_gives() {
        let large = ProxyFlavor::all().next().unwrap();
        assert_eq!((large.vcpus(), large.ram_gib()), (2, 4));
        assert_eq!(large.max_connections(), 5000);
        let host = |vcpus, gib| Capacity {
            vcpus,
            memory: ByteSize::gib(gib),
            overcommit: 1.0,
            promised: ByteSize::gib(gib),
        };
        assert_eq!(large.fit(&host(2, 4)), Fit::Fits);
        assert_eq!(large.fit(&host(1, 4)), Fit::Unsupported);
        assert_eq!(large.fit(&host(2, 3)), Fit::Unsupported);
    }
}
