use hyades_types::id::InstanceId;
use proptest::prelude::*;

use super::*;

const PROJECT: &str = "054e292c9880d4992f02c0196d3ea468";
const INSTANCE: &str = "5eebbb4c0f9f4a99b42ed1b6334569aain07";

fn found(method: &str, path: &str) -> (&'static str, Params) {
    match Router::new().find(method, path) {
        Match::Found { endpoint, params } => (endpoint.operation, params),
        other => panic!("{method} {path}: {other:?}"),
    }
}

fn operation(method: &str, path: &str) -> &'static str {
    found(method, path).0
}

/// A path of an endpoint, with its variables filled in.
fn filled(endpoint: &Endpoint, value: &str) -> String {
    let segment = |s: &'static str| variable(s).map_or(s, |_| value).to_owned();
    endpoint
        .path
        .split('/')
        .map(segment)
        .collect::<Vec<_>>()
        .join("/")
}

proptest! {
    #[test]
    fn every_endpoint_resolves_to_itself(value in "[0-9a-f]{32}(in07|no07|in17)?") {
        let router = Router::new();
        for endpoint in table::endpoints() {
            let path = filled(endpoint, &value);
            for path in [path.clone(), format!("{path}/"), path.replace('/', "//")] {
                let found = router.find(endpoint.method.as_str(), &path);
                let Match::Found { endpoint: other, params } = found else {
                    panic!("{path}: {found:?}");
                };
                prop_assert_eq!(other.operation, endpoint.operation);
                for name in endpoint.variables() {
                    prop_assert_eq!(params.get(name), Some(value.as_str()));
                }
            }
        }
    }

    #[test]
    fn no_path_is_too_strange(path in "[/%a-z0-9{}.é]{0,60}", method in "[A-Z]{0,8}") {
        Router::new().find(&method, &path);
    }
}

/// Literals that stand where another endpoint has a variable (digest part A1, and 0.3).
#[test]
fn literals_beat_variables() {
    for (method, tail, expected) in [
        ("GET", "/instances/details", "ListInstanceDetailsV3"),
        ("GET", "/instances/recycle-policy", "ShowRecyclePolicy"),
        ("GET", "/instances/recycle-info", "ListRecycleInstances"),
        (
            "GET",
            "/instances/diagnosis-instance-count",
            "ListDiagnosisCounts",
        ),
        (
            "GET",
            "/instances/diagnosis-instance-infos",
            "ListDiagnosisInstances",
        ),
        ("PUT", "/instances/recycle-policy", "UpdateRecyclePolicy"),
        ("POST", "/instances/restore", "RestoreInstance"),
        ("GET", "/instances/I/proxy/flavors", "ListProxyFlavors"),
        ("POST", "/instances/I/proxy/enlarge", "EnlargeProxy"),
        (
            "POST",
            "/instances/I/proxy/transaction-split",
            "UpdateProxyTransactionSplit",
        ),
        ("POST", "/instances/I/N/slowlog-download", "DownloadSlowLog"),
        (
            "GET",
            "/instances/I/starrocks/users",
            "ListStarRocksDatabaseUsers",
        ),
        (
            "DELETE",
            "/instances/I/starrocks/users",
            "DeleteStarRocksDatabaseUser",
        ),
        (
            "GET",
            "/instances/I/starrocks/databases",
            "ListStarRocksDatabases",
        ),
        ("GET", "/instances/I/starrocks/S", "ShowStarRocksInstance"),
        (
            "PUT",
            "/instances/I/starrocks/restart",
            "RestartStarRocksInstance",
        ),
        (
            "PUT",
            "/instances/I/starrocks/N/restart",
            "RestartStarRocksNode",
        ),
        (
            "GET",
            "/instances/I/clickhouse/users",
            "ListClickHouseDatabaseUsers",
        ),
        (
            "GET",
            "/instances/I/clickhouse/databases",
            "ListClickHouseDatabases",
        ),
        (
            "GET",
            "/instances/I/clickhouse/nodes",
            "ListClickHouseNodes",
        ),
        (
            "GET",
            "/instances/I/clickhouse/replication",
            "ListClickHouseDatabaseReplications",
        ),
        (
            "GET",
            "/instances/I/clickhouse/slowlog-sensitive",
            "ShowClickHouseSlowLogSensitiveStatus",
        ),
        ("GET", "/instances/I/clickhouse/C", "ShowClickHouseInstance"),
        (
            "DELETE",
            "/instances/I/clickhouse/C",
            "DeleteClickHouseInstance",
        ),
        (
            "DELETE",
            "/instances/I/clickhouse/replication/D",
            "DeleteClickHouseDatabaseReplication",
        ),
        (
            "POST",
            "/configurations/comparison",
            "CompareConfigurations",
        ),
        ("GET", "/configurations/C", "ShowConfiguration"),
    ] {
        assert_eq!(operation(method, &format!("/v3/{PROJECT}{tail}")), expected);
    }
    let details = format!("/v3.1/{PROJECT}/instances/details");
    assert_eq!(operation("GET", &details), "ListInstanceDetails");
    assert_eq!(operation("POST", "/v3/auth/tokens"), "CreateToken");
    assert_eq!(operation("GET", "/v3/projects"), "ListProjects");
}

