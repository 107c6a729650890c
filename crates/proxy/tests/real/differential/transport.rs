//! Bytes in unusual portions: commands at once, in pieces, and huge ones.

use std::time::Duration;

use hyades_mysql::wire::packet::write_packet;
use hyades_mysql::wire::response::ResponseKind;

use super::pair::Pair;
use super::statements::statement;
use crate::rng::Rng;

/// What does not fit into one packet.
const HUGE: usize = 17_000_000;

pub(super) fn step(pair: &mut Pair, rng: &mut Rng) {
    match rng.below(100) {
        0..45 => pipeline(pair, rng),
        45..70 => in_pieces(pair, rng),
        70..93 => load_data(pair, rng),
        93..97 => long_statement(pair, 1_200_000),
        97 => long_statement(pair, HUGE),
        98 => drop(pair.query(b"SELECT REPEAT('y', 17000000)")),
        _ => huge_parameter(pair),
    }
}

/// Several commands in one write, and then all responses.
fn pipeline(pair: &mut Pair, rng: &mut Rng) {
    let mut out = Vec::new();
    let mut kinds = Vec::new();
    for _ in 0..2 + rng.below(6) {
        let payload = match rng.chance(80) {
            true => {
                let sql = statement(pair, rng);
                // Drivers do not pipeline a request for a file.
                pair.note(format!("pipelined {}", String::from_utf8_lossy(&sql)));
                pair.direct.query_payload(&sql)
            }
            false => {
                pair.note("pipelined ping");
                vec![0x0e]
            }
        };
        kinds.push(ResponseKind::of(&payload));
        write_packet(&mut out, 0, &payload);
    }
    pair.direct.send(&out);
    pair.proxied.send(&out);
    for kind in kinds {
        pair.compare(kind);
    }
}

fn in_pieces(pair: &mut Pair, rng: &mut Rng) {
    let sql = statement(pair, rng);
    pair.note(format!("in pieces {}", String::from_utf8_lossy(&sql)));
    let mut out = Vec::new();
    write_packet(&mut out, 0, &pair.direct.query_payload(&sql));
    for piece in out.chunks(1 + rng.below(9)) {
        pair.direct.send(piece);
        pair.proxied.send(piece);
        if rng.chance(10) {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    pair.compare(ResponseKind::Results { cursor: false });
}

fn load_data(pair: &mut Pair, rng: &mut Rng) {
    let lines = *rng.pick(&[0, 1, 10, 5000]);
    let file: String = (0..lines)
        .map(|line| format!("{line}\tline {line}\n"))
        .collect();
    pair.direct.file = file.clone().into_bytes();
    pair.proxied.file = file.into_bytes();
    let into = *rng.pick(&["loaded", "loaded (a, b)", "nothing", "loaded (a)"]);
    pair.query(format!("LOAD DATA LOCAL INFILE 'any' INTO TABLE {into}").as_bytes());
    pair.query(b"SELECT COUNT(*), SUM(a), MAX(b) FROM loaded");
}

fn long_statement(pair: &mut Pair, length: usize) {
    let text = "z".repeat(length);
    pair.query(format!("INSERT INTO big (b) VALUES ('{text}')").as_bytes());
    pair.query(b"SELECT id, LENGTH(b), MD5(b) FROM big ORDER BY id");
    pair.query(format!("SELECT LENGTH('{text}')").as_bytes());
    pair.query(b"SELECT b FROM big ORDER BY id DESC LIMIT 1");
}

fn huge_parameter(pair: &mut Pair) {
    let value = "w".repeat(HUGE);
    pair.query(format!("SET @huge = '{value}'").as_bytes());
    pair.query(b"SELECT LENGTH(@huge), @huge");
    pair.query(b"SET @huge = NULL");
}
