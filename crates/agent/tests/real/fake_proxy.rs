//! A host whose proxy processes are played by a small script.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

use hyades_agent::{Options, stop_all};

use crate::world::options;

/// An epoch that the script refuses.
pub(crate) const REFUSED: u64 = 666;

/// An epoch that it never comes to.
pub(crate) const NEVER_SERVED: u64 = 777;

/// How long the script takes to end when it drains, in seconds.
pub(crate) const LINGER: u64 = 4;

/// Answers like the proxy, and listens on the endpoints of database proxies.
const SCRIPT: &str = r#"#!/usr/bin/env python3
import json, os, socket, sys, threading
arguments = dict(zip(sys.argv[2::2], sys.argv[3::2]))
path = arguments["--control-socket"]
whole, listening = {"epoch": 0}, []

def load():
    global whole
    offered = json.load(open(arguments["--snapshot"]))
    if offered["epoch"] == 666:
        return {"error": "cannot read it"}
    if offered["epoch"] != 777:
        whole = offered
    return None

def listen():
    for proxy in whole.get("proxies", []):
        for endpoint in proxy["listen"]:
            listener = socket.socket()
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            listener.bind((endpoint["address"], endpoint["port"]))
            listener.listen(4096)
            listening.append(listener)

def drain(seconds):
    with open(os.path.join(os.path.dirname(sys.argv[0]), "drained"), "a") as log:
        log.write(f"{os.getpid()} {seconds}\n")
    while listening:
        listening.pop().close()
    threading.Timer(LINGER, os._exit, [0]).start()

load()
listen()
if os.path.exists(path):
    os.remove(path)
control = socket.socket(socket.AF_UNIX)
control.bind(path)
control.listen()
while True:
    client, _ = control.accept()
    request = json.loads(client.makefile().readline())
    refused = None
    if request["op"] == "reload":
        refused = load()
    if request["op"] == "drain":
        drain(request["seconds"])
    status = {"pid": os.getpid(), "epoch": whole["epoch"], "failed": [],
              "listening": len(listening), "connections": 0}
    client.sendall((json.dumps(refused or status) + "\n").encode())
    client.close()
"#;

/// A host with nothing on it.
pub(crate) struct Host {
    pub(crate) options: Options,
    dir: tempfile::TempDir,
}

impl Host {
    /// `None` when there is no MySQL, which an agent needs, or no Python.
    pub(crate) fn new() -> Option<Self> {
        let dir = tempfile::Builder::new().prefix("hy").tempdir().unwrap();
        let program = dir.path().join("proxy.py");
        let script = SCRIPT.replace("LINGER", &LINGER.to_string());
        std::fs::write(&program, script).unwrap();
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        let python = std::env::split_paths(&std::env::var_os("PATH")?)
            .map(|dir| dir.join("python3"))
            .find(|path| path.is_file())?;
        let mut options = options(dir.path())?;
        options.proxy_command = vec![python.into(), program.into(), "proxy".into()];
        Some(Self { options, dir })
    }

    pub(crate) fn data(&self, path: &str) -> PathBuf {
        self.options.data_dir.join(path)
    }

    /// Process ids that were told to drain, each with the seconds it was given.
    pub(crate) fn drained(&self) -> Vec<(u32, u64)> {
        let log = std::fs::read_to_string(self.dir.path().join("drained")).unwrap_or_default();
        log.lines()
            .map(|line| {
                let (pid, seconds) = line.split_once(' ').unwrap();
                (pid.parse().unwrap(), seconds.parse().unwrap())
            })
            .collect()
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
