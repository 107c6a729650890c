//! Those who write and read.

use std::sync::Arc;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error};

use super::board::{Board, Expected, REGISTERS};
use super::{WRITERS, random};
use crate::nodes::Node;

pub(super) const TABLES: &[&str] = &[
    "CREATE TABLE test.registers (k INT PRIMARY KEY, v BIGINT NOT NULL)",
    // Commits, and fails: the error has no room for what was committed.
    "CREATE PROCEDURE test.put (a INT, b BIGINT) BEGIN \
       UPDATE test.registers SET v = b WHERE k = a; \
       COMMIT; SIGNAL SQLSTATE '45000'; END",
];

/// What is read, and where from.
const READ: &str = "SELECT v, (SELECT id FROM whoami) FROM registers WHERE k = ";

/// A session that reads.
pub(super) struct Reader {
    conn: Conn,
    board: Arc<Board>,
}

impl Reader {
    pub(super) async fn log_in(node: &Node, board: Arc<Board>) -> Self {
        let mut conn = node.client().await;
        // So that reads may leave transactions.
        let isolation = "SET SESSION transaction_isolation = 'READ-COMMITTED'";
        conn.query_drop(isolation).await.unwrap();
        Self { conn, board }
    }

    pub(super) async fn run(mut self) {
        while !self.board.is_over() {
            self.read(random(REGISTERS), 0).await;
        }
    }

    /// Reads at the primary.
    pub(super) async fn witness(mut self) {
        while !self.board.is_over() {
            let register = random(REGISTERS);
            let expected = self.board.expect(register, 0);
            let query = format!("/*FORCE_MASTER*/ {READ}{register}");
            let row = self.conn.query_first(query).await.unwrap();
            self.note(register, row, expected);
        }
    }

    async fn read(&mut self, register: usize, own: u64) {
        let way = random(8);
        if way == 0 {
            self.conn.query_drop("BEGIN").await.unwrap();
        }
        let expected = self.board.expect(register, own);
        let row = match way {
            0..5 => self.conn.query_first(format!("{READ}{register}")).await,
            _ => self.conn.exec_first(format!("{READ}?"), (register,)).await,
        };
        self.note(register, row.unwrap(), expected);
        if way == 0 {
            self.conn.query_drop("COMMIT").await.unwrap();
        }
    }

    fn note(&self, register: usize, row: Option<(u64, usize)>, expected: Expected) {
        // Its row may be missing as long as it was never written.
        let (version, server) = row.unwrap_or((0, 0));
        self.board.found(register, version, server, expected);
    }
}

/// A session that raises registers of its own, and reads them.
pub(super) struct Writer {
    reader: Reader,
    number: usize,
    versions: Vec<u64>,
}

impl Writer {
    pub(super) async fn log_in(node: &Node, number: usize, board: Arc<Board>) -> Self {
        let mut reader = Reader::log_in(node, board).await;
        let mut versions = vec![0; REGISTERS];
        // Registers go on from the run before.
        for (register, version) in versions.iter_mut().enumerate() {
            if register % WRITERS == number {
                let insert = format!("INSERT IGNORE INTO registers VALUES ({register}, 1)");
                reader.conn.query_drop(insert).await.unwrap();
                let query = format!("{READ}{register} FOR UPDATE");
                let row: Option<(u64, usize)> = reader.conn.query_first(query).await.unwrap();
                *version = row.unwrap().0;
                reader.board.publish(register, *version);
            }
        }
        Self {
            reader,
            number,
            versions,
        }
    }

    pub(super) async fn run(mut self) {
        while !self.reader.board.is_over() {
            let register = self.own_register();
            let version = self.versions[register] + 1;
            self.write(register, version).await;
            self.versions[register] = version;
            self.reader.board.wrote(register, version);
            for _ in 0..random(4) {
                let register = match random(2) {
                    0 => register,
                    _ => self.own_register(),
                };
                self.reader.read(register, self.versions[register]).await;
            }
        }
    }

    fn own_register(&self) -> usize {
        random(REGISTERS / WRITERS) * WRITERS + self.number
    }

    /// Every way there is to commit. After a procedure a session stays at the primary, so only one does that.
    async fn write(&mut self, register: usize, version: u64) {
        let update = format!("UPDATE registers SET v = {version} WHERE k = {register}");
        let conn = &mut self.reader.conn;
        let ways = if self.number == 0 { 8 } else { 7 };
        match random(ways) {
            0 => run(conn, &[&update]).await,
            1 => {
                let update = "UPDATE registers SET v = ? WHERE k = ?";
                conn.exec_drop(update, (version, register)).await.unwrap();
            }
            2 => run(conn, &["BEGIN", &update, "COMMIT"]).await,
            3 => run(conn, &["BEGIN", &update, "BEGIN", "ROLLBACK"]).await,
            4 => run(conn, &["SET autocommit = 0", &update, "SET autocommit = 1"]).await,
            5 => run(conn, &[&format!("{update}; DO 0")]).await,
            6 => {
                run(conn, &["BEGIN", &update]).await;
                // Commits what is under way before it finds out that it cannot be done.
                fail(conn, "CREATE TABLE registers (k INT)", 1050).await;
            }
            _ => fail(conn, &format!("CALL put({register}, {version})"), 1644).await,
        }
    }
}

async fn run(conn: &mut Conn, statements: &[&str]) {
    for statement in statements {
        conn.query_drop(*statement).await.expect(statement);
    }
}

async fn fail(conn: &mut Conn, statement: &str, code: u16) {
    match conn.query_drop(statement).await {
        Err(Error::Server(error)) if error.code == code => {}
        other => panic!("{statement}: {other:?}"),
    }
}
