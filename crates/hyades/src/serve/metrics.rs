//! The endpoint for Prometheus: what the proxy processes of this host count.

use std::path::PathBuf;

use anyhow::Context;
use hyades_control::http;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::config::Config;

/// Serves metrics, if that is wanted, until the task is aborted.
pub(super) async fn serve(config: &Config) -> anyhow::Result<Option<JoinHandle<()>>> {
    let Some(address) = config.metrics_listen else {
        return Ok(None);
    };
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address} for metrics"))?;
    let address = listener
        .local_addr()
        .context("cannot tell the address of metrics")?;
    println!("metrics on http://{address}/metrics");
    let data_dir = config.data_dir.clone();
    let router = http::metrics_router(move || collect(data_dir.clone()));
    let serving = http::serve(listener, None, router, std::future::pending());
    Ok(Some(tokio::spawn(serving)))
}

async fn collect(data_dir: PathBuf) -> String {
    match hyades_agent::proxy_sockets(&data_dir) {
        Ok(sockets) => hyades_proxy::control::client::metrics(&sockets).await,
        Err(error) => {
            tracing::error!(%error, "cannot ask the proxies for their metrics");
            String::new()
        }
    }
}
