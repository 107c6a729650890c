//! `hyades instance …`

mod create;
mod delete;
mod list;
mod rename;
mod reset_password;
mod restart;
mod show;

use clap::Subcommand;

use super::Context;
use super::exit::Failure;

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create an instance
    Create(Box<create::Args>),
    /// List instances
    List(list::Args),
    /// Show an instance, its nodes and how to connect
    Show(show::Args),
    /// Delete an instance
    Delete(delete::Args),
    /// Give an instance another name
    Rename(rename::Args),
    /// Set the password of an instance's root user
    ResetPassword(reset_password::Args),
    /// Restart all nodes of an instance
    Restart(restart::Args),
}

pub(crate) async fn run(command: Command, context: &mut Context) -> Result<(), Failure> {
    match command {
        Command::Create(args) => create::run(*args, context).await,
        Command::List(args) => list::run(args, context).await,
        Command::Show(args) => show::run(args, context).await,
        Command::Delete(args) => delete::run(args, context).await,
        Command::Rename(args) => rename::run(args, context).await,
        Command::ResetPassword(args) => reset_password::run(args, context).await,
        Command::Restart(args) => restart::run(args, context).await,
    }
}
