//! `hyades instance reset-password`

use serde_json::json;

use crate::cli::args::PasswordArgs;
use crate::cli::exit::Failure;
use crate::cli::{Context, password, resolve};

/// Options.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Name or id of the instance
    instance: String,

    #[command(flatten)]
    password: PasswordArgs,
}

pub(super) async fn run(args: Args, context: &mut Context) -> Result<(), Failure> {
    let instance = resolve::instance(&mut context.client, &args.instance).await?;
    let password = password::obtain(&args.password)?;
    let body = json!({ "password": password.secret.expose() });
    let path = format!("instances/{}/password", instance.id);
    let mut answer = context.client.post(&path, &body).await?;
    password.announce(&mut answer, context.output)?;
    let sentence = format!("set the password of root of {}", instance.name);
    context.output.done(&answer, |_| sentence)
}
