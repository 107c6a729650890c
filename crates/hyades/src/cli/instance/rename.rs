//! `hyades instance rename`

use serde_json::json;

use crate::cli::args::WaitArgs;
use crate::cli::exit::Failure;
use crate::cli::{Context, resolve, wait};

/// Options.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Name or id of the instance
    instance: String,

    /// The new name
    new_name: String,

    #[command(flatten)]
    wait: WaitArgs,
}

pub(super) async fn run(args: Args, context: &mut Context) -> Result<(), Failure> {
    let instance = resolve::instance(&mut context.client, &args.instance).await?;
    let path = format!("instances/{}/name", instance.id);
    let accepted = context
        .client
        .put(&path, &json!({ "name": args.new_name }))
        .await?;
    let sentence = format!("renamed {} to {}", instance.name, args.new_name);
    wait::follow(context, accepted, &args.wait, &sentence).await
}
