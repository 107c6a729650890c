//! Installed MySQL builds.

mod search;

use std::path::{Path, PathBuf};

use hyades_types::engine::EngineVersion;

pub(crate) use search::{Places, find};

/// One installed server build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Build {
    pub(crate) version: EngineVersion,
    pub(crate) mysqld: PathBuf,
    /// Where its parts are; `None` for a build that knows that itself.
    pub(crate) dirs: Option<Dirs>,
}

/// Directories of a build that was unpacked into a prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dirs {
    pub(crate) base: PathBuf,
    pub(crate) plugins: PathBuf,
    pub(crate) messages: PathBuf,
    pub(crate) character_sets: PathBuf,
}

impl Build {
    /// Where the build is installed; for people.
    pub(crate) fn location(&self) -> &Path {
        self.dirs.as_ref().map_or(&self.mysqld, |dirs| &dirs.base)
    }

    /// The words that this version uses for the two ends of replication.
    pub(crate) fn words(&self) -> Words {
        words(self.version)
    }
}

/// How a version spells the two ends of replication in names of options and plugins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    pub(crate) source: &'static str,
    pub(crate) replica: &'static str,
}

/// 8.0.26 renamed options, plugins and status variables.
pub(crate) fn words(version: EngineVersion) -> Words {
    if at_least(version, 8, 0, 26) {
        Words {
            source: "source",
            replica: "replica",
        }
    } else {
        Words {
            source: "master",
            replica: "slave",
        }
    }
}

/// Whether a version is this one or newer.
pub(crate) fn at_least(version: EngineVersion, major: u16, minor: u16, patch: u16) -> bool {
    version
        >= EngineVersion {
            major,
            minor,
            patch,
        }
}
