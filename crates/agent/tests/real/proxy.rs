//! The proxy process, played by a small script.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use hyades_agent::{LocalAgent, Options, stop_all};
use hyades_agent_api::{Agent, AgentError};
use hyades_types::topology::TopologySnapshot;

use crate::world::{DEADLINE, eventually, is_running, kill, options};

/// Answers like the proxy: the epoch is the one in the snapshot file.
const FAKE: &str = r#"#!/usr/bin/env python3
import json, os, socket, sys
arguments = dict(zip(sys.argv[2::2], sys.argv[3::2]))
path = arguments["--control-socket"]
if os.path.exists(path):
    os.remove(path)
listener = socket.socket(socket.AF_UNIX)
listener.bind(path)
listener.listen()
while True:
    client, _ = listener.accept()
    request = json.loads(client.makefile().readline())
    epoch = json.load(open(arguments["--snapshot"]))["epoch"]
    if request["op"] == "reload" and epoch == 666:
        answer = {"error": "cannot read it"}
    else:
        answer = {"pid": os.getpid(), "epoch": epoch, "failed": [], "listening": 0, "connections": 0}
    client.sendall((json.dumps(answer) + "\n").encode())
    client.close()
"#;

struct Host {
    options: Options,
    _dir: tempfile::TempDir,
}

impl Host {
    fn new() -> Option<Self> {
        let dir = tempfile::Builder::new().prefix("hy").tempdir().unwrap();
        let program = dir.path().join("proxy.py");
        std::fs::write(&program, FAKE).unwrap();
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        let python = std::env::split_paths(&std::env::var_os("PATH")?)
            .map(|dir| dir.join("python3"))
            .find(|path| path.is_file())?;
        let mut options = options(dir.path())?;
        options.proxy_command = vec![python.into(), program.into(), "proxy".into()];
        Some(Self { options, _dir: dir })
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let dir = self.options.data_dir.clone();
        let cleaner = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let _ = runtime.block_on(stop_all(&dir, Duration::from_secs(5)));
        });
        let _ = cleaner.join();
    }
}

fn snapshot(epoch: u64) -> TopologySnapshot {
    TopologySnapshot {
        epoch,
        gateways: Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxy_is_started_kept_adopted_and_never_taken_back() {
    let Some(host) = Host::new() else { return };
    let agent = LocalAgent::start(host.options.clone()).await.unwrap();
    let first = agent.gateways_apply(&snapshot(3), DEADLINE).await.unwrap();
    assert_eq!(first.epoch, 3);
    let second = agent.gateways_apply(&snapshot(4), DEADLINE).await.unwrap();
    assert_eq!((second.epoch, second.pid), (4, first.pid));
    let stale = agent
        .gateways_apply(&snapshot(2), DEADLINE)
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
    let third = agent.gateways_apply(&snapshot(5), DEADLINE).await.unwrap();
    assert_ne!(third.pid, first.pid);

    agent.stop_supervising().await;
    assert!(is_running(third.pid));
    let next = LocalAgent::start(host.options.clone()).await.unwrap();
    let adopted = next.gateways_apply(&snapshot(6), DEADLINE).await.unwrap();
    assert_eq!(adopted.pid, third.pid);
    let stale = next
        .gateways_apply(&snapshot(5), DEADLINE)
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
        .gateways_apply(&snapshot(666), DEADLINE)
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("cannot read it"), "{refused}");

    next.stop_supervising().await;
    let report = stop_all(&host.options.data_dir, DEADLINE).await.unwrap();
    assert_eq!(report.stopped.len(), 1);
    assert_eq!(
        (report.stopped[0].pid, &report.stopped[0].node),
        (third.pid, &None)
    );
    // The snapshot is still there: the next agent serves it again.
    let last = LocalAgent::start(host.options.clone()).await.unwrap();
    let record = host.options.data_dir.join("proxy/pid.json");
    eventually("started again", Duration::from_secs(10), || async {
        let text = std::fs::read_to_string(&record).unwrap();
        !text.contains(&format!("\"pid\":{}", third.pid))
    })
    .await;
    last.stop_supervising().await;
}
