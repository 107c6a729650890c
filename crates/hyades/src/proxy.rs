//! `hyades proxy`: the data plane of this host, and a look at it.

mod record;
mod show;
mod tables;

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};

use crate::cli::GlobalArgs;
use crate::{logging, signal};
use record::RecordArgs;

/// Options of `hyades proxy`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct ProxyArgs {
    #[command(subcommand)]
    command: Option<Command>,

    /// File with the topology to serve
    #[arg(long, value_name = "FILE", required = true)]
    snapshot: Option<PathBuf>,

    /// Unix socket for commands
    #[arg(long, value_name = "SOCKET", required = true)]
    control_socket: Option<PathBuf>,

    #[command(flatten)]
    record: RecordArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Look at the proxy processes of this host
    Show(show::ShowArgs),
}

/// Serves until it is told to end, or shows what those that serve are doing.
pub(crate) async fn run(args: ProxyArgs, global: &GlobalArgs) -> anyhow::Result<()> {
    if let Some(Command::Show(args)) = args.command {
        return show::run(&args, global).await;
    }
    logging::start();
    let end = signal::end().context("cannot catch signals")?;
    let (snapshot, control_socket) = args
        .snapshot
        .zip(args.control_socket)
        .context("--snapshot and --control-socket are required")?;
    let mut options = hyades_proxy::Options::new(snapshot, control_socket);
    options.record = args.record.options();
    Ok(hyades_proxy::run(options, end).await?)
}
