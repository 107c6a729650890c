//! The goal of a node: checked, and kept on disk.

use hyades_agent_api::{AgentError, NodeSpec};

use crate::files;
use crate::paths::NodePaths;

/// Replicas cut longer ones off, and are then refused.
const LONGEST_REPLICATION_PASSWORD: usize = 32;

/// Refuses a spec that no server could be made from.
pub(crate) fn check(spec: &NodeSpec) -> Result<(), AgentError> {
    let refuse = |detail: &str| Err(AgentError::failed("use the node's spec", detail));
    if spec.server_id == 0 {
        return refuse("server_id is 0");
    }
    if spec.lower_case_table_names > 1 {
        return refuse("lower_case_table_names is neither 0 nor 1");
    }
    // Also keeps it from ending its line in the configuration.
    let plain = |c: char| c.is_ascii_alphanumeric() || "+-:/_".contains(c);
    if spec.time_zone.is_empty() || !spec.time_zone.chars().all(plain) {
        return refuse("time_zone is no time zone");
    }
    if spec.backend.port == 0 || spec.backend.address.is_unspecified() {
        return refuse("the backend is no address and port");
    }
    if spec.accounts.admin.expose().is_empty() || spec.accounts.replication.expose().is_empty() {
        return refuse("an internal account has no password");
    }
    if spec.accounts.replication.expose().len() > LONGEST_REPLICATION_PASSWORD {
        return refuse("the replication password is longer than 32 bytes");
    }
    Ok(())
}

/// The goal that the host keeps.
pub(crate) fn kept(paths: &NodePaths) -> Result<Option<NodeSpec>, AgentError> {
    files::read_json(&paths.spec())
}

/// Keeps a goal, unless a newer one is kept or it changes what cannot change.
pub(crate) fn keep(
    paths: &NodePaths,
    kept: Option<&NodeSpec>,
    spec: &NodeSpec,
) -> Result<(), AgentError> {
    if let Some(kept) = kept {
        if kept.generation > spec.generation {
            return Err(AgentError::Stale {
                offered: spec.generation,
                kept: kept.generation,
            });
        }
        if kept.lower_case_table_names != spec.lower_case_table_names {
            return Err(AgentError::failed(
                "change the node's spec",
                "lower_case_table_names is fixed when the data directory is made",
            ));
        }
        if kept == spec {
            return Ok(());
        }
    }
    files::make_dir(paths.dir())?;
    files::write_json(&paths.spec(), spec)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use hyades_agent_api::{InternalAccounts, NodeGoal, Seed};
    use hyades_types::Secret;
    use hyades_types::engine::Resources;
    use hyades_types::id::{InstanceId, NodeId};
    use hyades_types::net::Endpoint;
    use hyades_types::units::ByteSize;

    use super::*;
    use crate::paths::Layout;

    fn spec() -> NodeSpec {
        NodeSpec {
            node: NodeId::generate(),
            instance: InstanceId::generate(),
            generation: 5,
            engine: "9.7.4".parse().unwrap(),
            backend: Endpoint::new("127.79.0.1".parse().unwrap(), 3306),
            advertised: Vec::new(),
            server_id: 7,
            resources: Resources {
                vcpus: 1,
                memory: ByteSize::gib(2),
                buffer_pool: ByteSize::mib(256),
                max_connections: 200,
            },
            lower_case_table_names: 1,
            time_zone: "+08:00".to_owned(),
            seed: Seed::Empty,
            goal: NodeGoal::Primary,
            accounts: InternalAccounts {
                admin: Secret::new("a"),
                replication: Secret::new("b"),
                monitor: Secret::new("c"),
            },
        }
    }

    #[test]
    fn a_goal_survives_and_is_private() {
        let dir = tempfile::tempdir().unwrap();
        let spec = spec();
        let paths = Layout::new(dir.path()).node(&spec.node);
        assert_eq!(kept(&paths).unwrap(), None);
        keep(&paths, None, &spec).unwrap();
        assert_eq!(kept(&paths).unwrap(), Some(spec));
        assert_eq!(paths.spec().metadata().unwrap().mode() & 0o777, 0o600);
        assert_eq!(paths.dir().metadata().unwrap().mode() & 0o777, 0o700);
    }

    #[test]
    fn an_older_generation_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let new = spec();
        let paths = Layout::new(dir.path()).node(&new.node);
        keep(&paths, None, &new).unwrap();
        let old = NodeSpec {
            generation: 4,
            ..new.clone()
        };
        let error = keep(&paths, Some(&new), &old).unwrap_err();
        assert_eq!(
            error,
            AgentError::Stale {
                offered: 4,
                kept: 5
            }
        );
        let same = NodeSpec {
            server_id: 8,
            ..new.clone()
        };
        keep(&paths, Some(&new), &same).unwrap();
        assert_eq!(kept(&paths).unwrap(), Some(same));
        let other_case = NodeSpec {
            lower_case_table_names: 0,
            generation: 6,
            ..new.clone()
        };
        assert!(keep(&paths, Some(&new), &other_case).is_err());
    }

    #[test]
    fn specs_that_make_no_server_are_refused() {
        assert!(check(&spec()).is_ok());
        let bad = [
            NodeSpec {
                server_id: 0,
                ..spec()
            },
            NodeSpec {
                lower_case_table_names: 2,
                ..spec()
            },
            NodeSpec {
                time_zone: "+08:00'\nuser=x".to_owned(),
                ..spec()
            },
            NodeSpec {
                backend: Endpoint::new("0.0.0.0".parse().unwrap(), 1),
                ..spec()
            },
        ];
        for spec in bad {
            assert!(check(&spec).is_err(), "{spec:?}");
        }
    }
}
