//! Commands of the protocol that are not statements.

use hyades_mysql::wire::packet::write_packet;
use hyades_mysql::wire::response::ResponseKind;

use super::pair::Pair;
use super::schema;
use crate::client::{Login, Refused};
use crate::rng::Rng;

pub(super) fn step(pair: &mut Pair, rng: &mut Rng) {
    let database = String::from_utf8_lossy(&pair.login.database).into_owned();
    match rng.below(100) {
        0..20 => drop(pair.command("ping", &[0x0e])),
        20..30 => {
            clear(pair);
            let empty = schema::empty(&database);
            let name = *rng.pick(&[database.as_str(), &empty, "nodatabase", ""]);
            pair.command("init db", &[&[2], name.as_bytes()].concat());
        }
        30..45 => drop(pair.command("init db", &[&[2], database.as_bytes()].concat())),
        45..55 => {
            clear(pair);
            let table = *rng.pick(&["t", "types", "nothing"]);
            let wild = *rng.pick(&["", "%", "i%"]);
            let payload = [&[4][..], table.as_bytes(), &[0], wild.as_bytes()].concat();
            pair.command("field list", &payload);
        }
        55..60 => statistics(pair),
        60..68 => reset(pair),
        68..76 => {
            let option = *rng.pick(&[0_u8, 1, 0, 1, 7]);
            if option == 7 {
                clear(pair);
            }
            pair.command("set option", &[0x1b, option, 0]);
        }
        76..88 => change_user(pair, rng, &database),
        88..95 => {
            clear(pair);
            let code = *rng.pick(&[0x2a_u8, 0x80, 0xff, 0, 5, 0x0b, 0x0f, 0x10, 0x13]);
            pair.command("unknown", &[code]);
        }
        95..97 => drop(pair.command("debug", &[0x0d])),
        97..99 => {
            clear(pair);
            pair.command("field list", &[4]);
        }
        _ => {
            clear(pair);
            pair.command("init db", &[2]);
        }
    }
}

/// Clears the list of warnings, to which commands add theirs.
pub(super) fn clear(pair: &mut Pair) {
    pair.query(b"DO 0");
}

pub(super) fn reset(pair: &mut Pair) {
    let database = String::from_utf8_lossy(&pair.login.database).into_owned();
    pair.command("reset connection", &[0x1f]);
    enter(pair, &database);
}

/// Back to the database that the other steps are about.
fn enter(pair: &mut Pair, database: &str) {
    pair.was_reset = true;
    pair.statements.clear();
    pair.command("init db", &[&[2], database.as_bytes()].concat());
}

/// Numbers differ.
fn statistics(pair: &mut Pair) {
    pair.note("statistics");
    let mut out = Vec::new();
    write_packet(&mut out, 0, &[9]);
    let mut shapes = Vec::new();
    for client in [&mut pair.direct, &mut pair.proxied] {
        client.send(&out);
        let text = client.receive(ResponseKind::Text);
        let text = String::from_utf8_lossy(&text[4..]).into_owned();
        shapes.push(text.replace(|c: char| c.is_ascii_digit() || c == '.', ""));
    }
    assert_eq!(shapes[0], shapes[1]);
}

fn change_user(pair: &mut Pair, rng: &mut Rng, database: &str) {
    let mut login = match rng.below(10) {
        0 => Login::new("app", "wrong"),
        1 => Login::new("nobody", "x"),
        2 => Login::new("root", ""),
        _ => Login::app(),
    };
    login.collation = *rng.pick(&[255, 45, 8, 28]);
    if rng.chance(80) {
        login.database = database.as_bytes().to_vec();
    }
    if rng.chance(5) {
        login.database = b"nodatabase".to_vec();
    }
    pair.note(format!(
        "change user {} {} {}",
        String::from_utf8_lossy(&login.user),
        String::from_utf8_lossy(&login.database),
        login.collation
    ));
    let direct = pair.direct.change_user(&login);
    let proxied = pair.proxied.change_user(&login);
    match (direct, proxied) {
        (Ok(direct), Ok(proxied)) => {
            pair.same(&direct, &proxied);
            enter(pair, database);
        }
        (Err(Refused(direct, _)), Err(Refused(proxied, _))) => {
            assert_eq!(direct, proxied, "change user");
            pair.end();
        }
        (direct, proxied) => panic!("change user: {direct:?} {proxied:?}"),
    }
}
