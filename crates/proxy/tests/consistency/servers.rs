//! One mysqld.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, OptsBuilder};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::mysqld::command;
use crate::world::eventually;

/// What ends a server when this process ends, however it ends: then its standard input is closed.
const KEEPER: &str = "\"$@\" & echo $! > $0; read _; kill -9 $!; wait $!";

/// An address of this process.
pub(crate) fn address() -> IpAddr {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    let process = (std::process::id() % 250 + 1) as u8;
    IpAddr::from([127, 80, process, NEXT.fetch_add(1, Ordering::Relaxed)])
}

/// Semi-synchronous as Hyades sets it up; small, and without the patience of a disk.
const SETTINGS: &[&str] = &[
    "--mysqlx=OFF",
    "--gtid-mode=ON",
    "--enforce-gtid-consistency=ON",
    "--replica-parallel-workers=4",
    "--performance-schema=OFF",
    "--innodb-buffer-pool-size=32M",
    "--innodb-redo-log-capacity=32M",
    "--innodb-flush-log-at-trx-commit=2",
    "--sync-binlog=0",
    "--plugin-load-add=semisync_source.so;semisync_replica.so",
    "--loose-rpl-semi-sync-source-enabled=ON",
    "--loose-rpl-semi-sync-replica-enabled=ON",
    "--loose-rpl-semi-sync-source-wait-no-replica=OFF",
];

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) socket: PathBuf,
    pub(crate) data: PathBuf,
    engine: PathBuf,
    id: u32,
    more: Vec<String>,
    keeper: Option<Child>,
}

impl Server {
    pub(crate) fn new(
        engine: &Path,
        template: &Path,
        directory: &Path,
        id: u32,
        more: &[&str],
    ) -> Self {
        let data = directory.join(format!("data{id}"));
        let copied = Command::new("cp")
            .arg("-r")
            .args([template, &data])
            .status();
        assert!(copied.unwrap().success());
        Self {
            address: SocketAddr::new(address(), 3306),
            socket: directory.join(format!("{id}.sock")),
            data,
            engine: engine.to_owned(),
            id,
            more: more.iter().map(|&setting| setting.to_owned()).collect(),
            keeper: None,
        }
    }

    /// Starts it, and waits until it answers.
    pub(crate) async fn start(&mut self) {
        let mysqld = command(&self.engine, &self.data);
        let _ = std::fs::remove_file(&self.socket);
        let keeper = Command::new("sh")
            .args(["-c", KEEPER])
            .arg(self.pid_file())
            .arg(mysqld.get_program())
            .args(mysqld.get_args())
            .args(SETTINGS)
            .args(&self.more)
            .arg(format!(
                "--log-error={}",
                self.data.with_extension("log").display()
            ))
            .arg(format!("--socket={}", self.socket.display()))
            .arg(format!("--bind-address={}", self.address.ip()))
            .arg(format!("--server-id={}", self.id))
            .stdin(Stdio::piped())
            .spawn();
        self.keeper = Some(keeper.unwrap());
        eventually("the server answers", Duration::from_secs(60), async || {
            Conn::new(self.root_login()).await.is_ok()
        })
        .await;
    }

    fn root_login(&self) -> OptsBuilder {
        let opts = OptsBuilder::default()
            .user(Some("root"))
            .db_name(None::<String>);
        opts.socket(Some(self.socket.display().to_string()))
    }

    pub(crate) async fn root(&self) -> Conn {
        Conn::new(self.root_login()).await.unwrap()
    }

    pub(crate) async fn run(&self, statements: &[&str]) {
        let mut root = self.root().await;
        for statement in statements {
            root.query_drop(*statement).await.expect(statement);
        }
    }

    pub(crate) async fn value<T: mysql_async::prelude::FromValue + Send + 'static>(
        &self,
        query: &str,
    ) -> T {
        let row: Option<mysql_async::Row> = self.root().await.query_first(query).await.unwrap();
        row.unwrap().take(0).unwrap()
    }

    pub(crate) async fn follow(&self, source: &Self) {
        let change = format!(
            "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '{}', SOURCE_USER = 'repl', \
             SOURCE_PASSWORD = 'repl', SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1, \
             SOURCE_CONNECT_RETRY = 1, SOURCE_RETRY_COUNT = 100000",
            source.address.ip()
        );
        let reset = "RESET BINARY LOGS AND GTIDS";
        self.run(&[
            reset,
            &change,
            "START REPLICA",
            "SET GLOBAL super_read_only = ON",
        ])
        .await;
    }

    /// Waits until it has all that the other has.
    pub(crate) async fn catch_up(&self, source: &Self) {
        let gtids: String = source.value("SELECT @@global.gtid_executed").await;
        let wait = format!("SELECT WAIT_FOR_EXECUTED_GTID_SET('{gtids}', 60)");
        assert_eq!(self.value::<i64>(&wait).await, 0);
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = std::fs::read_to_string(self.pid_file()).unwrap();
        kill(Pid::from_raw(pid.trim().parse().unwrap()), signal).unwrap();
    }

    /// Kills it as a crash of its process would, and waits until nothing is left of it.
    pub(crate) fn kill(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            drop(keeper.stdin.take());
            keeper.wait().unwrap();
        }
    }

    fn pid_file(&self) -> PathBuf {
        self.data.with_extension("pid")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.data.with_extension("log"));
            let log = log.unwrap_or_default();
            let last = log.lines().rev().take(4).collect::<Vec<_>>();
            eprintln!(
                "--- server {}, last lines first\n{}",
                self.id,
                last.join("\n")
            );
        }
    }
}
