//! Prepared statements.

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::lenenc::{put_bytes, put_int};
use hyades_mysql::wire::packet::{HEADER, write_packet};
use hyades_mysql::wire::response::ResponseKind;
use hyades_mysql::wire::stmt::{StmtPrepareOk, set_statement_id};

use super::commands::clear;
use super::pair::{Pair, Prepared};
use super::statements::one_of;
use crate::client::error;
use crate::rng::Rng;

const EXECUTE: u8 = 0x17;
const LONG_DATA: u8 = 0x18;
const CLOSE: u8 = 0x19;
const RESET: u8 = 0x1a;
const FETCH: u8 = 0x1c;

pub(super) fn step(pair: &mut Pair, rng: &mut Rng) {
    if pair.statements.is_empty() || rng.chance(20) {
        return prepare(pair, &one_of(TEXTS, rng));
    }
    let index = rng.below(pair.statements.len());
    match rng.below(100) {
        0..65 => execute(pair, rng, index),
        65..72 if !pair.statements[index].is_number => {
            clear(pair);
            let data = "part of a long value ".repeat(1 + rng.below(5000));
            long_data(pair, rng, index, data.as_bytes());
        }
        65..80 => both(pair, index, "reset", RESET, &[], ResponseKind::Status),
        80..90 => {
            let rows = (1 + rng.below(150)) as u32;
            both(
                pair,
                index,
                "fetch",
                FETCH,
                &rows.to_le_bytes(),
                ResponseKind::Rows,
            );
        }
        90..97 => {
            both(pair, index, "close", CLOSE, &[], ResponseKind::Nothing);
            pair.statements.swap_remove(index);
        }
        _ => {
            let unknown = 4_000_000_000_u32.to_le_bytes();
            let payload = [&[EXECUTE][..], &unknown, &[0, 1, 0, 0, 0]].concat();
            pair.command("execute what is not there", &payload);
            clear(pair);
        }
    }
}

fn prepare(pair: &mut Pair, sql: &[u8]) {
    pair.note(format!("prepare {}", String::from_utf8_lossy(sql)));
    let mut out = Vec::new();
    write_packet(&mut out, 0, &[&[0x16], sql].concat());
    pair.direct.send(&out);
    pair.proxied.send(&out);
    let mut direct = pair.direct.receive(ResponseKind::Prepared);
    let mut proxied = pair.proxied.receive(ResponseKind::Prepared);
    if error(&direct).is_some() || error(&proxied).is_some() {
        return pair.same(&direct, &proxied);
    }
    let capabilities = pair.capabilities();
    let read = |bytes: &mut Vec<u8>| {
        let prepared = StmtPrepareOk::parse(&bytes[HEADER..], capabilities).unwrap();
        // Ids are up to the server.
        bytes[HEADER + 1..HEADER + 5].fill(0);
        prepared
    };
    let (here, there) = (read(&mut direct), read(&mut proxied));
    pair.same(&direct, &proxied);
    pair.statements.push(Prepared {
        direct: here.statement_id,
        proxied: there.statement_id,
        parameters: here.parameters,
        is_definition: sql.starts_with(b"CREATE"),
        is_number: contains(sql, b"id = ?") || contains(sql, b"id <= ?"),
        executed: false,
        cursor: false,
    });
}

/// Sends a command with the statement's id, which is not the same on both sides.
fn both(pair: &mut Pair, index: usize, what: &str, code: u8, rest: &[u8], kind: ResponseKind) {
    let statement = pair.statements[index].clone();
    pair.note(format!(
        "{what} {} {:02x?}",
        statement.direct,
        &rest[..rest.len().min(120)]
    ));
    let mut payload = [&[code, 0, 0, 0, 0], rest].concat();
    for (client, id) in [
        (&mut pair.direct, statement.direct),
        (&mut pair.proxied, statement.proxied),
    ] {
        set_statement_id(&mut payload, id);
        let mut out = Vec::new();
        write_packet(&mut out, 0, &payload);
        client.send(&out);
    }
    compare(pair, kind, &statement);
}

/// Compares responses; errors may name the statement's id.
fn compare(pair: &mut Pair, kind: ResponseKind, statement: &Prepared) {
    let direct = pair.direct.receive(kind);
    let proxied = pair.proxied.receive(kind);
    if let (Some((1210 | 1243 | 1421, ours)), Some((1210 | 1243 | 1421, theirs))) =
        (error(&direct), error(&proxied))
    {
        let named = |id: u32| format!("({id})");
        let theirs = theirs.replace(&named(statement.proxied), &named(statement.direct));
        assert_eq!(ours, theirs);
        clear(pair);
        return;
    }
    pair.same(&direct, &proxied);
}

