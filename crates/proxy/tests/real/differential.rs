//! The same commands directly and through a proxy: every byte that comes back has to be the same.

mod capabilities;
mod commands;
mod normal;
mod pair;
mod prepared;
mod schema;
mod session_state;
mod statements;
mod transport;

use std::panic::catch_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::client::{self, Login};
use crate::rng::Rng;
use crate::world::{Through, world};
use pair::Pair;

/// Sequences of each client of the short run.
const SEQUENCES: usize = 12;
/// Clients at once; each has a database. Several of them share connections in an order that is another one each time.
const CLIENTS: usize = 2;
/// Steps of a sequence.
const STEPS: usize = 60;

/// `HYADES_SEQUENCES` and `HYADES_CLIENTS` ask for a longer run, `HYADES_SEED` for other ones.
fn setting(name: &str, default: usize) -> usize {
    let value = std::env::var(name).ok();
    value.map_or(default, |value| value.parse().expect("a number"))
}

#[test]
fn reads_from_a_replica() {
    run(Through::Replica, 1);
}

#[test]
fn reads_from_the_primary() {
    run(Through::Primary, 2);
}

#[test]
fn connections_of_its_own() {
    run(Through::Own, 3);
}

/// Several clients at once, which take connections from each other.
fn run(through: Through, salt: u64) {
    let Some(world) = world() else { return };
    let sequences = setting("HYADES_SEQUENCES", SEQUENCES);
    let clients = setting("HYADES_CLIENTS", CLIENTS);
    let seed = setting("HYADES_SEED", 7) as u64;
    let steps = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for client in 0..clients {
            let (steps, failed) = (&steps, &failed);
            scope.spawn(move || {
                let database = format!("d{salt}_{client}");
                schema::create(world, &database);
                for sequence in 0..sequences {
                    let number = (client * 1_000_000 + sequence) as u64;
                    let seed = seed << 32 | salt << 28 | number;
                    // The next sequence begins anew, so that a long run finds all that there is.
                    match catch_unwind(|| play(&database, through, seed)) {
                        Ok(count) => drop(steps.fetch_add(count, Ordering::Relaxed)),
                        Err(_) => failed.lock().unwrap().push(seed),
                    }
                }
            });
        }
    });
    let steps = steps.into_inner();
    eprintln!(
        "{through:?}: {} sequences, {steps} steps",
        sequences * clients
    );
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "different: {failed:?}");
}

/// One sequence. Returns how many steps it had.
fn play(database: &str, through: Through, seed: u64) -> usize {
    let world = world().unwrap();
    let mut rng = Rng::new(seed);
    let login = capabilities::login(&mut rng, database, through != Through::Plain);
    let mut pair = Pair::connect(world, through, &login, seed);
    schema::fill(&mut pair);
    let steps = STEPS / 2 + rng.below(STEPS);
    for _ in 0..steps {
        step(&mut pair, &mut rng);
        if pair.is_over() {
            break;
        }
    }
    pair.steps()
}

fn step(pair: &mut Pair, rng: &mut Rng) {
    match rng.below(100) {
        0..2 => found_rows(pair, rng),
        2..4 => diagnostics(pair, rng),
        4..55 => {
            let sql = statements::statement(pair, rng);
            pair.query(&sql);
        }
        55..70 => session_state::step(pair, rng),
        70..88 => prepared::step(pair, rng),
        88..97 => commands::step(pair, rng),
        _ => transport::step(pair, rng),
    }
}

/// What `FOUND_ROWS()` says of the last `SELECT`. What it says after other statements (an UPDATE of one
/// row makes it 1, say) is a by-product that another connection of the proxy need not have.
fn found_rows(pair: &mut Pair, rng: &mut Rng) {
    let found = pair.query(&statements::one_of(statements::FOUND, rng));
    if client::error(&found).is_some() {
        return;
    }
    // No row found and one changed is what no third connection can be brought to, see `normal.rs`.
    let is_empty = client::rows(&found, pair.capabilities()) == 0;
    if rng.chance(30) && !is_empty {
        pair.query(&statements::one_of(statements::BETWEEN, rng));
    }
    pair.query(b"SELECT FOUND_ROWS(), ROW_COUNT()");
}

/// `GET DIAGNOSTICS` about what ran at the primary. It is refused where that was a read at a replica, whose
/// warnings cannot be brought to the primary, nor asked for without losing them.
fn diagnostics(pair: &mut Pair, rng: &mut Rng) {
    pair.query(&statements::one_of(statements::WARNING, rng));
    for _ in 0..1 + rng.below(3) {
        pair.query(&statements::one_of(statements::DIAGNOSTICS, rng));
    }
    pair.query(b"SELECT @n, @r, @m, @e");
}

#[test]
fn one_seed() {
    // For looking at a failure: HYADES_ONE=seed of its message.
    let Some(seed) = std::env::var("HYADES_ONE").ok() else {
        return;
    };
    let Some(world) = world() else { return };
    let seed: u64 = seed.parse().expect("a seed");
    let through = match seed >> 28 & 15 {
        2 => Through::Primary,
        3 => Through::Own,
        _ => Through::Replica,
    };
    schema::create(world, "one");
    play("one", through, seed);
}

#[test]
fn logins_are_alike() {
    let Some(world) = world() else { return };
    for login in [
        Login::app(),
        Login::app().tls(),
        Login::app().database("mysql"),
    ] {
        let mut pair = Pair::connect(world, Through::Replica, &login, 0);
        pair.query(b"SELECT DATABASE(), @@character_set_client, @@collation_connection");
    }
}
