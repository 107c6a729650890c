//! Spellings that the documentation's samples use beside those of its URI lines.

/// The other number of `instance`: the documentation mixes `/instance/` and `/instances/`.
pub(super) fn other_segment(segment: &str) -> Option<&'static str> {
    match segment {
        "instance" => Some("instances"),
        "instances" => Some("instance"),
        _ => None,
    }
}

/// Paths of samples, by the path of the URI line. Variables are in the same order in both.
const OTHER_PATHS: &[(&str, &[&str])] = &[
    // 4.15.22
    (
        "/v3/{project_id}/instances/{instance_id}/starrocks/users",
        &["/v3/{project_id}/instances/{instance_id}/starrocks/user"],
    ),
    // 4.16.1
    (
        "/v3/{project_id}/instances/{instance_id}/clickhouse/users/{user_name}",
        &["/v3/{project_id}/instances/{instance_id}/clickhouse/user/{user_name}"],
    ),
    // 4.16.6 to 4.16.8
    (
        "/v3/{project_id}/clickhouse/instances/logs/lts-configs",
        &[
            "/v3/{project_id}/logs/clickhouse/lts-configs",
            "/v3/{project_id}/logs/lts-configs/clickhouse",
        ],
    ),
];

/// Further paths that lead to the endpoints of `path`.
pub(super) fn other_paths(path: &str) -> impl Iterator<Item = &'static str> {
    OTHER_PATHS
        .iter()
        .filter(move |(documented, _)| *documented == path)
        .flat_map(|(_, others)| others.iter().copied())
}
