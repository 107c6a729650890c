//! Reading the snapshot file.

use std::io;
use std::path::Path;

use hyades_types::topology::TopologySnapshot;

use crate::topology::{SharedEndpoint, Topology};

/// Why a snapshot file is not served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot read the snapshot: {0}")]
    Unreadable(io::Error),
    #[error("the snapshot is broken: {0}")]
    Broken(serde_json::Error),
    #[error("the snapshot is broken: {0}")]
    SharedEndpoint(SharedEndpoint),
    #[error("the snapshot differs from the one served, but has its epoch {0}")]
    Conflict(u64),
}

/// Reads the file. `None` when there is none: nothing was ever to be served.
pub(crate) async fn read(file: &Path) -> Result<Option<Topology>, Error> {
    let text = match tokio::fs::read(file).await {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::Unreadable(error)),
    };
    let snapshot: TopologySnapshot = serde_json::from_slice(&text).map_err(Error::Broken)?;
    Topology::try_from(snapshot)
        .map(Some)
        .map_err(Error::SharedEndpoint)
}
