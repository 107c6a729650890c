//! One mysqld for all tests of the process.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, OptsBuilder};

use crate::mysqld::{command, initialize};

/// Ends the server when this process ends, however it ends: then its standard input is closed.
const KEEPER: &str = "exec 2>/dev/null; \"$@\" & read _; kill -9 $!; wait $!; rm -rf \"$0\"";

const ACCOUNTS: &[&str] = &[
    "CREATE USER app@'%' IDENTIFIED BY 'app'",
    "GRANT ALL ON *.* TO app@'%' WITH GRANT OPTION",
    "CREATE USER monitor@localhost IDENTIFIED BY 'monitor'",
    "GRANT REPLICATION CLIENT ON *.* TO monitor@localhost",
    "CREATE DATABASE shop",
    "CREATE TABLE shop.t1 (id INT PRIMARY KEY, a INT)",
    "INSERT INTO shop.t1 VALUES (1, 1), (2, 2), (3, 3)",
];

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) socket: PathBuf,
    pub(crate) data: PathBuf,
    _keeper: Child,
}

/// An address of this process.
pub(crate) fn address() -> IpAddr {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    let process = (std::process::id() % 250 + 1) as u8;
    IpAddr::from([127, 81, process, NEXT.fetch_add(1, Ordering::Relaxed)])
}

/// The server; `None`, said loudly, when there is no MySQL to test with.
pub(crate) fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER
        .get_or_init(|| Some(start(&crate::engine::engine()?)))
        .as_ref()
}

fn start(engine: &Path) -> Server {
    let directory = tempfile::Builder::new()
        .prefix("hyo")
        .tempdir()
        .unwrap()
        .keep();
    let data = initialize(engine, &directory);
    let address = SocketAddr::new(address(), 3306);
    let socket = directory.join("s.sock");
    let mysqld = command(engine, &data);
    let keeper = Command::new("sh")
        .args(["-c", KEEPER])
        .arg(&directory)
        .arg(mysqld.get_program())
        .args(mysqld.get_args())
        .args([
            "--port=3306",
            "--mysqlx=OFF",
            "--gtid-mode=ON",
            "--enforce-gtid-consistency=ON",
        ])
        .arg(format!(
            "--log-error={}",
            directory.join("error.log").display()
        ))
        .arg(format!("--socket={}", socket.display()))
        .arg(format!("--bind-address={}", address.ip()))
        .stdin(Stdio::piped())
        .spawn();
    let deadline = Instant::now() + Duration::from_secs(120);
    while std::os::unix::net::UnixStream::connect(&socket).is_err() {
        assert!(Instant::now() < deadline, "the server does not start");
        std::thread::sleep(Duration::from_millis(50));
    }
    set_up(socket.clone());
    Server {
        address,
        socket,
        data,
        _keeper: keeper.unwrap(),
    }
}

/// On a thread of its own, as the tests have runtimes already.
fn set_up(socket: PathBuf) {
    let work = async move {
        let socket = socket.to_str().unwrap().to_owned();
        let options = OptsBuilder::default()
            .user(Some("root"))
            .socket(Some(socket));
        let mut root = Conn::new(options).await.unwrap();
        for statement in ACCOUNTS {
            root.query_drop(*statement).await.unwrap();
        }
    };
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(work);
    };
    std::thread::spawn(run).join().unwrap();
}
