//! `hyades instance list`

use serde_json::Value;

use crate::cli::Context;
use crate::cli::client::Family;
use crate::cli::exit::Failure;
use crate::cli::output::{field, items, table};

/// Options.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only instances of this name; *TEXT: whose name contains TEXT
    #[arg(long, value_name = "PATTERN")]
    name: Option<String>,

    /// At most so many [default: 100]
    #[arg(long, value_name = "N")]
    limit: Option<u32>,

    /// Skip so many
    #[arg(long, value_name = "N")]
    offset: Option<u32>,
}

pub(super) async fn run(args: Args, context: &mut Context) -> Result<(), Failure> {
    let options = [
        ("name", args.name.clone()),
        ("limit", args.limit.map(|limit| limit.to_string())),
        ("offset", args.offset.map(|offset| offset.to_string())),
    ];
    let query: Vec<(&str, &str)> = options
        .iter()
        .filter_map(|(key, value)| Some((*key, value.as_deref()?)))
        .collect();
    let instances = context.client.get(Family::V31, "instances", &query).await?;
    context.output.result(&instances, render)?;
    if let Some(remark) = remark(&instances, args.offset.unwrap_or(0)) {
        context.output.remark(&remark);
    }
    Ok(())
}

fn render(answer: &Value) -> String {
    let rows = items(answer, "instances").iter().map(|instance| {
        [
            field(instance, "/name"),
            field(instance, "/id"),
            field(instance, "/status"),
            address(instance),
            field(instance, "/flavor_ref"),
            field(instance, "/created"),
        ]
    });
    table(
        ["NAME", "ID", "STATUS", "ADDRESS", "FLAVOR", "CREATED"],
        rows,
    )
}

fn address(instance: &Value) -> String {
    match field(instance, "/private_ips/0").as_str() {
        "-" => "-".to_owned(),
        ip => format!("{ip}:{}", field(instance, "/port")),
    }
}

/// Tells people that there are more instances than those listed.
fn remark(answer: &Value, offset: u32) -> Option<String> {
    let end = u64::from(offset) + items(answer, "instances").len() as u64;
    let total = answer["total_count"].as_u64()?;
    let more = total > end && end > u64::from(offset);
    more.then(|| format!("{} more: --offset {end}", total - end))
}
