//! `hyades instance restart`

use serde_json::json;

use crate::cli::args::WaitArgs;
use crate::cli::exit::Failure;
use crate::cli::{Context, resolve, wait};

/// Options.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Name or id of the instance
    instance: String,

    #[command(flatten)]
    wait: WaitArgs,
}

pub(super) async fn run(args: Args, context: &mut Context) -> Result<(), Failure> {
    let instance = resolve::instance(&mut context.client, &args.instance).await?;
    let path = format!("instances/{}/restart", instance.id);
    let accepted = context.client.post(&path, &json!({})).await?;
    let sentence = format!("restarted {}", instance.name);
    wait::follow(context, accepted, &args.wait, &sentence).await
}
