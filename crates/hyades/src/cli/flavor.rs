//! `hyades flavor …`

use clap::{Args, Subcommand};
use serde_json::Value;

use super::Context;
use super::args::AzMode;
use super::client::Family;
use super::exit::Failure;
use super::output::{field, items, table};

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the specifications and where they fit
    List(ListArgs),
}

/// Options of `list`.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// For instances in one availability zone or in several
    #[arg(long, value_enum, value_name = "MODE", default_value_t = AzMode::Single)]
    az_mode: AzMode,
}

pub(crate) async fn run(command: Command, context: &mut Context) -> Result<(), Failure> {
    let Command::List(args) = command;
    let query = [("availability_zone_mode", args.az_mode.as_str())];
    let flavors = context
        .client
        .get(Family::V3, "flavors/gaussdb-mysql", &query)
        .await?;
    context.output.result(&flavors, render)
}

fn render(flavors: &Value) -> String {
    let rows = items(flavors, "flavors").iter().map(|flavor| {
        [
            field(flavor, "/spec_code"),
            field(flavor, "/vcpus"),
            field(flavor, "/ram"),
            field(flavor, "/type"),
            zones(flavor),
        ]
    });
    table(["FLAVOR", "VCPUS", "MEMORY GB", "TYPE", "ZONES"], rows)
}

/// `az1, az2 (sellout)`
fn zones(flavor: &Value) -> String {
    let Some(zones) = flavor["az_status"].as_object() else {
        return "-".to_owned();
    };
    let zones = zones.iter().map(|(zone, status)| match status.as_str() {
        Some("normal") | None => zone.clone(),
        Some(status) => format!("{zone} ({status})"),
    });
    zones.collect::<Vec<_>>().join(", ")
}
