//! The table against literals copied from the documentation.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::endpoint::{Access, Kind, Method};

/// Distinct method and path pairs by chapter, counted in the documentation.
const DOCUMENTED: &[(&str, usize)] = &[
    ("3.1", 1),
    ("4.1", 1),
    ("4.2", 1),
    ("4.3", 41),
    ("4.4", 13),
    ("4.5", 14),
    ("4.6", 5),
    ("4.7", 24),
    ("4.8", 12),
    ("4.9", 3),
    ("4.10", 7),
    ("4.11", 5),
    ("4.12", 5),
    ("4.13", 6),
    ("4.14", 2),
    ("4.15", 24),
    ("4.16", 28),
    ("4.17", 2),
    ("5.1", 1),
    ("5.2", 1),
    ("5.3", 13),
    ("5.4", 4),
    ("5.5", 1),
    ("5.6", 4),
    ("5.7", 6),
    ("5.8", 4),
    ("5.9", 1),
    ("A.4", 1),
    ("page:002", 1),
    ("page:003", 1),
];

#[test]
fn every_documented_operation_is_in_the_table() {
    let mut counts = BTreeMap::new();
    for endpoint in endpoints() {
        *counts.entry(endpoint.chapter()).or_insert(0) += 1;
    }
    // What clients of the identity service call and the documentation does not list.
    assert_eq!(counts.remove("IAM"), Some(4));
    // Of the VPC service.
    assert_eq!(counts.remove("VPC"), Some(9));
    // What the official SDKs have and the documentation does not.
    assert_eq!(counts.remove("SDK"), Some(6));
    assert_eq!(counts.values().sum::<usize>(), 232);
    assert_eq!(counts, DOCUMENTED.iter().copied().collect());
}

#[test]
fn ids_and_routes_are_unique() {
    let operations: BTreeSet<_> = endpoints().map(|e| e.operation).collect();
    assert_eq!(operations.len(), endpoints().count());
    let routes: BTreeSet<_> = endpoints().map(|e| (e.method, shape(e.path))).collect();
    assert_eq!(routes.len(), endpoints().count());
}

/// A path with its variables' names taken away.
fn shape(path: &str) -> String {
    let segment = |s: &str| {
        if s.starts_with('{') {
            "{}".to_owned()
        } else {
            s.to_owned()
        }
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

#[test]
fn every_line_is_complete() {
    for e in endpoints() {
        assert!(e.path.starts_with('/'), "{}", e.operation);
        assert!(!e.title.is_empty(), "{}", e.operation);
        assert_eq!(e.action.split(':').count(), 3, "{}", e.operation);
        let in_project = e.variables().any(|name| name == "project_id");
        assert_eq!(in_project, e.access == Access::Project, "{}", e.operation);
    }
}

/// Statuses that golangsdk accepts by method (clients.md R1); a documented status outside them
/// would break Terraform.
#[test]
fn success_statuses_are_those_that_clients_accept() {
    for e in endpoints() {
        let accepted: &[u16] = match e.method {
            Method::Get => &[200],
            Method::Post | Method::Put => &[200, 201, 202],
            Method::Delete => &[200, 202, 204],
        };
        assert!(accepted.contains(&e.success), "{}", e.operation);
    }
}

/// Where golangsdk takes one status only (clients.md R2).
#[test]
fn success_statuses_that_clients_insist_on() {
    let expected = [
        ("CreateInstance", 201),
        ("CreateReadReplicas", 201),
        ("ExtendInstanceVolume", 201),
        ("CreateProxy", 201),
        ("EnlargeProxy", 201),
        ("ResizeInstance", 200),
        ("RenameInstance", 200),
        ("ResetInstancePassword", 200),
        ("DeleteInstance", 200),
        ("DeleteReadReplica", 200),
        ("CreateDatabaseUsers", 201),
        ("DeleteDatabaseUsers", 202),
        ("UpdateDatabaseUserComment", 202),
        ("CreateDatabases", 201),
        ("DeleteDatabases", 202),
        ("UpdateDatabaseComment", 202),
        ("GrantDatabasePrivileges", 201),
        ("RevokeDatabasePrivileges", 202),
        ("UpdateInstanceTags", 200),
        ("ListFlavors", 200),
        ("CreateToken", 201),
    ];
    for (operation, status) in expected {
        assert_eq!(find(operation).unwrap().success, status, "{operation}");
    }
}

#[test]
fn documented_actions() {
    let expected = [
        ("LegacyListDatastores", "gaussdb:instance:list"),
        ("LegacyListFlavors", "gaussdb:instance:list"),
        ("LegacyCreateInstance", "gaussdb:instance:create"),
        ("LegacyCreateReadReplicas", "gaussdb:instance:create"),
        ("LegacyDeleteInstance", "gaussdb:instance:delete"),
        ("LegacyDeleteReadReplica", "gaussdb:instance:delete"),
        ("LegacyRenameInstance", "gaussdb:instance:modify"),
        ("LegacyResetInstancePassword", "gaussdb:instance:modify"),
        ("LegacyResizeInstance", "gaussdb:instance:modifySpec"),
        ("LegacyExtendInstanceVolume", "gaussdb:instance:modifySpec"),
        ("LegacyListInstances", "gaussdb:instance:list"),
        ("LegacyShowInstance", "gaussdb:instance:list"),
        ("LegacyShowJob", "gaussdb:instance:list"),
        ("LegacyListQuotas", "gaussdb:instance:list"),
        ("LegacySetQuotas", "gaussdb:quota:modify"),
        ("LegacyUpdateQuotas", "gaussdb:quota:modify"),
        (
            "LegacyUpdateBackupPolicy",
            "gaussdb:instance:modifyBackupPolicy",
        ),
        ("LegacyListConfigurations", "gaussdb:param:list"),
        ("LegacyCreateBackup", "gaussdb:backup:create"),
        ("LegacyListBackups", "gaussdb:backup:list"),
        ("LegacyShowBackupPolicy", "gaussdb:backup:list"),
    ];
    for (operation, action) in expected {
        let legacy = find(operation).unwrap();
        assert_eq!(legacy.action, action, "{operation}");
        // The same call in chapter 4 asks for the same action.
        let today = find(operation.trim_start_matches("Legacy")).unwrap();
        assert_eq!(today.action, action, "{operation}");
    }
}

#[test]
fn which_calls_start_jobs() {
    let jobs = endpoints().filter(|e| e.kind == Kind::Async).count();
    assert_eq!(jobs, 89);
    assert_eq!(find("RenameInstance").unwrap().kind, Kind::Async);
    assert_eq!(find("ResizeClickHouseFlavor").unwrap().kind, Kind::Async);
    assert_eq!(find("ResetInstancePassword").unwrap().kind, Kind::Sync);
    assert_eq!(find("UpdateInstanceAlias").unwrap().kind, Kind::Sync);
    assert!(endpoints().all(|e| e.kind == Kind::Sync || e.method != Method::Get));
}
