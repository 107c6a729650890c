//! Proxy processes that are there and do not answer.

use std::net::TcpStream;

use hyades_agent::LocalAgent;
use hyades_agent_api::Agent;

use crate::fake_proxy::Host;
use crate::proxy_nodes::{SOON, apply, database_proxy, pids, snapshot};
use crate::world::{DEADLINE, eventually, is_running, pause};

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_stuck_is_replaced_and_holds_nobody_up() {
    let Some(host) = Host::new() else { return };
    let agent = LocalAgent::start(host.options.clone()).await.unwrap();
    let (proxy, other) = (database_proxy(2), database_proxy(1));
    let first = apply(&agent, 1, &[&proxy, &other]).await;
    let stuck = &proxy.nodes[1].id;
    pause(first[stuck]);
    let second = apply(&agent, 2, &[&proxy, &other]).await;
    for (node, pid) in &first {
        assert_eq!(second[node] == *pid, node != stuck);
    }
    assert!(!is_running(first[stuck]));

    // Also when there is nothing to tell it.
    pause(second[stuck]);
    eventually("replaced", 2 * SOON, || async {
        let now = pids(&agent.proxy_nodes_observe().await.unwrap());
        now.get(stuck).is_some_and(|pid| *pid != second[stuck])
    })
    .await;
    agent.stop_supervising().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gateways_that_are_stuck_are_replaced() {
    let Some(host) = Host::new() else { return };
    let agent = LocalAgent::start(host.options.clone()).await.unwrap();
    let apply = async |epoch| {
        let snapshot = snapshot(epoch, &[]);
        let status = agent.topology_apply(&snapshot, DEADLINE).await.unwrap();
        assert_eq!(status.gateways.epoch, epoch);
        status.gateways.pid
    };
    let first = apply(1).await;
    pause(first);
    assert_ne!(apply(2).await, first);
    assert!(!is_running(first));
    agent.stop_supervising().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_free_when_its_proxy_is_gone_even_a_stuck_one() {
    let Some(host) = Host::new() else { return };
    let agent = LocalAgent::start(host.options.clone()).await.unwrap();
    let (proxy, stuck) = (database_proxy(1), database_proxy(1));
    let pids = apply(&agent, 1, &[&proxy, &stuck]).await;
    pause(pids[&stuck.nodes[0].id]);
    apply(&agent, 2, &[]).await;
    for proxy in [&proxy, &stuck] {
        assert!(TcpStream::connect(proxy.listen[0].to_socket_addr()).is_err());
    }
    assert!(!is_running(pids[&stuck.nodes[0].id]));
    agent.stop_supervising().await;
}
