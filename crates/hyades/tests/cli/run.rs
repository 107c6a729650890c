//! Runs the binary against a fake server.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::fake::{Fake, PROJECT};

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// Standard error as JSON.
    pub(crate) fn error(&self) -> Value {
        serde_json::from_str(&self.stderr).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }
}

/// Runs `hyades` with the arguments (split at blanks) and the fake server's credentials.
pub(crate) async fn hyades(fake: &Fake, arguments: &str) -> Ended {
    hyades_with_stdin(fake, arguments, "").await
}

/// As `hyades`, with something to read.
pub(crate) async fn hyades_with_stdin(fake: &Fake, arguments: &str, stdin: &str) -> Ended {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("credentials.json");
    std::fs::write(&file, credentials(&fake.url()).to_string()).unwrap();
    let mut command = bare();
    command
        .env("HYADES_CREDENTIALS", file)
        .args(arguments.split_whitespace());
    finish(command, stdin).await
}

/// The binary without any credentials.
pub(crate) fn bare() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hyades"));
    command
        .env_clear()
        .env("HOME", "/nonexistent")
        .kill_on_drop(true);
    command
}

/// Runs a command to its end.
pub(crate) async fn finish(mut command: Command, stdin: &str) -> Ended {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // a command that does not read its input may be gone by now
    let _ = child
        .stdin
        .take()
        .unwrap()
        .write_all(stdin.as_bytes())
        .await;
    let output = child.wait_with_output().await.unwrap();
    Ended {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The content of a credentials file.
pub(crate) fn credentials(endpoint: &str) -> Value {
    json!({
        "endpoint": endpoint,
        "iam_endpoint": endpoint,
        "region": "local-1",
        "availability_zones": ["az1"],
        "domain_name": "hyades",
        "user_name": "admin",
        "password": "api-secret",
        "project_id": PROJECT,
        "project_name": "local-1",
        "ak": "AK",
        "sk": "SK",
        "vpc_id": "vpc-1",
        "subnet_id": "subnet-1",
        "security_group_id": "sg-1",
        "default_flavor": "gaussdb.mysql.medium.x86.4",
    })
}
