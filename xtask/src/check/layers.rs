//! Who may depend on whom. A new edge is a reviewed line in this file.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// The crates of the workspace, and what each may depend on. Tests may use `hyades-testkit`
/// beside that.
const LAYERS: &[(&str, &[&str])] = &[
    ("hyades-types", &[]),
    ("hyades-api", &["hyades-types"]),
    ("hyades-iam", &["hyades-types"]),
    ("hyades-agent-api", &["hyades-types"]),
    ("hyades-planning", &["hyades-types", "hyades-agent-api"]),
    ("hyades-store", &["hyades-types"]),
    (
        "hyades-control",
        &[
            "hyades-types",
            "hyades-api",
            "hyades-iam",
            "hyades-planning",
            "hyades-store",
            "hyades-agent-api",
        ],
    ),
    ("hyades-agent", &["hyades-types", "hyades-agent-api"]),
    ("hyades-mysql", &[]),
    ("hyades-proxy", &["hyades-types", "hyades-mysql"]),
    ("hyades-testkit", &["hyades-types", "hyades-agent-api"]),
    (
        "hyades",
        &[
            "hyades-types",
            "hyades-api",
            "hyades-iam",
            "hyades-agent-api",
            "hyades-planning",
            "hyades-store",
            "hyades-control",
            "hyades-agent",
            "hyades-proxy",
        ],
    ),
    ("xtask", &["hyades-api"]),
];

/// Libraries that belong to one place. Tests may use them anywhere.
const CONFINED: &[(&str, &[&str])] = &[
    ("steno", &["hyades-control"]),
    ("axum", &["hyades-control", "hyades"]),
    ("sqlx", &["hyades-store"]),
    ("mysql_async", &["hyades-agent"]),
];

/// For tests only.
const TESTKIT: &str = "hyades-testkit";

/// What Cargo knows about the workspace.
pub(super) fn metadata(root: &Path) -> Result<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version=1"])
        .current_dir(root)
        .output()
        .context("cannot run cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata failed");
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Dependencies that no line above allows, crates that have no line, and lines without a crate.
pub(super) fn problems(metadata: &Value) -> Result<Vec<String>> {
    let layers: BTreeMap<_, _> = LAYERS.iter().copied().collect();
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata has no packages")?;
    let mut problems = Vec::new();
    for package in packages {
        let name = text(&package["name"]);
        let Some(allowed) = layers.get(name) else {
            problems.push(format!("{name}: has no line in xtask/src/check/layers.rs"));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let on = text(&dependency["name"]);
            let in_tests = dependency["kind"] == "dev";
            if !may_depend(name, allowed, on, in_tests) {
                problems.push(format!("{name}: must not depend on {on}"));
            }
        }
    }
    let known = |name: &str| packages.iter().any(|package| package["name"] == name);
    let gone = LAYERS.iter().filter(|(name, _)| !known(name));
    problems.extend(gone.map(|(name, _)| format!("{name}: has a line in layers.rs, but is gone")));
    Ok(problems)
}

fn may_depend(name: &str, allowed: &[&str], on: &str, in_tests: bool) -> bool {
    let internal = LAYERS.iter().any(|(known, _)| *known == on);
    if internal {
        return allowed.contains(&on) || (in_tests && on == TESTKIT);
    }
    let homes = CONFINED.iter().find(|(library, _)| *library == on);
    in_tests || homes.is_none_or(|(_, homes)| homes.contains(&name))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A workspace of all crates, one of which has one more dependency.
    fn workspace(name: &str, on: &str, kind: Option<&str>) -> Vec<String> {
        let package = |&(crate_name, allowed): &(&str, &[&str])| {
            let edge = |on: &str, kind: Option<&str>| json!({"name": on, "kind": kind});
            let mut dependencies: Vec<_> = allowed.iter().map(|on| edge(on, None)).collect();
            if crate_name == name {
                dependencies.push(edge(on, kind));
            }
            json!({"name": crate_name, "dependencies": dependencies})
        };
        let packages: Vec<_> = LAYERS.iter().map(package).collect();
        problems(&json!({ "packages": packages })).unwrap()
    }

    #[test]
    fn what_the_lines_allow_is_allowed() {
        for (name, on, kind) in [
            ("hyades-types", "serde", None),
            ("hyades-control", "steno", None),
            ("hyades", "axum", None),
            ("hyades-control", "hyades-testkit", Some("dev")),
            ("hyades-proxy", "mysql_async", Some("dev")),
        ] {
            assert!(workspace(name, on, kind).is_empty(), "{name} on {on}");
        }
    }

    #[test]
    fn the_rest_is_not() {
        for (name, on, kind) in [
            ("hyades-types", "hyades-api", None),
            ("hyades-api", "hyades-store", None),
            ("hyades-api", "hyades-store", Some("dev")),
            ("hyades", "hyades-testkit", None),
            ("hyades", "hyades-testkit", Some("build")),
            ("hyades-agent", "steno", None),
            ("hyades-proxy", "axum", None),
            ("hyades-control", "sqlx", None),
            ("hyades-store", "mysql_async", None),
        ] {
            let expected = format!("{name}: must not depend on {on}");
            assert_eq!(workspace(name, on, kind), [expected]);
        }
    }

    #[test]
    fn crates_and_lines_belong_together() {
        let found = problems(&json!({"packages": [{"name": "hyades-new"}]})).unwrap();
        assert_eq!(found.len(), 1 + LAYERS.len());
    }
}
