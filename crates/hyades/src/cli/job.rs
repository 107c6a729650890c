//! `hyades job …`

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::args::TimeoutArgs;
use super::exit::Failure;
use super::output::{field, properties};
use super::{Context, wait};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show a job
    Show(ShowArgs),
    /// Wait until a job has ended; fails when the job failed
    Wait(WaitForArgs),
}

/// Options of `show`.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Id of the job
    id: String,
}

/// Options of `wait`.
#[derive(Debug, Args)]
pub(crate) struct WaitForArgs {
    /// Id of the job
    id: String,

    #[command(flatten)]
    limit: TimeoutArgs,
}

pub(crate) async fn run(command: Command, context: &mut Context) -> Result<(), Failure> {
    match command {
        Command::Show(args) => show(args, context).await,
        Command::Wait(args) => wait_for(args, context).await,
    }
}

async fn show(args: ShowArgs, context: &mut Context) -> Result<(), Failure> {
    let job = wait::fetch(&mut context.client, &args.id).await?;
    context.output.result(&json!({ "job": job }), render)
}

async fn wait_for(args: WaitForArgs, context: &mut Context) -> Result<(), Failure> {
    let ids = [args.id];
    let job = wait::until_done(context, &ids, args.limit.duration()).await?;
    let [id] = ids;
    context.output.done(&json!({ "job": job }), |_| {
        format!("job {id} has completed")
    })
}

fn render(answer: &Value) -> String {
    let job = &answer["job"];
    let rows = [
        ("id", "/id"),
        ("name", "/name"),
        ("status", "/status"),
        ("progress", "/process"),
        ("instance", "/instance/name"),
        ("instance id", "/instance/id"),
        ("created", "/created"),
        ("ended", "/ended"),
        ("reason", "/fail_reason"),
    ];
    properties(rows.map(|(name, pointer)| (name, field(job, pointer))))
}
