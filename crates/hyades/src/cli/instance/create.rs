//! `hyades instance create`

use serde_json::{Value, json};

use super::show;
use crate::cli::args::{AzMode, PasswordArgs, WaitArgs};
use crate::cli::credentials::Credentials;
use crate::cli::exit::Failure;
use crate::cli::password::{self, Password};
use crate::cli::resolve::{self, Instance};
use crate::cli::{Context, wait};

/// Options.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Name: 4 to 64 letters, digits, - and _, beginning with a letter
    name: String,

    /// Specification [default: default_flavor of the credentials file]
    #[arg(long, value_name = "CODE")]
    flavor: Option<String>,

    /// Number of read replicas
    #[arg(long, value_name = "N", default_value_t = 1)]
    replicas: u8,

    #[command(flatten)]
    password: PasswordArgs,

    /// Time zone, such as UTC or UTC+08:00 [default: UTC]
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,

    /// In one availability zone or spread over several
    #[arg(long, value_enum, value_name = "MODE", default_value_t = AzMode::Single)]
    az_mode: AzMode,

    /// Availability zone of the primary
    #[arg(long, value_name = "AZ")]
    az: Option<String>,

    /// 0: table names are case-sensitive, 1: they are not [default: 1]
    #[arg(long, value_name = "0|1", value_parser = clap::value_parser!(u8).range(0..=1))]
    lower_case_table_names: Option<u8>,

    /// Tag; may be repeated
    #[arg(long = "tag", value_name = "KEY=VALUE", value_parser = parse_tag)]
    tags: Vec<Tag>,

    /// Parameter template
    #[arg(long, value_name = "ID")]
    configuration: Option<String>,

    #[command(flatten)]
    wait: WaitArgs,
}

#[derive(Debug, Clone)]
struct Tag {
    key: String,
    value: String,
}

fn parse_tag(text: &str) -> Result<Tag, String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok(Tag {
            key: key.to_owned(),
            value: value.to_owned(),
        }),
        _ => Err("not of the form key=value".to_owned()),
    }
}

pub(super) async fn run(args: Args, context: &mut Context) -> Result<(), Failure> {
    let password = password::obtain(&args.password)?;
    let body = request(&args, context.client.credentials(), &password)?;
    let mut answer = context.client.post("instances", &body).await?;
    // shown before anything else can go wrong
    password.announce(&mut answer, context.output)?;
    if args.wait.no_wait {
        return context.output.result(&answer, wait::started);
    }
    match finish(&answer, &args, context).await {
        Ok((instance, job)) => {
            answer["instance"] = instance;
            answer["job"] = job;
            context.output.done(&answer, show::render)
        }
        Err(failure) => {
            // programs get what is known so far, the password above all
            if context.output.is_json() {
                context.output.result(&answer, wait::started)?;
            }
            Err(failure)
        }
    }
}

/// Waits for the job; returns the finished instance and the job.
async fn finish(
    answer: &Value,
    args: &Args,
    context: &mut Context,
) -> Result<(Value, Value), Failure> {
    let jobs = wait::jobs_of(answer);
    let job = wait::until_done(context, &jobs, args.wait.limit.duration()).await?;
    let id = answer["instance"]["id"].as_str().unwrap_or_default();
    if id.is_empty() {
        let url = context.client.credentials().endpoint.clone();
        return Err(Failure::Malformed {
            url,
            reason: "no instance id".to_owned(),
        });
    }
    let instance = Instance {
        id: id.to_owned(),
        name: args.name.clone(),
    };
    let mut detail = resolve::detail(&mut context.client, &instance).await?;
    Ok((detail["instance"].take(), job.unwrap_or_default()))
}

fn request(args: &Args, credentials: &Credentials, password: &Password) -> Result<Value, Failure> {
    let mut body = json!({
        "region": credentials.region,
        "name": args.name,
        "datastore": { "type": "gaussdb-mysql", "version": "8.0" },
        "mode": "Cluster",
        "flavor_ref": flavor(args, credentials)?,
        "vpc_id": credentials.vpc_id,
        "subnet_id": credentials.subnet_id,
        "password": password.secret.expose(),
        "availability_zone_mode": args.az_mode.as_str(),
        "slave_count": args.replicas,
    });
    if !credentials.security_group_id.is_empty() {
        body["security_group_id"] = json!(credentials.security_group_id);
    }
    if let Some(time_zone) = &args.time_zone {
        body["time_zone"] = json!(time_zone);
    }
    if let Some(az) = &args.az {
        body["master_availability_zone"] = json!(az);
    }
    if let Some(case) = args.lower_case_table_names {
        body["lower_case_table_names"] = json!(case);
    }
    if let Some(configuration) = &args.configuration {
        body["configuration_id"] = json!(configuration);
    }
    if !args.tags.is_empty() {
        let tags = args
            .tags
            .iter()
            .map(|tag| json!({ "key": tag.key, "value": tag.value }));
        body["tags"] = tags.collect();
    }
    Ok(body)
}

fn flavor<'a>(args: &'a Args, credentials: &'a Credentials) -> Result<&'a str, Failure> {
    match args
        .flavor
        .as_deref()
        .unwrap_or(&credentials.default_flavor)
    {
        "" => Err(Failure::Usage(
            "no flavor: give --flavor (see `hyades flavor list`)".to_owned(),
        )),
        flavor => Ok(flavor),
    }
}
