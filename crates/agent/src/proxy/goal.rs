//! The snapshot that the host keeps: whole, as it was given, and in parts, as the processes read it.
//!
//! The whole is written first. The parts follow from it and are not made durable by themselves:
//! what is missing or behind after a crash is written again by the next agent.

use hyades_agent_api::AgentError;
use hyades_types::topology::{DatabaseProxy, TlsIdentity, TopologySnapshot};
use serde::Deserialize;

use super::certificate::Certificate;
use super::key::Key;
use super::{records, split};
use crate::context::Context;
use crate::error::During;
use crate::files;
use crate::paths::{Layout, ProxyPaths};

/// The snapshot that was kept last.
pub(crate) fn read(layout: &Layout) -> Result<Option<TopologySnapshot>, AgentError> {
    if let Some(whole) = files::read_json(&layout.topology())? {
        return Ok(Some(whole));
    }
    // Once there were gateways only, and their part was the whole.
    files::read_json(&layout.gateways().snapshot())
}

/// Keeps a new snapshot, or the same once more.
pub(crate) fn keep(
    context: &Context,
    kept: Option<&TopologySnapshot>,
    offered: &TopologySnapshot,
) -> Result<(), AgentError> {
    if let Some(kept) = kept {
        check_newer(kept, offered)?;
    }
    if kept != Some(offered) {
        files::write_json(&context.layout.topology(), offered)?;
    }
    write_parts(context, offered)
}

/// Writes every part that is missing or older.
pub(crate) fn write_parts(context: &Context, whole: &TopologySnapshot) -> Result<(), AgentError> {
    let socket = |node: &_| {
        let here = context.layout.node(node).spec().is_file();
        here.then(|| context.run.node_socket(node))
    };
    let tls = |node: &_| {
        let paths = context.layout.node(node);
        paths.spec().is_file().then(|| TlsIdentity {
            certificate: paths.tls().join("server.pem"),
            key: paths.tls().join("server-key.pem"),
        })
    };
    records::make(&context.layout, whole)?;
    let gateways = split::gateways(whole, socket, tls);
    write_newer(&context.layout.gateways(), &gateways)?;
    for proxy in &whole.proxies {
        files::make_dir(&context.layout.database_proxy(&proxy.id))?;
        Certificate::keep(context, proxy)?;
        let identity = Certificate::of(context, proxy).identity();
        let part = split::proxy(whole, proxy, identity, socket);
        write_to_nodes(context, proxy, &part)?;
    }
    Ok(())
}

/// The part goes to processes that are about to be replaced or removed, too: for as long as they
/// have clients, they have to follow the servers.
fn write_to_nodes(
    context: &Context,
    proxy: &DatabaseProxy,
    part: &TopologySnapshot,
) -> Result<(), AgentError> {
    let wanted = Key::wanted(proxy);
    for key in &wanted {
        let paths = context.layout.proxy_node(key);
        files::make_dir(paths.dir())?;
        write_newer(&paths, part)?;
    }
    let others = Key::of_proxy(&context.layout, &proxy.id);
    for key in others.iter().filter(|key| !wanted.contains(key)) {
        if let Err(error) = write_newer(&context.layout.proxy_node(key), part) {
            tracing::warn!(node = %key.node, %error, "a proxy that is about to end cannot follow");
        }
    }
    Ok(())
}

/// Leaves a part of the same epoch alone: a process refuses another one.
fn write_newer(paths: &ProxyPaths, part: &TopologySnapshot) -> Result<(), AgentError> {
    #[derive(Deserialize)]
    struct Head {
        epoch: u64,
    }
    let path = paths.snapshot();
    // One that cannot be read is like none.
    let there: Option<Head> = files::read_json(&path).unwrap_or_default();
    if there.is_some_and(|head| head.epoch >= part.epoch) {
        return Ok(());
    }
    let text = serde_json::to_vec(part).during_file("render", &path)?;
    files::write_unsynced(&path, &text)
}

fn check_newer(kept: &TopologySnapshot, offered: &TopologySnapshot) -> Result<(), AgentError> {
    if offered.epoch < kept.epoch {
        return Err(AgentError::Stale {
            offered: offered.epoch,
            kept: kept.epoch,
        });
    }
    if offered.epoch == kept.epoch && offered != kept {
        return Err(AgentError::failed(
            "apply the snapshot",
            format!(
                "it differs from the one kept, and both are of epoch {}",
                kept.epoch
            ),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_never_go_back() {
        let snapshot = |epoch| TopologySnapshot {
            epoch,
            ..TopologySnapshot::default()
        };
        assert!(check_newer(&snapshot(3), &snapshot(4)).is_ok());
        assert!(check_newer(&snapshot(3), &snapshot(3)).is_ok());
        let error = check_newer(&snapshot(3), &snapshot(2)).unwrap_err();
        assert_eq!(
            error,
            AgentError::Stale {
                offered: 2,
                kept: 3
            }
        );
        let other = TopologySnapshot {
            recorded: vec![hyades_types::id::InstanceId::generate()],
            ..snapshot(3)
        };
        assert!(check_newer(&snapshot(3), &other).is_err());
    }

    #[test]
    fn a_part_is_written_once_for_each_epoch() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::new(dir.path());
        let paths = layout.gateways();
        files::make_dir(paths.dir()).unwrap();
        let part = |epoch, recorded: usize| TopologySnapshot {
            epoch,
            recorded: vec!["0123456789abcdef0123456789abcdefin07".parse().unwrap(); recorded],
            ..TopologySnapshot::default()
        };
        let there =
            || -> TopologySnapshot { files::read_json(&paths.snapshot()).unwrap().unwrap() };
        write_newer(&paths, &part(3, 0)).unwrap();
        write_newer(&paths, &part(3, 1)).unwrap();
        write_newer(&paths, &part(2, 0)).unwrap();
        assert_eq!(there(), part(3, 0));
        write_newer(&paths, &part(4, 1)).unwrap();
        assert_eq!(there(), part(4, 1));
        std::fs::write(paths.snapshot(), b"{").unwrap();
        write_newer(&paths, &part(4, 1)).unwrap();
        assert_eq!(there(), part(4, 1));

        // All that an agent of before there were proxies leaves.
        assert_eq!(read(&layout).unwrap(), Some(part(4, 1)));
        files::write_json(&layout.topology(), &part(5, 0)).unwrap();
        assert_eq!(read(&layout).unwrap(), Some(part(5, 0)));
    }
}
