//! The budget for file sizes: production lines, comments and blank lines included.

use std::fmt;

use crate::source::SourceFile;

/// No file is longer.
const MOST: usize = 800;

/// 95 of 100 files are shorter.
const P95: usize = 500;

/// The sizes of all files, smallest first.
pub(super) struct Sizes(Vec<(usize, String)>);

impl Sizes {
    /// Counts.
    pub(super) fn of(files: &[SourceFile]) -> Self {
        let size = |file: &SourceFile| (file.lines.len(), file.path.display().to_string());
        let mut sizes: Vec<_> = files.iter().map(size).collect();
        sizes.sort();
        Self(sizes)
    }

    /// What is over the budget.
    pub(super) fn problems(&self) -> Vec<String> {
        let over = self.0.iter().filter(|(lines, _)| *lines > MOST);
        let mut problems: Vec<_> = over
            .map(|(lines, path)| format!("{path}: {lines} lines, more than {MOST}"))
            .collect();
        let p95 = self.percentile(95).0;
        if p95 >= P95 {
            problems.push(format!(
                "the 95th percentile of file sizes is {p95}, not below {P95}"
            ));
        }
        problems
    }

    /// The file that `percent` of 100 files are not longer than.
    fn percentile(&self, percent: usize) -> (usize, &str) {
        let rank = (self.0.len() * percent).div_ceil(100);
        match self.0.get(rank.saturating_sub(1)) {
            Some((lines, path)) => (*lines, path),
            None => (0, "none"),
        }
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (largest, path) = self.percentile(100);
        write!(
            f,
            "{} files: median {} lines, p95 {}, largest {largest} ({path})",
            self.0.len(),
            self.percentile(50).0,
            self.percentile(95).0,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(lines: &[usize]) -> Sizes {
        Sizes(
            lines
                .iter()
                .map(|lines| (*lines, format!("{lines}.rs")))
                .collect(),
        )
    }

    #[test]
    fn figures() {
        let shown = sizes(&[10, 20, 30, 40]).to_string();
        assert_eq!(
            shown,
            "4 files: median 20 lines, p95 40, largest 40 (40.rs)"
        );
        assert!(sizes(&[10, 20, 30, 499]).problems().is_empty());
        assert!(sizes(&[]).problems().is_empty());
    }

    #[test]
    fn over_budget() {
        let problems = sizes(&[10, 801]).problems();
        let expected = [
            "801.rs: 801 lines, more than 800",
            "the 95th percentile of file sizes is 801, not below 500",
        ];
        assert_eq!(problems, expected);
    }
}