#[test]
fn a_dead_end_is_left_for_a_variable() {
    // "backups" leads nowhere with this tail; as a node id it leads somewhere.
    let path = format!("/v3/{PROJECT}/instances/{INSTANCE}/backups/slowlog-download");
    let (operation, params) = found("POST", &path);
    assert_eq!(operation, "DownloadSlowLog");
    assert_eq!(params.get("node_id"), Some("backups"));
    assert_eq!(params.get("instance_id"), Some(INSTANCE));
}

#[test]
fn path_families_are_apart() {
    for (prefix, expected) in [
        ("/v3", "ListInstancesV3"),
        ("/v3.1", "ListInstances"),
        ("/mysql/v3", "LegacyListInstances"),
    ] {
        assert_eq!(
            operation("GET", &format!("{prefix}/{PROJECT}/instances")),
            expected
        );
    }
    assert_eq!(operation("GET", "/"), "ListVersions");
    assert_eq!(operation("GET", ""), "ListVersions");
    assert_eq!(operation("GET", "/v3/"), "ShowVersion");
}

#[test]
fn samples_with_other_spellings_are_understood() {
    for (method, tail, expected) in [
        ("POST", "/instances/I/audit-log/switch", "SwitchAuditLog"),
        (
            "GET",
            "/instances/I/auditlog/download-link",
            "ListAuditLogLinks",
        ),
        (
            "DELETE",
            "/instances/I/scheduled-jobs",
            "DeleteScheduledTask",
        ),
        ("PUT", "/instance/I/sql-filter/rules", "SetSqlFilterRules"),
        ("POST", "/instance/I/restart", "RestartInstance"),
        (
            "PUT",
            "/instance/I/proxy/P/connection-pool-type",
            "UpdateProxyConnectionPoolType",
        ),
        (
            "PUT",
            "/instances/I//nodes/N/priority",
            "UpdateNodePriority",
        ),
        (
            "DELETE",
            "/instances/I/starrocks/user",
            "DeleteStarRocksDatabaseUser",
        ),
        (
            "DELETE",
            "/instances/I/clickhouse/user/U",
            "DeleteClickHouseDatabaseUser",
        ),
        (
            "GET",
            "/logs/clickhouse/lts-configs",
            "ListClickHouseLtsConfigs",
        ),
        (
            "DELETE",
            "/logs/lts-configs/clickhouse",
            "DeleteClickHouseLtsConfigs",
        ),
        ("DELETE", "/logs/lts-configs", "DeleteLtsConfigs"),
    ] {
        assert_eq!(operation(method, &format!("/v3/{PROJECT}{tail}")), expected);
    }
}

#[test]
fn a_wrong_method_says_which_are_right() {
    let allowed = |method: &str, tail: &str| {
        let path = format!("/v3/{PROJECT}{tail}");
        match Router::new().find(method, &path) {
            Match::MethodNotAllowed { allow } => allow,
            other => panic!("{method} {path}: {other:?}"),
        }
    };
    assert_eq!(allowed("PATCH", "/instances"), [Method::Get, Method::Post]);
    assert_eq!(allowed("get", "/instances"), [Method::Get, Method::Post]);
    assert_eq!(allowed("DELETE", "/instances/details"), [Method::Get]);
    assert_eq!(allowed("GET", "/instances/restore"), [Method::Post]);
}

#[test]
fn what_is_not_in_the_table_is_not_found() {
    for path in [
        "/v4",
        "/v3/054e/nonsense",
        "/v3/054e/instances/i/nodes",
        "/v3/054e/instances/i/restart/now",
        "/v3/%ff/instances",
    ] {
        let outcome = Router::new().find("GET", path);
        assert!(matches!(outcome, Match::NotFound), "{path}: {outcome:?}");
    }
}

#[test]
fn variables_are_decoded_and_typed() {
    let path = format!("/v3/{PROJECT}/instances/{INSTANCE}/clickhouse/users/a%2Fb%20%C3%A9");
    let (_, params) = found("DELETE", &path);
    assert_eq!(params.get("user_name"), Some("a/b é"));
    assert_eq!(
        params.id::<InstanceId>("instance_id").unwrap().as_str(),
        INSTANCE
    );
    assert_eq!(params.get("node_id"), None);
    assert_eq!(params.text("node_id").unwrap_err().status(), 500);

    let (_, params) = found("DELETE", &format!("/v3/{PROJECT}/instances/mine"));
    let error = params.id::<InstanceId>("instance_id").unwrap_err();
    assert_eq!(
        error.to_string(),
        "DBS.280404: Invalid DB instance ID or node ID format: \
         instance_id is not a valid DB instance id."
    );
}
