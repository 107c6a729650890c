//! `docs/openapi.json`: generated from the endpoint table, checked in, held equal.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use hyades_api::implemented::IMPLEMENTED;

fn path(root: &Path) -> PathBuf {
    root.join("docs/openapi.json")
}

fn document() -> Result<String> {
    let document = hyades_api::openapi::openapi(IMPLEMENTED);
    Ok(document.to_pretty_json()? + "\n")
}

/// Writes the document.
pub(crate) fn write(root: &Path) -> Result<()> {
    let path = path(root);
    fs::write(&path, document()?).with_context(|| format!("cannot write {}", path.display()))
}

/// Fails if the document is not what would be written.
pub(crate) fn check(root: &Path) -> Result<()> {
    let path = path(root);
    let found =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    ensure!(
        found == document()?,
        "docs/openapi.json is not up to date: run `cargo xtask openapi`"
    );
    Ok(())
}
