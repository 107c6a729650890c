//! Servers outlive the agent, and the next one finds them.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::time::Duration;

use hyades_agent::LocalAgent;
use hyades_agent_api::{Agent, NodeSpec, NodeState};

use crate::world::{DEADLINE, World, eventually, is_running, kill};

#[tokio::test(flavor = "multi_thread")]
async fn the_next_agent_adopts_the_same_processes() {
    let Some(mut world) = World::start().await else {
        return;
    };
    let primary = world.ready_primary().await;
    let replica = world.replica_of(&primary, 2);
    let before = [
        world.ensure(&primary).await.pid,
        world.ensure(&replica).await.pid,
    ];
    world.restart_agent().await;
    let after = [
        world.ensure(&primary).await.pid,
        world.ensure(&replica).await.pid,
    ];
    assert_eq!(before, after);

    // Without its record a process is found all the same.
    world.agent.stop_supervising().await;
    std::fs::remove_file(world.node_dir(&replica.node).join("pid.json")).unwrap();
    world.agent = LocalAgent::start(world.options.clone()).await.unwrap();
    let found = world.ensure(&replica).await;
    assert_eq!(found.state, NodeState::Serving);

    // An adopted server that dies is noticed as well.
    let pid = world.ensure(&primary).await.pid;
    kill(pid.unwrap());
    let agent = &world.agent;
    eventually("back", Duration::from_secs(20), || async {
        let seen = agent.node_observe(&primary.node).await.unwrap();
        seen.state == NodeState::Serving && seen.pid != pid
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_another_process_is_not_believed() {
    let Some(mut world) = World::start().await else {
        return;
    };
    let primary = world.primary();
    let pid = world.ensure(&primary).await.pid.unwrap();
    world.agent.stop_supervising().await;
    kill(pid);
    // As if the number had been given to another process.
    let mut other = Command::new("/bin/sleep").arg("300").spawn().unwrap();
    let record = world.node_dir(&primary.node).join("pid.json");
    let text = std::fs::read_to_string(&record).unwrap();
    let text = text.replace(
        &format!("\"pid\":{pid}"),
        &format!("\"pid\":{}", other.id()),
    );
    std::fs::write(&record, text).unwrap();

    world.agent = LocalAgent::start(world.options.clone()).await.unwrap();
    let seen = world.ensure(&primary).await;
    assert_ne!(seen.pid, Some(other.id()));
    world
        .agent
        .node_drop(&primary.node, DEADLINE)
        .await
        .unwrap();
    assert!(
        is_running(other.id()),
        "somebody else's process was signalled"
    );
    other.kill().unwrap();
    other.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dying_agent_left_half_made_is_removed_or_finished() {
    let Some(mut world) = World::start().await else {
        return;
    };
    let primary = world.primary();
    world.ensure(&primary).await;
    world.agent.stop_supervising().await;
    let nodes = world.data_dir().join("nodes");
    let leftover = hyades_types::id::NodeId::generate();
    std::fs::create_dir_all(nodes.join(leftover.as_str()).join("data")).unwrap();
    std::fs::create_dir_all(nodes.join(".trash-x").join("data")).unwrap();
    // A data directory that was not complete.
    std::fs::remove_file(world.node_dir(&primary.node).join("seeded")).unwrap();
    std::fs::write(world.node_dir(&primary.node).join("data/half"), b"").unwrap();

    world.agent = LocalAgent::start(world.options.clone()).await.unwrap();
    assert_eq!(world.ensure(&primary).await.state, NodeState::Serving);
    assert!(!world.node_dir(&primary.node).join("data/half").exists());
    eventually("leftovers removed", Duration::from_secs(5), || async {
        std::fs::read_dir(&nodes).unwrap().count() == 1
    })
    .await;
}

/// Not a test: what `servers_survive_the_kill_of_their_agent` starts and kills.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by another test, as a process of its own"]
async fn agent_process() {
    let dir = std::env::var_os("HYADES_TEST_DIR").unwrap();
    let dir = std::path::Path::new(&dir);
    let read = |name: &str| std::fs::read_to_string(dir.join(name)).unwrap();
    let spec: NodeSpec = serde_json::from_str(&read("spec.json")).unwrap();
    let tls = hyades_agent::TlsFiles {
        ca_certificate: dir.join("ca.pem"),
        ca_key: dir.join("ca-key.pem"),
    };
    let mut options = hyades_agent::Options::new(dir.join("data"), Vec::new(), tls);
    options.engine_dir = Some(read("engine-dir").into());
    options.prepare_templates = false;
    let agent = LocalAgent::start(options).await.unwrap();
    agent.node_ensure(&spec, DEADLINE).await.unwrap();
    kill(std::process::id());
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_survive_the_kill_of_their_agent() {
    let Some(mut world) = World::start().await else {
        return;
    };
    world.agent.stop_supervising().await;
    let dir = world.data_dir().parent().unwrap().to_owned();
    let primary = world.primary();
    let engine_dir = world.options.engine_dir.clone().unwrap();
    std::fs::write(dir.join("spec.json"), serde_json::to_vec(&primary).unwrap()).unwrap();
    std::fs::write(dir.join("engine-dir"), engine_dir.to_str().unwrap()).unwrap();
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "adoption::agent_process", "--ignored"])
        .env("HYADES_TEST_DIR", &dir)
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.signal(), Some(9));
    let record = std::fs::read(world.node_dir(&primary.node).join("pid.json")).unwrap();
    let record: serde_json::Value = serde_json::from_slice(&record).unwrap();
    let pid = u32::try_from(record["pid"].as_u64().unwrap()).unwrap();
    assert!(is_running(pid));

    world.agent = LocalAgent::start(world.options.clone()).await.unwrap();
    assert_eq!(world.ensure(&primary).await.pid, Some(pid));
}
