//! Sizes with their unit in the type.

use serde::{Deserialize, Serialize};

/// A number of bytes.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ByteSize(u64);

impl ByteSize {
    /// A number of bytes.
    pub const fn bytes(bytes: u64) -> Self {
        Self(bytes)
    }

    /// A number of mebibytes (2^20 bytes).
    pub const fn mib(mib: u64) -> Self {
        Self(mib << 20)
    }

    /// A number of gibibytes (2^30 bytes).
    pub const fn gib(gib: u64) -> Self {
        Self(gib << 30)
    }

    /// In bytes.
    pub const fn as_bytes(self) -> u64 {
        self.0
    }

    /// In whole mebibytes, rounded down.
    pub const fn as_mib(self) -> u64 {
        self.0 >> 20
    }

    /// In gibibytes.
    #[expect(clippy::cast_precision_loss, reason = "shown with two decimals")]
    pub fn as_gib_f64(self) -> f64 {
        self.0 as f64 / f64::from(1u32 << 30)
    }
}
