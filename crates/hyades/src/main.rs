//! The hyades binary: the control plane, the data plane, and the command line.

mod cli;
mod config;
mod logging;
mod memory;
mod proxy;
mod serve;
mod signal;
mod stop;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

/// A self-hosted managed-MySQL service.
#[derive(Debug, Parser)]
#[command(name = "hyades", version, after_help = cli::EXIT_CODES)]
struct Cli {
    #[command(flatten)]
    global: cli::GlobalArgs,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the control plane: the REST API, and the agent of this host
    Serve(config::ServeArgs),
    /// Run the data plane of this host (the agent starts it), or look at it
    Proxy(proxy::ProxyArgs),
    /// Stop the databases of a data directory
    Stop(stop::StopArgs),
    /// Look at the configuration
    Config(config::check::ConfigArgs),
    #[command(flatten)]
    Client(cli::Command),
}

fn main() -> ExitCode {
    memory::give_back_large_blocks();
    let Cli { global, command } = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&anyhow::Error::new(error).context("cannot start")),
    };
    let done = runtime.block_on(async {
        match command {
            Command::Serve(args) => finish(serve::run(args).await),
            Command::Proxy(args) => finish(proxy::run(args, &global).await),
            Command::Stop(args) => finish(stop::run(&args).await),
            Command::Config(args) => config::check::run(args),
            Command::Client(command) => cli::run(command, global, Cli::command()).await,
        }
    });
    // Threads that are busy hashing a password or copying a file are not waited for.
    runtime.shutdown_background();
    done
}

fn finish(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("hyades: {error:#}");
    ExitCode::FAILURE
}
