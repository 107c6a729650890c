//! Specifications (flavors): `gaussdb.mysql.<size>.<architecture>.<GiB per vCPU>`.

use hyades_types::engine::Resources;
use hyades_types::units::ByteSize;
use uuid::Uuid;

/// Sizes of the specification codes, and their vCPUs.
const SIZES: &[(&str, u32)] = &[
    ("medium", 1),
    ("large", 2),
    ("xlarge", 4),
    ("2xlarge", 8),
    ("4xlarge", 16),
    ("8xlarge", 32),
];

/// GiB of memory for each vCPU.
const RATIOS: &[u32] = &[1, 2, 4, 8];

/// A specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flavor {
    size: &'static str,
    vcpus: u32,
    ratio: u32,
}

impl Flavor {
    /// Every specification, smallest first.
    pub fn all() -> impl Iterator<Item = Self> {
        SIZES
            .iter()
            .flat_map(|&(size, vcpus)| RATIOS.iter().map(move |&ratio| Self { size, vcpus, ratio }))
    }

    /// The smallest specification.
    pub fn smallest() -> Self {
        Self {
            size: "medium",
            vcpus: 1,
            ratio: 1,
        }
    }

    /// The specification with this code.
    pub fn find(code: &str) -> Option<Self> {
        Self::all().find(|flavor| flavor.code() == code)
    }

    /// Its code, such as `gaussdb.mysql.medium.x86.1`.
    pub fn code(&self) -> String {
        format!(
            "gaussdb.mysql.{}.{}.{}",
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

    /// What each node gets. The buffer pool leaves room for connections and the server itself: a
    /// quarter of the smallest flavor's memory, half of up to 4 GiB, then about two thirds.
    pub fn resources(&self) -> Resources {
        let gib = u64::from(self.ram_gib());
        let buffer_pool = match gib {
            1 => ByteSize::mib(256),
            2..=4 => ByteSize::mib(gib * 512),
            _ => ByteSize::mib(gib * 660),
        };
        Resources {
            vcpus: self.vcpus,
            memory: ByteSize::gib(gib),
            buffer_pool,
            max_connections: (self.ram_gib() * 375).clamp(500, 10_000),
        }
    }
}

/// The architecture in specification codes and flavor types: `x86` or `arm`.
pub const fn architecture() -> &'static str {
    if cfg!(target_arch = "aarch64") {
        "arm"
    } else {
        "x86"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_found() {
        let mut codes: Vec<String> = Flavor::all().map(|flavor| flavor.code()).collect();
        for code in &codes {
            assert_eq!(
                Flavor::find(code).map(|flavor| flavor.code()).as_ref(),
                Some(code)
            );
        }
        let count = codes.len();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), count);
        assert!(Flavor::find("gaussdb.mysql.tiny.x86.1").is_none());
    }

    #[test]
    fn the_buffer_pool_fits_into_the_memory_and_grows() {
        let mut last = ByteSize::default();
        let mut flavors: Vec<Flavor> = Flavor::all().collect();
        flavors.sort_by_key(Flavor::ram_gib);
        for flavor in flavors {
            let resources = flavor.resources();
            assert!(resources.buffer_pool < resources.memory);
            assert!(resources.buffer_pool >= last, "{}", flavor.code());
            last = resources.buffer_pool;
        }
    }
}
