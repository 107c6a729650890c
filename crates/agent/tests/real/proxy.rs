//! The process that serves the gateways, played by a small script.

use std::time::Duration;

use hyades_agent::{LocalAgent, Purpose, stop_all};
use hyades_agent_api::{Agent, AgentError};
use hyades_types::topology::TopologySnapshot;

use crate::fake_proxy::{Host, REFUSED};
use crate::world::{DEADLINE, eventually, is_running, kill};

fn snapshot(epoch: u64) -> TopologySnapshot {
    TopologySnapshot {
        epoch,
        ..TopologySnapshot::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxy_is_started_kept_adopted_and_never_taken_back() {
    let Some(host) = Host::new() else { return };
    let agent = LocalAgent::start(host.options.clone()).await.unwrap();
    let first = agent
        .topology_apply(&snapshot(3), DEADLINE)
        .await
        .unwrap()
        .gateways;
    assert_eq!(first.epoch, 3);
    let second = agent
        .topology_apply(&snapshot(4), DEADLINE)
        .await
        .unwrap()
        .gateways;
    assert_eq!((second.epoch, second.pid), (4, first.pid));
    let stale = agent
        .topology_apply(&snapshot(2), DEADLINE)
        .await
        .unwrap_err();
    assert_eq!(
        stale,
        AgentError::Stale {
            offered: 2,
            kept: 4
        }
    );

    kill(first.pid);
    let third = agent
        .topology_apply(&snapshot(5), DEADLINE)
        .await
        .unwrap()
        .gateways;
    assert_ne!(third.pid, first.pid);

    agent.stop_supervising().await;
    assert!(is_running(third.pid));
    let next = LocalAgent::start(host.options.clone()).await.unwrap();
    let adopted = next
        .topology_apply(&snapshot(6), DEADLINE)
        .await
        .unwrap()
        .gateways;
    assert_eq!(adopted.pid, third.pid);
    let stale = next
        .topology_apply(&snapshot(5), DEADLINE)
        .await
        .unwrap_err();
    assert_eq!(
        stale,
        AgentError::Stale {
            offered: 5,
            kept: 6
        }
    );
    let refused = next
        .topology_apply(&snapshot(REFUSED), DEADLINE)
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("cannot read it"), "{refused}");

    next.stop_supervising().await;
    let report = stop_all(&host.options.data_dir, DEADLINE).await.unwrap();
    assert_eq!(report.stopped.len(), 1);
    assert_eq!(
        (report.stopped[0].pid, &report.stopped[0].purpose),
        (third.pid, &Purpose::Gateways)
    );
    // The snapshot is still there: the next agent serves it again.
    let last = LocalAgent::start(host.options.clone()).await.unwrap();
    let record = host.data("proxy/pid.json");
    eventually("started again", Duration::from_secs(10), || async {
        let text = std::fs::read_to_string(&record).unwrap();
        !text.contains(&format!("\"pid\":{}", third.pid))
    })
    .await;
    last.stop_supervising().await;
}