fn long_data(pair: &mut Pair, rng: &mut Rng, index: usize, data: &[u8]) {
    let parameters = usize::from(pair.statements[index].parameters);
    let parameter = if parameters > 0 {
        rng.below(parameters)
    } else {
        0
    } as u16;
    let rest = [&parameter.to_le_bytes()[..], data].concat();
    both(
        pair,
        index,
        "long data",
        LONG_DATA,
        &rest,
        ResponseKind::Nothing,
    );
}

fn execute(pair: &mut Pair, rng: &mut Rng, index: usize) {
    let statement = pair.statements[index].clone();
    let attributes = pair.capabilities().contains(Capabilities::QUERY_ATTRIBUTES);
    // A definition has no rows. MySQL says so, unless it may not even be prepared now, as on the proxy's connection.
    let flags = u8::from(!statement.is_definition && (statement.cursor || rng.chance(20)));
    let new_types = !statement.executed || rng.chance(60);
    let mut rest = vec![flags, 1, 0, 0, 0];
    let count = usize::from(statement.parameters);
    if count > 0 {
        if attributes {
            put_int(&mut rest, count as u64);
        }
        let null = |rng: &mut Rng| rng.chance(10);
        let nulls: Vec<bool> = (0..count).map(|_| null(rng)).collect();
        let mut bitmap = vec![0_u8; count.div_ceil(8)];
        for (at, _) in nulls.iter().enumerate().filter(|(_, null)| **null) {
            bitmap[at / 8] |= 1 << (at % 8);
        }
        rest.extend_from_slice(&bitmap);
        rest.push(u8::from(new_types));
        if new_types {
            for _ in 0..count {
                rest.extend_from_slice(&STRING.to_le_bytes());
                if attributes {
                    put_bytes(&mut rest, b"");
                }
            }
        }
        let values = if statement.is_number { NUMBERS } else { VALUES };
        for _ in nulls.iter().filter(|null| !**null) {
            put_bytes(&mut rest, rng.pick(values).as_bytes());
        }
    }
    if new_types {
        pair.statements[index].executed = true;
    }
    pair.statements[index].cursor = flags == 1;
    let cursor = flags == 1;
    both(
        pair,
        index,
        "execute",
        EXECUTE,
        &rest,
        ResponseKind::Results { cursor },
    );
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|one| one == part)
}

const STRING: u16 = 253;
const NUMBERS: &[&str] = &["1", "2", "3", "17", "-5"];
const VALUES: &[&str] = &["1", "2", "3", "17", "abc", "", "2024-01-01", "-5", "7.25"];

const TEXTS: &[&str] = &[
    "SELECT ?",
    "SELECT * FROM t WHERE id = ?",
    "SELECT id, v FROM n ORDER BY id",
    "SELECT * FROM types WHERE id <= ? ORDER BY id",
    "SELECT 1",
    "INSERT INTO t (b) VALUES (?)",
    "UPDATE t SET b = ? WHERE id = ?",
    "DELETE FROM t WHERE id = ?",
    "SELECT LAST_INSERT_ID()",
    "SELECT ROW_COUNT()",
    "SELECT LENGTH(?), LEFT(?, 10)",
    "CALL several(?)",
    "CALL outs(?, @b, @c)",
    "CALL outs(?, ?, ?)",
    "SELECT @u := ?",
    "SET @u = ?",
    "SET sql_select_limit = 7",
    "SHOW WARNINGS",
    "SELECT * FROM nowhere",
    "SELECT FROM",
    "SELECT ? FROM t FOR UPDATE",
    "BEGIN",
    "COMMIT",
    "SELECT * FROM temp",
    "SELECT DATABASE(), @@sql_mode",
    "SELECT SQL_CALC_FOUND_ROWS id FROM n LIMIT 3",
    "SELECT \"a\"",
    "SELECT 1; SELECT 2",
    "SHOW TABLES",
    "INSERT INTO t (a, b) VALUES (?, ?) ON DUPLICATE KEY UPDATE b = VALUES(b)",
    "SELECT pure_function(?)",
    "SELECT writes(4#)",
    "DO ?",
    "CREATE TABLE IF NOT EXISTS made (id INT PRIMARY KEY)",
    "SELECT CAST(? AS SIGNED) + 0, ? IS NULL",
    "SELECT 1/0, CAST(? AS SIGNED)",
];
