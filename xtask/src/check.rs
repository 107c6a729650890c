//! `cargo xtask check`: rules of the codebase that the compiler does not hold.

mod contract;
mod layers;
mod process;
mod size;
mod table;

use std::path::Path;

use anyhow::{Result, bail};

use crate::{openapi, source};

/// Runs every check, prints every problem, and fails if there is one.
pub(crate) fn run(root: &Path) -> Result<()> {
    let files = source::production(root)?;
    let sizes = size::Sizes::of(&files);
    println!("{sizes}");

    let mut problems = layers::problems(&layers::metadata(root)?)?;
    problems.extend(process::problems(&files));
    problems.extend(sizes.problems());
    problems.extend(table::problems());
    problems.extend(contract::problems(root)?);
    problems.extend(openapi::check(root).err().map(|error| format!("{error:#}")));
    if problems.is_empty() {
        return Ok(());
    }
    for problem in &problems {
        eprintln!("{problem}");
    }
    bail!("{} problem(s)", problems.len())
}
