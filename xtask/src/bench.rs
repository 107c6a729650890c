//! `cargo xtask bench`: the benchmarks, which are a Python program.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

/// Becomes `bench/run` with these arguments; returns only when it cannot be started.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let program = root.join("bench").join("run");
    let error = Command::new(&program).args(arguments).exec();
    Err(error).with_context(|| format!("cannot start {}", program.display()))
}
