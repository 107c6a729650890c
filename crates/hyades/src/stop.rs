//! `hyades stop`: ends the databases of a data directory, with or without a control plane.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use hyades_agent::{Purpose, Stopped};

/// Options of `hyades stop`.
#[derive(Debug, Args)]
pub(crate) struct StopArgs {
    /// Stop every database server and every proxy
    #[arg(long, required = true)]
    all: bool,

    /// Directory with everything that the deployment keeps
    #[arg(long, env = "HYADES_DATA_DIR", value_name = "DIR")]
    data_dir: PathBuf,

    /// How long a server may take before it is killed, in seconds
    #[arg(long, default_value_t = 60, value_name = "SECONDS")]
    timeout: u64,
}

/// Stops everything, and says what.
pub(crate) async fn run(args: &StopArgs) -> anyhow::Result<()> {
    debug_assert!(args.all, "clap requires it");
    if crate::serve::is_running(&args.data_dir)? {
        anyhow::bail!(
            "hyades serve is running on {} and would start them again; stop it first",
            args.data_dir.display()
        );
    }
    let report = hyades_agent::stop_all(&args.data_dir, Duration::from_secs(args.timeout)).await?;
    if report.stopped.is_empty() {
        println!("nothing runs on {}", args.data_dir.display());
    }
    for process in &report.stopped {
        println!("{}", describe(process));
    }
    Ok(())
}

fn describe(process: &Stopped) -> String {
    let Stopped {
        purpose,
        pid,
        clean,
    } = process;
    let what = match purpose {
        Purpose::Gateways => "the proxy".to_owned(),
        Purpose::ProxyNode(node) => format!("proxy node {node}"),
        Purpose::Node(node) => format!("node {node}"),
    };
    let how = if *clean {
        "stopped"
    } else {
        "killed: it did not stop in time:"
    };
    format!("{how} {what} (process {pid})")
}
