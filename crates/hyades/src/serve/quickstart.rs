//! The instance `quickstart`: something to connect to a few seconds after the first start.

use std::time::Duration;

use hyades_control::App;
use hyades_control::app::instance::{InstanceQuery, NewInstance};
use hyades_iam::identity;
use hyades_planning::status::InstanceStatus;
use hyades_types::Secret;
use hyades_types::model::Instance;

use super::credentials::Credentials;
use super::data_dir::write_private;
use crate::config::Config;

const NAME: &str = "quickstart";

/// A MySQL option file with the password of the instance: never on a command line.
const OPTION_FILE: &str = "quickstart.cnf";

/// How often it is looked at while it is being made.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Creates the instance unless it is there, and says how to connect.
pub(super) async fn run(app: App, credentials: Credentials, config: Config) {
    if let Err(error) = create_and_describe(&app, &credentials, &config).await {
        println!("the instance {NAME} was not created: {error:#}");
    }
}

async fn create_and_describe(
    app: &App,
    credentials: &Credentials,
    config: &Config,
) -> anyhow::Result<()> {
    let query = InstanceQuery {
        name: Some(NAME.to_owned()),
        ..InstanceQuery::default()
    };
    let (found, _) = app
        .instance_list(&credentials.project_id, query, 0, 1)
        .await?;
    let instance = match found.into_iter().next() {
        Some(view) => view.instance,
        None => create(app, credentials, config).await?,
    };
    // It may also be the one that an earlier run had begun.
    let status = made(app, &instance).await?;
    describe(&instance, status, config);
    Ok(())
}

async fn create(app: &App, credentials: &Credentials, config: &Config) -> anyhow::Result<Instance> {
    println!("creating the instance {NAME} (a primary and a replica) ...");
    let password = identity::generate_password();
    let created = app
        .instance_create(
            &credentials.project_id,
            request(credentials, password.clone()),
        )
        .await?;
    let instance = created.view.instance;
    let file = config.path(OPTION_FILE);
    write_private(&file, option_file(&instance, &password).as_bytes())?;
    Ok(instance)
}

/// Waits until the instance is made, or has failed to be.
async fn made(app: &App, instance: &Instance) -> anyhow::Result<InstanceStatus> {
    loop {
        let view = app.instance_show(&instance.project, &instance.id).await?;
        if view.status != InstanceStatus::Creating {
            return Ok(view.status);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn request(credentials: &Credentials, password: Secret) -> NewInstance {
    NewInstance {
        region: credentials.region.clone(),
        name: NAME.to_owned(),
        engine: hyades_control::app::catalog::ENGINE.to_owned(),
        version: hyades_control::app::catalog::VERSION.to_owned(),
        kernel_version: None,
        mode: "Cluster".to_owned(),
        flavor: credentials.default_flavor.clone(),
        vpc: credentials.vpc_id.to_string(),
        subnet: credentials.subnet_id.to_string(),
        security_group: Some(credentials.security_group_id.to_string()),
        template: None,
        password,
        zone_mode: "single".to_owned(),
        master_zone: None,
        replicas: 1,
        charge_mode: None,
        backup: None,
        time_zone: None,
        tags: Vec::new(),
        lower_case_table_names: None,
        enterprise_project: None,
        dedicated_resource: None,
        has_volume: false,
        has_restore_point: false,
        has_encryption: false,
    }
}

fn option_file(instance: &Instance, password: &Secret) -> String {
    let host = instance
        .address
        .map(|address| address.to_string())
        .unwrap_or_default();
    format!(
        "[client]\nhost={host}\nport={}\nuser=root\npassword=\"{}\"\n",
        instance.port,
        password.expose()
    )
}

fn describe(instance: &Instance, status: InstanceStatus, config: &Config) {
    let (Some(address), true) = (instance.address, status != InstanceStatus::CreateFailed) else {
        println!("the instance {NAME} could not be created; delete it to try again");
        return;
    };
    let file = config.path(OPTION_FILE);
    println!(
        "the instance {NAME} is ready at {address}:{}",
        instance.port
    );
    println!("  user root, password in {}", file.display());
    println!("  mysql --defaults-extra-file={}", file.display());
}
