//! `hyades replica …`

use clap::{Args, Subcommand};
use serde_json::json;

use super::args::WaitArgs;
use super::exit::Failure;
use super::{Context, resolve, wait};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add read replicas to an instance
    Add(AddArgs),
    /// Delete a read replica of an instance
    Delete(DeleteArgs),
}

/// Options of `add`.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// Name or id of the instance
    instance: String,

    /// How many
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=15))]
    count: u8,

    /// Failover priority: 1 is promoted first
    #[arg(long, value_name = "P", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=16))]
    priority: u8,

    #[command(flatten)]
    wait: WaitArgs,
}

/// Options of `delete`.
#[derive(Debug, Args)]
pub(crate) struct DeleteArgs {
    /// Name or id of the instance
    instance: String,

    /// Name or id of the replica
    node: String,

    #[command(flatten)]
    wait: WaitArgs,
}

pub(crate) async fn run(command: Command, context: &mut Context) -> Result<(), Failure> {
    match command {
        Command::Add(args) => add(args, context).await,
        Command::Delete(args) => delete(args, context).await,
    }
}

async fn add(args: AddArgs, context: &mut Context) -> Result<(), Failure> {
    let instance = resolve::instance(&mut context.client, &args.instance).await?;
    let body = json!({ "priorities": vec![args.priority; usize::from(args.count)] });
    let path = format!("instances/{}/nodes/enlarge", instance.id);
    let accepted = context.client.post(&path, &body).await?;
    let sentence = match args.count {
        1 => format!("added a replica to {}", instance.name),
        count => format!("added {count} replicas to {}", instance.name),
    };
    wait::follow(context, accepted, &args.wait, &sentence).await
}

async fn delete(args: DeleteArgs, context: &mut Context) -> Result<(), Failure> {
    let instance = resolve::instance(&mut context.client, &args.instance).await?;
    let node = resolve::node(&mut context.client, &instance, &args.node).await?;
    let accepted = context
        .client
        .delete(&format!("instances/{}/nodes/{node}", instance.id))
        .await?;
    let sentence = format!("deleted replica {} of {}", args.node, instance.name);
    wait::follow(context, accepted, &args.wait, &sentence).await
}
