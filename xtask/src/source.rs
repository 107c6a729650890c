//! The workspace's own source files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A source file, without its tests.
pub(crate) struct SourceFile {
    /// The path below the root of the workspace.
    pub(crate) path: PathBuf,
    /// Line numbers (from 1) and lines that are not test code.
    pub(crate) lines: Vec<(usize, String)>,
}

/// Every production source file of the workspace, sorted by path.
pub(crate) fn production(root: &Path) -> Result<Vec<SourceFile>> {
    let mut paths = Vec::new();
    for member in fs::read_dir(root.join("crates"))? {
        collect(&member?.path().join("src"), &mut paths)?;
    }
    collect(&root.join("xtask/src"), &mut paths)?;
    paths.sort();
    paths.iter().map(|path| read(root, path)).collect()
}

fn collect(directory: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        fs::read_dir(directory).with_context(|| format!("cannot list {}", directory.display()))?;
    for entry in entries {
        let path = entry?.path();
        if is_test(&path) {
            continue;
        }
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
    Ok(())
}

/// Whether a file or folder holds tests only, by its name.
fn is_test(path: &Path) -> bool {
    path.file_stem().is_some_and(|name| name == "tests")
}

fn read(root: &Path, path: &Path) -> Result<SourceFile> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(SourceFile {
        path: path.strip_prefix(root)?.to_owned(),
        lines: without_tests(&text),
    })
}

/// The lines of a formatted file that do not belong to an item under `#[cfg(test)]`.
fn without_tests(text: &str) -> Vec<(usize, String)> {
    let mut kept = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        if line.trim_start().starts_with("#[cfg(test)]") {
            let indent = line.len() - line.trim_start().len();
            let closing = format!("{:indent$}}}", "");
            // The item ends at a semicolon, or at a brace that stands as far in as it began.
            lines.find(|(_, line)| *line == closing || is_one_line_item(line, indent));
        } else {
            kept.push((index + 1, line.to_owned()));
        }
    }
    kept
}

fn is_one_line_item(line: &str, indent: usize) -> bool {
    line.ends_with(';') && line.len() - line.trim_start().len() == indent
}

#[cfg(test)]
mod tests {
    use super::without_tests;

    #[test]
    fn tests_are_left_out() {
        let text = "\
fn a() {}
#[cfg(test)]
mod tests;
fn b() {}

impl C {
    #[cfg(test)]
    fn d(&self) {
        let x = 1;
    }
}
#[cfg(test)]
mod more {
    #[test]
    fn e() {
        let x = 1;
    }
}
fn f() {}";
        let kept = without_tests(text);
        let kept: Vec<_> = kept.iter().map(|(n, line)| (*n, line.as_str())).collect();
        let expected = [
            (1, "fn a() {}"),
            (4, "fn b() {}"),
            (5, ""),
            (6, "impl C {"),
            (11, "}"),
            (19, "fn f() {}"),
        ];
        assert_eq!(kept, expected);
    }
}
