//! A primary with replicas, and proxies in front of them.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

use crate::engine::engine;
use crate::mysqld::initialize;
use crate::nodes::{Node, Wanted};
use crate::servers::Server;

pub(crate) struct World {
    /// The primary, then the replicas.
    pub(crate) servers: Vec<Server>,
    directory: TempDir,
    nodes: u32,
    /// One world at a time: what is measured here is time, too.
    _turn: MutexGuard<'static, ()>,
}

impl World {
    /// So many servers; `None` when there is no MySQL to test with.
    pub(crate) async fn start(count: u32, settings: &[&str]) -> Option<Self> {
        static TURN: OnceLock<Mutex<()>> = OnceLock::new();
        let turn = TURN.get_or_init(Mutex::default).lock().await;
        let engine = engine()?;
        let directory = tempfile::Builder::new().prefix("hyc").tempdir().unwrap();
        let template = initialize(&engine, directory.path());
        let mut servers = Vec::new();
        for id in 1..=count {
            let mut server = Server::new(&engine, &template, directory.path(), id, settings);
            server.start().await;
            servers.push(server);
        }
        servers[0].run(ACCOUNTS).await;
        for replica in &servers[1..] {
            replica.follow(&servers[0]).await;
        }
        let world = Self {
            servers,
            directory,
            nodes: 0,
            _turn: turn,
        };
        world.settle().await;
        // A table by which a read tells where it was answered: it differs from server to server.
        for (id, server) in world.servers.iter().enumerate() {
            let tell = format!("UPDATE test.whoami SET id = {id}");
            server.run(&["SET GLOBAL super_read_only = OFF"]).await;
            server.run(&["SET sql_log_bin = 0", &tell]).await;
            if id > 0 {
                server.run(&["SET GLOBAL super_read_only = ON"]).await;
            }
        }
        Some(world)
    }

    /// Another proxy node.
    pub(crate) async fn node(&mut self, wanted: Wanted) -> Node {
        self.nodes += 1;
        let directory = self.directory.path().join(format!("node{}", self.nodes));
        Node::start(directory, wanted, &self.servers).await
    }

    /// Waits until the replicas have all that the primary has.
    pub(crate) async fn settle(&self) {
        for replica in &self.servers[1..] {
            replica.catch_up(&self.servers[0]).await;
        }
    }
}

const ACCOUNTS: &[&str] = &[
    "CREATE USER app@localhost IDENTIFIED BY 'app-password'",
    "GRANT ALL ON *.* TO app@localhost",
    "CREATE USER repl@'%' IDENTIFIED BY 'repl'",
    "GRANT REPLICATION SLAVE ON *.* TO repl@'%'",
    "CREATE USER monitor@localhost IDENTIFIED BY 'monitor'",
    "GRANT REPLICATION CLIENT ON *.* TO monitor@localhost",
    "CREATE DATABASE test",
    "CREATE TABLE test.whoami (id INT)",
    "INSERT INTO test.whoami VALUES (0)",
];

/// Waits until this is so.
pub(crate) async fn eventually(what: &str, limit: Duration, is_so: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + limit;
    while !is_so().await {
        assert!(Instant::now() < deadline, "not in time: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
