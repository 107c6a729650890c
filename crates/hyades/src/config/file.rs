//! The configuration file.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use ipnet::IpNet;
use serde::Deserialize;

/// What a configuration file can say. Words it does not know are refused: a mistyped setting that
/// had no effect would be worse.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub(super) data_dir: Option<PathBuf>,
    pub(super) listen: Option<SocketAddr>,
    pub(super) tls: bool,
    pub(super) region: Option<String>,
    pub(super) availability_zones: Option<Vec<String>>,
    pub(super) engine_dir: Option<PathBuf>,
    pub(super) quickstart: bool,
    pub(super) metrics_listen: Option<SocketAddr>,
    pub(super) network: Network,
    pub(super) capacity: Capacity,
}

/// `[network]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Network {
    pub(super) cidr: Option<IpNet>,
    pub(super) eip_cidr: Option<IpNet>,
}

/// `[capacity]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Capacity {
    pub(super) overcommit: Option<f64>,
}

impl File {
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the configuration file {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("in {}", path.display()))
    }
}
