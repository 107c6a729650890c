//! The hyades binary.

mod cli;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

/// A self-hosted managed-MySQL service.
#[derive(Debug, Parser)]
#[command(name = "hyades", version, after_help = cli::EXIT_CODES)]
struct Cli {
    #[command(flatten)]
    global: cli::GlobalArgs,

    #[command(subcommand)]
    command: cli::Command,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Cli { global, command } = Cli::parse();
    cli::run(command, global, Cli::command()).await
}
