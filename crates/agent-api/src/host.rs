//! What a host has.

use hyades_types::engine::EngineVersion;
use hyades_types::units::ByteSize;
use serde::{Deserialize, Serialize};

/// The machine that an agent acts on, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostFacts {
    /// Processors that the operating system offers.
    pub vcpus: u32,
    /// Physical memory.
    pub memory_total: ByteSize,
    /// Memory that can be used without swapping.
    pub memory_available: ByteSize,
    /// Size of the file system with the data directory.
    pub disk_total: ByteSize,
    /// Free space there.
    pub disk_available: ByteSize,
    /// Whether the host's control groups can be written, so that CPU and memory limits are real.
    pub limits_enforced: bool,
    /// Installed MySQL builds, oldest first.
    pub engines: Vec<EngineBuild>,
}

/// An installed MySQL server build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineBuild {
    /// What `mysqld --version` says.
    pub version: EngineVersion,
    /// Where it is installed; for people.
    pub location: String,
}
