//! The MySQL that tests start.

use std::path::{Path, PathBuf};

/// Where MySQL is installed: `HYADES_ENGINE_DIR`, or the newest of what `scripts/install-mysql` has
/// put into the cache; `None`, said loudly, when there is none.
///
/// # Panics
/// If the variable is set and there is no MySQL: then these tests are meant to run.
pub(crate) fn engine() -> Option<PathBuf> {
    if let Some(configured) = std::env::var_os("HYADES_ENGINE_DIR") {
        let configured = PathBuf::from(configured);
        assert!(is_engine(&configured), "no MySQL in HYADES_ENGINE_DIR");
        return Some(configured);
    }
    let home = std::env::var_os("HOME")?;
    let cached = std::fs::read_dir(Path::new(&home).join(".cache/hyades/engines"));
    let cached = cached.into_iter().flatten();
    let found = cached
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|directory| is_engine(directory))
        .max();
    if found.is_none() {
        eprintln!("\n!!! SKIPPED: no MySQL found; run scripts/install-mysql !!!\n");
    }
    found
}

fn is_engine(directory: &Path) -> bool {
    directory.join("bin/mysqld").is_file()
}
