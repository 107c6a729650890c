//! `hyades instance delete`

use std::io::{IsTerminal, stderr, stdin};

use crate::cli::args::WaitArgs;
use crate::cli::exit::Failure;
use crate::cli::resolve::Instance;
use crate::cli::{Context, resolve, wait};

/// Options.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Name or id of the instance
    instance: String,

    /// Do not ask; needed where there is no terminal
    #[arg(long, short)]
    yes: bool,

    #[command(flatten)]
    wait: WaitArgs,
}

pub(super) async fn run(args: Args, context: &mut Context) -> Result<(), Failure> {
    let can_ask = stdin().is_terminal() && stderr().is_terminal();
    if !args.yes && !can_ask {
        return Err(Failure::Usage(
            "deleting needs --yes where nobody can be asked".to_owned(),
        ));
    }
    let instance = resolve::instance(&mut context.client, &args.instance).await?;
    if !args.yes {
        confirm(&instance)?;
    }
    let accepted = context
        .client
        .delete(&format!("instances/{}", instance.id))
        .await?;
    let sentence = format!("deleted {}", instance.name);
    wait::follow(context, accepted, &args.wait, &sentence).await
}

fn confirm(instance: &Instance) -> Result<(), Failure> {
    let Instance { id, name } = instance;
    let known_as = if name == id {
        id.clone()
    } else {
        format!("{name} ({id})")
    };
    eprint!("delete instance {known_as} with all its data? [y/N] ");
    let mut answer = String::new();
    stdin()
        .read_line(&mut answer)
        .map_err(|source| Failure::Io {
            action: "read the answer".to_owned(),
            source,
        })?;
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::Declined),
    }
}
