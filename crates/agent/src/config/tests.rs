//! The rendered configuration, whole.

use hyades_agent_api::{InternalAccounts, NodeGoal, Seed};
use hyades_types::Secret;
use hyades_types::engine::{EngineVersion, Resources};
use hyades_types::id::{InstanceId, NodeId};
use hyades_types::net::Endpoint;

use super::*;
use crate::paths::Layout;

fn spec(memory: ByteSize) -> NodeSpec {
    NodeSpec {
        node: NodeId::generate(),
        instance: InstanceId::generate(),
        generation: 1,
        engine: "9.7.4".parse().unwrap(),
        backend: Endpoint::new("127.79.0.1".parse().unwrap(), 13306),
        advertised: Vec::new(),
        server_id: 7,
        resources: Resources {
            vcpus: 1,
            memory,
            buffer_pool: ByteSize::mib(256),
            max_connections: 200,
        },
        lower_case_table_names: 1,
        time_zone: "+08:00".to_owned(),
        seed: Seed::Empty,
        goal: NodeGoal::Primary,
        accounts: InternalAccounts {
            admin: Secret::new("hunter2"),
            replication: Secret::new("hunter3"),
            monitor: Secret::new("hunter4"),
        },
    }
}

fn rendered(version: &str, spec: &NodeSpec) -> String {
    let build = Build {
        version: version.parse::<EngineVersion>().unwrap(),
        mysqld: "/opt/mysql/bin/mysqld".into(),
        dirs: None,
    };
    let paths = Layout::new(Path::new("/var/lib/hyades")).node(&spec.node);
    let server = Server {
        build: &build,
        spec,
        paths: &paths,
        socket: Path::new("/run/h/a.sock"),
        ca_certificate: Path::new("/var/lib/hyades/tls/ca.pem"),
    };
    server.render().replace(spec.node.as_str(), "NODE")
}

fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "))
}

#[test]
fn a_small_server() {
    let text = rendered("9.7.4", &spec(ByteSize::gib(2)));
    insta::assert_snapshot!(text);
}

#[test]
fn a_large_server_keeps_its_bookkeeping() {
    let text = rendered("9.7.4", &spec(ByteSize::gib(16)));
    assert_eq!(value(&text, "performance_schema_error_size"), None);
    assert_eq!(
        value(&text, "loose_innodb_redo_log_capacity"),
        Some("268435456")
    );
}

#[test]
fn an_old_server_is_told_in_its_own_words() {
    let text = rendered("8.0.22", &spec(ByteSize::gib(2)));
    assert_eq!(value(&text, "slave_parallel_type"), Some("LOGICAL_CLOCK"));
    assert_eq!(
        value(&text, "rpl_semi_sync_master_wait_for_slave_count"),
        Some("1")
    );
    assert_eq!(
        value(&text, "binlog_transaction_dependency_tracking"),
        Some("WRITESET")
    );
    assert!(!text.contains("replica"), "{text}");
}

#[test]
fn no_secret_is_in_it() {
    let text = rendered("9.7.4", &spec(ByteSize::gib(2)));
    assert!(!text.contains("hunter"), "{text}");
}

#[test]
fn only_what_needs_a_restart_changes_the_purpose() {
    let spec = spec(ByteSize::gib(2));
    let purpose = |spec: &NodeSpec| {
        let build = Build {
            version: spec.engine,
            mysqld: "/m".into(),
            dirs: None,
        };
        let paths = Layout::new(Path::new("/d")).node(&spec.node);
        let socket = Path::new("/s");
        let ca_certificate = Path::new("/ca");
        Server {
            build: &build,
            spec,
            paths: &paths,
            socket,
            ca_certificate,
        }
        .purpose()
    };
    let source = spec.backend;
    let demoted = NodeSpec {
        generation: 2,
        goal: NodeGoal::Replica { source },
        ..spec.clone()
    };
    assert_eq!(purpose(&spec), purpose(&demoted));
    let moved = NodeSpec {
        backend: Endpoint::new(source.address, 1),
        ..spec.clone()
    };
    assert_ne!(purpose(&spec), purpose(&moved));
}

#[test]
fn paths_that_an_option_file_cannot_hold_are_refused() {
    assert!(check_path(Path::new("/var/lib/my data")).is_ok());
    for bad in ["relative", "/a\"b", "/a\nb", "/a\\b"] {
        assert!(check_path(Path::new(bad)).is_err(), "{bad}");
    }
}
