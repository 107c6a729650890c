//! `hyades instance show`

use serde_json::Value;

use crate::cli::exit::Failure;
use crate::cli::output::{field, items, properties, table};
use crate::cli::{Context, resolve};

/// Options.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Name or id of the instance
    instance: String,
}

pub(super) async fn run(args: Args, context: &mut Context) -> Result<(), Failure> {
    let instance = resolve::instance(&mut context.client, &args.instance).await?;
    let detail = resolve::detail(&mut context.client, &instance).await?;
    context.output.result(&detail, render)
}

/// The instance of a detail answer, for people.
pub(super) fn render(answer: &Value) -> String {
    let instance = &answer["instance"];
    let parts = [summary(instance), nodes(instance), connect(instance)];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn summary(instance: &Value) -> String {
    let rows = [
        ("name", "/name"),
        ("id", "/id"),
        ("alias", "/alias"),
        ("status", "/status"),
        ("address", "/private_write_ips"),
        ("public address", "/public_ips"),
        ("host name", "/private_dns_names"),
        ("port", "/port"),
        ("user", "/db_user_name"),
        ("MySQL", "/datastore/kernel_version"),
        ("zone mode", "/az_mode"),
        ("time zone", "/time_zone"),
        ("parameter template", "/configuration_id"),
        ("maintenance window", "/maintenance_window"),
        ("created", "/created"),
    ];
    let tags = items(instance, "tags").iter();
    let tags = tags.map(|tag| format!("{}={}", field(tag, "/key"), value_of(tag)));
    let tags = match tags.collect::<Vec<_>>().join(", ") {
        tags if tags.is_empty() => "-".to_owned(),
        tags => tags,
    };
    let rows = rows
        .into_iter()
        .map(|(name, pointer)| (name, field(instance, pointer)));
    properties(rows.chain([("tags", tags)]))
}

fn value_of(tag: &Value) -> &str {
    tag["value"].as_str().unwrap_or_default()
}

fn nodes(instance: &Value) -> String {
    let nodes = items(instance, "nodes");
    if nodes.is_empty() {
        return String::new();
    }
    let rows = nodes.iter().map(|node| {
        [
            field(node, "/name"),
            field(node, "/id"),
            role(node),
            field(node, "/status"),
            field(node, "/private_read_ips"),
            field(node, "/az_code"),
            field(node, "/flavor_ref"),
            field(node, "/priority"),
        ]
    });
    table(
        [
            "NODE", "ID", "ROLE", "STATUS", "ADDRESS", "ZONE", "FLAVOR", "PRIORITY",
        ],
        rows,
    )
}

fn role(node: &Value) -> String {
    match node["type"].as_str() {
        Some("master") => "primary".to_owned(),
        Some("slave") => "replica".to_owned(),
        _ => field(node, "/type"),
    }
}

fn connect(instance: &Value) -> String {
    let (address, port) = (
        field(instance, "/private_write_ips/0"),
        field(instance, "/port"),
    );
    if address == "-" || port == "-" {
        return String::new();
    }
    let user = match field(instance, "/db_user_name").as_str() {
        "-" => "root".to_owned(),
        user => user.to_owned(),
    };
    format!("connect with: mysql --host={address} --port={port} --user={user} --password")
}
