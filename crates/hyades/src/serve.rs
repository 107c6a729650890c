//! `hyades serve`: the control plane, with the agent of this host in it.

mod credentials;
mod data_dir;
mod metrics;
mod pki;
mod quickstart;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use hyades_agent::{LocalAgent, TlsFiles};
use hyades_control::http::ServiceInfo;
use hyades_control::settings::{self, Settings};
use hyades_control::{App, Fleet, Host, http};
use hyades_iam::DeploymentKey;
use hyades_store::Store;
use tokio::net::TcpListener;

use crate::config::{Config, ServeArgs};
use crate::{logging, signal};
use credentials::Credentials;
use data_dir::DataDir;

/// How long the reconcilers' last pass and open requests are waited for at the end.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Whether a control plane runs on a data directory.
pub(crate) fn is_running(data_dir: &Path) -> anyhow::Result<bool> {
    data_dir::is_locked(data_dir)
}

/// Serves until it is told to end. The databases keep running.
pub(crate) async fn run(args: ServeArgs) -> anyhow::Result<()> {
    logging::start();
    let config = Config::load(args)?;
    let end = signal::end().context("cannot catch signals")?;
    let dir = DataDir::take(&config.data_dir)?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = listener.local_addr().context("cannot tell the address")?;
    let scheme = if config.tls { "https" } else { "http" };
    let endpoint = format!("{scheme}://{address}");
    let authority = pki::Authority::open(&dir)?;
    let tls = if config.tls {
        Some(authority.server(address.ip())?)
    } else {
        None
    };
    let key = dir.deployment_key()?;
    let store = Store::open(&dir.store_url()?)
        .await
        .context("cannot open the metadata store")?;
    let credentials = Credentials::prepare(&dir, &config, &endpoint, &store).await?;
    let agent = start_agent(&config, authority.files()).await?;
    let app = start_app(&config, &dir, &key, store.clone(), agent.clone()).await?;
    app.setup(&credentials.setup(&config))
        .await
        .context("cannot set the first tenant up")?;
    announce(&config, &endpoint);
    let metrics = metrics::serve(&config).await?;
    let router = http::router(
        app.clone(),
        ServiceInfo {
            public_endpoint: endpoint,
        },
    );
    let first = config.quickstart.then(|| {
        let start = quickstart::run(app.clone(), credentials, config.clone());
        tokio::spawn(start)
    });
    http::serve(listener, tls, router, end).await;
    for task in first.into_iter().chain(metrics) {
        task.abort();
    }
    agent.stop_supervising().await;
    let _ = tokio::time::timeout(LAST_WORDS, store.close()).await;
    farewell(&config);
    Ok(())
}

async fn start_agent(config: &Config, tls: TlsFiles) -> anyhow::Result<Arc<LocalAgent>> {
    let program = std::env::current_exe().context("cannot tell my own path")?;
    let proxy = vec![program.into_os_string(), "proxy".into()];
    let mut options = hyades_agent::Options::new(&config.data_dir, proxy, tls);
    options.engine_dir.clone_from(&config.engine_dir);
    LocalAgent::start(options)
        .await
        .context("cannot start the agent of this host")
}

async fn start_app(
    config: &Config,
    dir: &DataDir,
    key: &DeploymentKey,
    store: Store,
    agent: Arc<LocalAgent>,
) -> anyhow::Result<App> {
    let settings = Settings {
        region: config.region.clone(),
        zones: config.availability_zones.clone(),
        overcommit: config.overcommit,
        eip_network: config.eip_network,
        proxy_version: settings::installed_proxy_version(),
        proxy_enabling: settings::PROXY_ENABLING,
    };
    let fleet = Fleet::of_one(Host {
        id: dir.host_id()?,
        agent,
    });
    Ok(App::start(settings, store, fleet, key).await?)
}

fn announce(config: &Config, endpoint: &str) {
    println!("listening on {endpoint}");
    println!(
        "credentials in {}",
        config.path(credentials::FILE).display()
    );
}

fn farewell(config: &Config) {
    println!("the control plane has stopped; the databases keep running");
    println!(
        "to stop them, too: hyades stop --all --data-dir {}",
        config.data_dir.display()
    );
}
