//! Nobody but the agent starts a process.

use crate::source::SourceFile;

/// Where processes may be started: the agent, and this tool (which asks Cargo).
const ALLOWED: &[&str] = &["crates/agent", "xtask"];

/// Lines elsewhere that name what starts one.
pub(super) fn problems(files: &[SourceFile]) -> Vec<String> {
    let mut problems = Vec::new();
    for file in files {
        if ALLOWED.iter().any(|place| file.path.starts_with(place)) {
            continue;
        }
        for (number, line) in &file.lines {
            if starts_process(line) {
                let path = file.path.display();
                problems.push(format!("{path}:{number}: only the agent starts processes"));
            }
        }
    }
    problems
}

fn starts_process(line: &str) -> bool {
    let code = line.trim_start();
    !code.starts_with("//")
        && (code.contains("tokio::process")
            || (code.contains("process::") && code.contains("Command")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_agent_and_this_tool_may() {
        let file = |path: &str| SourceFile {
            path: path.into(),
            lines: vec![(7, "use std::process::{Command, Stdio};".into())],
        };
        let files = [
            "crates/agent/src/a.rs",
            "crates/agent-api/src/b.rs",
            "xtask/src/c.rs",
        ];
        let found = problems(&files.map(file));
        let expected = "crates/agent-api/src/b.rs:7: only the agent starts processes";
        assert_eq!(found, [expected]);
    }

    #[test]
    fn what_counts_as_starting_one() {
        for line in [
            "use tokio::process::Child;",
            "    std::process::Command::new(\"mysqld\")",
        ] {
            assert!(starts_process(line), "{line}");
        }
        for line in [
            "let pid = std::process::id();",
            "use std::process::ExitCode;",
            "// not std::process::Command",
            "enum Command {",
        ] {
            assert!(!starts_process(line), "{line}");
        }
    }
}
