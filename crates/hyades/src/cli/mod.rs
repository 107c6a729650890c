//! The command line: a client of the public REST API.
//!
//! Invariant: nothing here knows the store, the agents or the server's code; what a command needs
//! comes over HTTP, so that it works just the same from another machine.

mod args;
mod client;
mod completion;
mod credentials;
mod exit;
mod flavor;
mod instance;
mod job;
pub(crate) mod output;
mod password;
mod progress;
mod replica;
mod resolve;
mod token;
mod transport;
mod wait;

use std::process::ExitCode;

use clap::Subcommand;

pub(crate) use args::GlobalArgs;
pub(crate) use exit::EXIT_CODES;

use client::Client;
use credentials::Credentials;
use exit::{Exit, Failure};
use output::Output;

/// The commands that talk to a Hyades server.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create, list, change and delete DB instances
    #[command(subcommand)]
    Instance(instance::Command),
    /// Add and delete read replicas
    #[command(subcommand)]
    Replica(replica::Command),
    /// Look at jobs and wait for them
    #[command(subcommand)]
    Job(job::Command),
    /// Look at the specifications that instances can have
    #[command(subcommand)]
    Flavor(flavor::Command),
    /// Print a fresh API token
    Token,
    /// Print a completion script for a shell
    Completion(completion::Args),
}

/// What every command works with.
struct Context {
    client: Client,
    output: Output,
}

/// Runs one command and reports how it went; `root` is the whole command line (for completion).
pub(crate) async fn run(command: Command, global: GlobalArgs, root: clap::Command) -> ExitCode {
    let output = Output::new(&global);
    match dispatch(command, &global, output, root).await {
        Ok(()) => Exit::Ok.into(),
        Err(failure) => {
            output.failure(&failure);
            failure.exit().into()
        }
    }
}

async fn dispatch(
    command: Command,
    global: &GlobalArgs,
    output: Output,
    root: clap::Command,
) -> Result<(), Failure> {
    if let Command::Completion(args) = command {
        return completion::run(&args, root);
    }
    let credentials = Credentials::load(global)?;
    let client = Client::new(credentials)?;
    let mut context = Context { client, output };
    match command {
        Command::Instance(command) => instance::run(command, &mut context).await,
        Command::Replica(command) => replica::run(command, &mut context).await,
        Command::Job(command) => job::run(command, &mut context).await,
        Command::Flavor(command) => flavor::run(command, &mut context).await,
        Command::Token => token::run(&mut context).await,
        Command::Completion(_) => Ok(()),
    }
}
