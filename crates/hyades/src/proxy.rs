//! `hyades proxy`: the data plane of this host.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::{logging, signal};

/// Options of `hyades proxy`.
#[derive(Debug, Args)]
pub(crate) struct ProxyArgs {
    /// File with the topology to serve
    #[arg(long, value_name = "FILE")]
    snapshot: PathBuf,

    /// Unix socket for commands
    #[arg(long, value_name = "SOCKET")]
    control_socket: PathBuf,
}

/// Serves until it is told to end.
pub(crate) async fn run(args: ProxyArgs) -> anyhow::Result<()> {
    logging::start();
    let end = signal::end().context("cannot catch signals")?;
    let options = hyades_proxy::Options::new(args.snapshot, args.control_socket);
    Ok(hyades_proxy::run(options, end).await?)
}
