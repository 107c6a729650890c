//! How deep the semicolons of a stored program are.

/// Counts `BEGIN … END` and `CASE … END`. Loops and `IF` end with two words and need no counting.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Blocks {
    depth: usize,
    after_end: bool,
}

impl Blocks {
    /// Whether a semicolon belongs to the program.
    pub(super) fn open(self) -> bool {
        self.depth > 0
    }

    pub(super) fn word(&mut self, word: &[u8]) {
        let after_end = std::mem::take(&mut self.after_end);
        let is = |keyword: &[u8]| word.eq_ignore_ascii_case(keyword);
        let begins = if after_end {
            is(b"if") || is(b"loop") || is(b"while") || is(b"repeat")
        } else {
            is(b"case")
        };
        if is(b"end") {
            self.depth = self.depth.saturating_sub(1);
            self.after_end = true;
        } else if begins || is(b"begin") {
            // `END IF` has been taken for the end of a block, which this takes back.
            self.depth += 1;
        }
    }
}
