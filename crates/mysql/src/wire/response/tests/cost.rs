//! What following a response costs:
//! `cargo test --release -p hyades-mysql cost -- --ignored --nocapture`.

use std::hint::black_box;
use std::time::Instant;

use super::recorded::response;
use crate::wire::capability::Capabilities;
use crate::wire::fixtures::named;
use crate::wire::packet::write_packet;
use crate::wire::response::{ResponseKind, ResponseReader};

/// Nanoseconds for one response that comes in one chunk, in the best of some rounds.
fn cost(kind: ResponseKind, capabilities: Capabilities, bytes: &[u8]) -> f64 {
    let round = || {
        let mut reader = ResponseReader::new(kind, capabilities);
        let started = Instant::now();
        for _ in 0..2_000 {
            reader.restart(kind, capabilities);
            let mut rest = black_box(bytes);
            while !rest.is_empty() {
                let step = reader.feed(rest).unwrap();
                black_box(step.event);
                rest = &rest[step.consumed..];
            }
        }
        started.elapsed()
    };
    let best = (0..200).map(|_| round()).min().unwrap();
    best.as_nanos() as f64 / 2_000.0
}

#[test]
#[ignore = "a measurement"]
fn of_small_responses() {
    let names = [
        "ping",
        "update",
        "track_gtid",
        "rows_modern",
        "rows",
        "execute_modern",
        "multi",
    ];
    for name in names {
        let exchange = named(name);
        let (kind, bytes) = response(exchange);
        let ns = cost(kind, exchange.capabilities, &bytes);
        println!("{name}: {ns:.1} ns, {} bytes", bytes.len());
    }
    let mut rows = Vec::new();
    for _ in 0..100 {
        write_packet(&mut rows, 0, &[7; 120]);
    }
    write_packet(&mut rows, 0, b"\xfe\0\0\x02\0\0\0");
    let ns = cost(ResponseKind::Rows, Capabilities::DEPRECATE_EOF, &rows);
    println!("100 rows of 120 bytes: {ns:.1} ns, {} bytes", rows.len());
}
