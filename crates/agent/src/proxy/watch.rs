//! What is done about the processes without anybody asking.

use std::sync::Weak;
use std::time::Duration;

use futures::future;

use super::certificate::Certificate;
use super::data_plane::DataPlane;
use crate::error::blocking;

const LOOK_EVERY: Duration = Duration::from_secs(1);

const RENEW_EVERY: Duration = Duration::from_hours(1);

/// Looks at every process again and again.
pub(super) async fn look_at_nodes(plane: Weak<DataPlane>) {
    while let Some(plane) = plane.upgrade() {
        let members = plane.members(|member| !member.is_leaving());
        let gateways = plane.gateways.clone();
        drop(plane);
        let nodes = future::join_all(members.iter().map(|member| member.look()));
        future::join(gateways.look(), nodes).await;
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Renews certificates before they end, also when nothing else changes.
pub(super) async fn renew_certificates(plane: Weak<DataPlane>) {
    while let Some(plane) = plane.upgrade() {
        renew(&plane).await;
        drop(plane);
        tokio::time::sleep(RENEW_EVERY).await;
    }
}

async fn renew(plane: &DataPlane) {
    let kept = plane.lock().await;
    let context = plane.context.clone();
    let renewed = blocking(move || {
        let mut renewed = Vec::new();
        for proxy in kept.iter().flat_map(|whole| &whole.proxies) {
            if Certificate::keep(&context, proxy)? {
                renewed.push(proxy.id.clone());
            }
        }
        Ok(renewed)
    });
    match renewed.await {
        Ok(renewed) => {
            let members = plane.members(|member| renewed.contains(&member.key.proxy));
            future::join_all(members.iter().map(|member| member.process.tell())).await;
        }
        Err(error) => tracing::error!(%error, "cannot renew the certificate of a proxy"),
    }
}
