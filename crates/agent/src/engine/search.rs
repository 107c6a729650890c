//! Finding installed builds: the configured directory, `engines/` in the data directory, a mysqld
//! on the search path.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use hyades_types::engine::{EngineVersion, OLDEST_VERSION};
use serde::Deserialize;

use super::{Build, Dirs};

/// Where to look.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    pub(crate) configured: Option<PathBuf>,
    pub(crate) engines: PathBuf,
    /// The value of `PATH`.
    pub(crate) path: std::ffi::OsString,
}

/// `engine.json` of a prefix; paths are relative to it.
#[derive(Debug, Deserialize)]
struct Manifest {
    version: EngineVersion,
    mysqld: PathBuf,
    basedir: PathBuf,
    plugin_dir: PathBuf,
    lc_messages_dir: PathBuf,
    character_sets_dir: PathBuf,
}

/// All builds that can be used, oldest first. Of two with the same version the first found counts.
pub(crate) async fn find(places: &Places) -> Vec<Build> {
    let mut found: Vec<Build> = Vec::new();
    for prefix in prefixes(places) {
        match read_prefix(&prefix) {
            Some(build) => add(&mut found, build),
            None => tracing::warn!(prefix = %prefix.display(), "no usable MySQL build"),
        }
    }
    for mysqld in on_path(&places.path) {
        if let Some(version) = ask_version(&mysqld).await {
            add(
                &mut found,
                Build {
                    version,
                    mysqld,
                    dirs: None,
                },
            );
        }
    }
    found.sort_by_key(|build| build.version);
    found
}

fn add(found: &mut Vec<Build>, build: Build) {
    let known = found.iter().any(|other| other.version == build.version);
    if !known && build.version >= OLDEST_VERSION {
        found.push(build);
    }
}

/// The configured directory may be a prefix or hold several.
fn prefixes(places: &Places) -> Vec<PathBuf> {
    places
        .configured
        .iter()
        .chain([&places.engines])
        .flat_map(|dir| prefixes_of(dir))
        .collect()
}

fn prefixes_of(dir: &Path) -> Vec<PathBuf> {
    if dir.join(MANIFEST).is_file() {
        return vec![dir.to_owned()];
    }
    let Ok(entries) = fs::read_dir(dir) else {
        return Vec::new();
    };
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join(MANIFEST).is_file() && !is_hidden(path))
        .collect()
}

const MANIFEST: &str = "engine.json";

/// Unfinished installations have hidden names.
fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn read_prefix(prefix: &Path) -> Option<Build> {
    let prefix = fs::canonicalize(prefix).ok()?;
    let manifest: Manifest = serde_json::from_slice(&fs::read(prefix.join(MANIFEST)).ok()?).ok()?;
    let mysqld = prefix.join(&manifest.mysqld);
    // `components` drops the trailing dot of a base directory that is the prefix itself.
    let dir = |path: &Path| prefix.join(path).components().collect::<PathBuf>();
    mysqld.is_file().then(|| Build {
        version: manifest.version,
        mysqld,
        dirs: Some(Dirs {
            base: dir(&manifest.basedir),
            plugins: dir(&manifest.plugin_dir),
            messages: dir(&manifest.lc_messages_dir),
            character_sets: dir(&manifest.character_sets_dir),
        }),
    })
}

fn on_path(path: &std::ffi::OsStr) -> Vec<PathBuf> {
    std::env::split_paths(path)
        .chain(["/usr/sbin".into(), "/usr/local/sbin".into()])
        .map(|dir| dir.join("mysqld"))
        .filter(|mysqld| mysqld.is_file())
        .collect()
}

async fn ask_version(mysqld: &Path) -> Option<EngineVersion> {
    let asked = tokio::process::Command::new(mysqld)
        .arg("--version")
        .env_clear()
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(Duration::from_secs(10), asked)
        .await
        .ok()?
        .ok()?;
    parse_version(&String::from_utf8_lossy(&output.stdout))
}

/// The version in a line such as `/usr/sbin/mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))`;
/// `None` for MariaDB.
fn parse_version(line: &str) -> Option<EngineVersion> {
    if line.contains("MariaDB") {
        return None;
    }
    let (_, rest) = line.split_once("Ver ")?;
    rest.trim_start().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_mysql_and_not_of_mariadb() {
        let mysql = "/usr/sbin/mysqld  Ver 8.0.36-0ubuntu0.22.04.1 for Linux on x86_64 ((Ubuntu))";
        assert_eq!(parse_version(mysql).unwrap().to_string(), "8.0.36");
        let maria = "mysqld  Ver 10.11.6-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64";
        assert_eq!(parse_version(maria), None);
        assert_eq!(parse_version("garbage"), None);
    }

    fn install(dir: &Path, version: &str) {
        fs::create_dir_all(dir.join("bin")).unwrap();
        fs::write(dir.join("bin/mysqld"), b"").unwrap();
        let manifest = format!(
            r#"{{"version":"{version}","mysqld":"bin/mysqld","basedir":".","plugin_dir":"lib/plugin",
            "lc_messages_dir":"share","character_sets_dir":"share/charsets"}}"#
        );
        fs::write(dir.join(MANIFEST), manifest).unwrap();
    }

    #[tokio::test]
    async fn prefixes_are_found_oldest_first_and_too_old_ones_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(dir.path()).unwrap();
        install(&root.join("configured/b"), "9.7.4");
        install(&root.join("configured/a"), "8.4.1");
        install(&root.join("configured/.a.tmp"), "8.4.2");
        install(&root.join("engines/old"), "8.0.21");
        install(&root.join("engines/same"), "9.7.4");
        let places = Places {
            configured: Some(root.join("configured")),
            engines: root.join("engines"),
            path: "".into(),
        };
        let found = find(&places).await;
        let mysql: Vec<_> = found.iter().filter(|build| build.dirs.is_some()).collect();
        assert_eq!(mysql.len(), 2);
        assert_eq!(mysql[0].version.to_string(), "8.4.1");
        assert_eq!(mysql[1].location(), root.join("configured/b"));

        let one = Places {
            configured: Some(root.join("configured/a")),
            ..Places::default()
        };
        assert_eq!(prefixes(&one), vec![root.join("configured/a")]);
    }

    #[tokio::test]
    async fn mariadb_on_the_path_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("mysqld");
        fs::write(
            &program,
            "#!/bin/sh\necho 'mysqld  Ver 10.11.6-MariaDB for Linux'\n",
        )
        .unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(ask_version(&program).await, None);
    }
}
