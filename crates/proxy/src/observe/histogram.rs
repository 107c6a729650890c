//! How long statements take, in classes.

use std::cell::Cell;
use std::time::Duration;

/// The upper bounds of the classes but the last, in microseconds; each is four times the one before.
pub(crate) const BOUNDS: [u64; 11] = [
    64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
];
/// Bits of the first bound, and by how many the bounds grow.
const FIRST: u32 = 6;
const STEP: u32 = 2;

/// Counts by class, and the sum.
#[derive(Debug, Default)]
pub(super) struct Histogram {
    classes: [Cell<u64>; BOUNDS.len() + 1],
    micros: Cell<u64>,
}

impl Histogram {
    pub(super) fn add(&self, time: Duration) {
        let micros = time.as_micros() as u64;
        if let Some(class) = self.classes.get(class(micros)) {
            class.set(class.get() + 1);
        }
        self.micros.set(self.micros.get() + micros);
    }

    /// How many there were in each class.
    pub(super) fn classes(&self) -> Vec<u64> {
        self.classes.iter().map(Cell::get).collect()
    }

    /// Microseconds of all together.
    pub(super) const fn micros(&self) -> u64 {
        self.micros.get()
    }
}

/// The first class whose bound is not passed.
fn class(micros: u64) -> usize {
    let bits = u64::BITS - micros.saturating_sub(1).leading_zeros();
    let class = bits.saturating_sub(FIRST).div_ceil(STEP);
    BOUNDS.len().min(class as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_end_at_their_bounds() {
        for (index, bound) in BOUNDS.into_iter().enumerate() {
            assert_eq!(
                (class(bound), class(bound + 1)),
                (index, index + 1),
                "{bound}"
            );
        }
        assert_eq!((class(0), class(1), class(u64::MAX)), (0, 0, BOUNDS.len()));
    }
}
