//! One mysqld.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::client::{Client, Login};
use crate::mysqld::command;

/// What ends a server, and removes its data, when this process ends, however it ends: then its standard
/// input is closed.
const KEEPER: &str = "exec 2>/dev/null; \"$@\" & read _; kill -9 $!; wait $!; rm -rf \"$0\"";

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) socket: PathBuf,
    pub(crate) data: PathBuf,
    keeper: Child,
}

impl Server {
    pub(crate) fn start(engine: &Path, template: &Path, directory: &Path, id: u32) -> Self {
        let data = directory.join(format!("data{id}"));
        let copied = Command::new("cp")
            .arg("-r")
            .args([template, &data])
            .status();
        assert!(copied.unwrap().success());
        let address = SocketAddr::new(super::address(), 3306);
        let socket = directory.join(format!("{id}.sock"));
        let mysqld = command(engine, &data);
        let keeper = Command::new("sh")
            .args(["-c", KEEPER])
            .arg(&data)
            .arg(mysqld.get_program())
            .args(mysqld.get_args())
            .args(SETTINGS)
            .arg(format!(
                "--log-error={}",
                directory.join(format!("{id}.log")).display()
            ))
            .arg(format!("--socket={}", socket.display()))
            .arg(format!("--bind-address={}", address.ip()))
            .arg(format!("--server-id={id}"))
            .stdin(Stdio::piped())
            .spawn();
        Self {
            address,
            socket,
            data,
            keeper: keeper.unwrap(),
        }
    }

    /// Waits until it answers.
    pub(crate) fn wait(&self) {
        let deadline = Instant::now() + Duration::from_secs(120);
        while std::os::unix::net::UnixStream::connect(&self.socket).is_err() {
            assert!(Instant::now() < deadline, "a server does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// A client with all rights.
    pub(crate) fn root(&self) -> Client {
        Client::connect_unix(&self.socket, &Login::new("root", "")).unwrap()
    }

    /// Runs statements that must not fail.
    pub(crate) fn run(&self, statements: &[&str]) {
        let mut root = self.root();
        for statement in statements {
            root.run(statement);
        }
    }

    pub(crate) fn follow(&self, primary: &Self) {
        let address = primary.address.ip();
        self.run(&[
            "RESET BINARY LOGS AND GTIDS",
            &format!(
                "CHANGE REPLICATION SOURCE TO source_host = '{address}', source_user = 'repl', \
                 source_password = 'repl', source_auto_position = 1, get_source_public_key = 1, \
                 source_connect_retry = 1"
            ),
            "START REPLICA",
            "SET GLOBAL super_read_only = 1",
        ]);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

const SETTINGS: &[&str] = &[
    "--port=3306",
    "--skip-name-resolve",
    "--mysqlx=OFF",
    "--gtid-mode=ON",
    "--enforce-gtid-consistency=ON",
    "--local-infile=ON",
    "--replica-parallel-workers=4",
    "--log-bin-trust-function-creators=ON",
    "--max-allowed-packet=64M",
    "--innodb-buffer-pool-size=96M",
    "--innodb-redo-log-capacity=64M",
    "--innodb-flush-log-at-trx-commit=0",
    "--sync-binlog=0",
    "--innodb-doublewrite=OFF",
    "--max-connections=500",
    "--max-prepared-stmt-count=100000",
    // With InnoDB's, MySQL 9.7.4 hangs now and then: it waits for ever for a page of a session's temporary
    // tablespace that an earlier session has had.
    "--default-tmp-storage-engine=MEMORY",
];
