//! What `--help` says. (The top level has commands of its own besides those tested here.)

use crate::run::{Ended, bare, finish};

async fn help(arguments: &str) -> String {
    let ended = run(&format!("{arguments} --help")).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    ended.stdout
}

async fn run(arguments: &str) -> Ended {
    let mut command = bare();
    command.args(arguments.split_whitespace());
    finish(command, "").await
}

#[tokio::test]
async fn exit_codes_are_documented() {
    let help = help("").await;
    assert!(
        help.contains("Exit codes:\n  0  done\n  1  the request or the job failed\n"),
        "{help}"
    );
}

#[tokio::test]
async fn groups() {
    for group in ["instance", "replica", "job", "flavor"] {
        insta::assert_snapshot!(group, help(group).await);
    }
}

#[tokio::test]
async fn verbs() {
    let verbs = [
        "instance create",
        "instance list",
        "instance delete",
        "instance reset-password",
        "replica add",
        "job wait",
        "completion",
    ];
    for verb in verbs {
        insta::assert_snapshot!(verb.replace(' ', "_"), help(verb).await);
    }
}

#[tokio::test]
async fn wrong_usage() {
    for arguments in [
        "instance",
        "instance show",
        "instance create name --replicas many",
        "instance create name --tag novalue",
        "instance create name --lower-case-table-names 2",
        "instance create name --password-stdin --password-file x",
        "replica add name --count 0",
        "replica add name --priority 17",
        "job wait id --timeout soon",
        "completion tcsh",
        "token --output xml",
    ] {
        assert_eq!(run(arguments).await.code, 2, "{arguments}");
    }
}

#[tokio::test]
async fn completion_needs_no_server() {
    for shell in ["bash", "zsh", "fish"] {
        let ended = run(&format!("completion {shell}")).await;
        assert_eq!(ended.code, 0, "{ended:?}");
        assert!(ended.stdout.contains("reset-password"), "{shell}");
    }
}
