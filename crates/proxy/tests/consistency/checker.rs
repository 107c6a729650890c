//! Whether reads are as fresh as promised, with replicas that are held up on purpose.
//!
//! There are registers whose versions only rise. A writer raises one and, when the server has said
//! OK, says so on a board that all clients share; whoever reads a version says so as well. A read
//! must not find less than the board says when it begins (`global`), or less than its own session
//! has written (`session`). Both are counted whatever is promised.
//!
//! The test takes 8 s for each promise. `HYADES_CONSISTENCY_READS=1000000` makes it as many reads
//! instead; then it is best built with `--release`, and run alone:
//!
//! ```sh
//! HYADES_CONSISTENCY_READS=1000000 cargo test --release -p hyades-proxy --test consistency -- \
//!     --nocapture checker
//! ```

mod board;
mod clients;
mod delay;

use std::sync::Arc;
use std::time::{Duration, Instant};

use hyades_types::topology::Consistency;
use rand::RngExt;
use tokio::task::JoinSet;

use crate::nodes::{Node, Wanted};
use crate::world::World;
use board::{Board, Count};

const NODES: usize = 3;
const REPLICAS: u32 = 2;
/// Sessions that write, each to registers of its own, and read them.
const WRITERS: usize = 6;
/// Sessions that only read.
const READERS: usize = 12;
/// Sessions that read at the primary: they see a commit before anybody is told of it.
const WITNESSES: usize = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_are_as_fresh_as_promised() {
    let Some(mut world) = World::start(1 + REPLICAS, &[]).await else {
        return;
    };
    world.servers[0].run(clients::TABLES).await;
    for consistency in [
        Consistency::Eventual,
        Consistency::Session,
        Consistency::Global,
    ] {
        let count = check(&mut world, consistency).await;
        println!("{consistency:?}: {count}");
        assert!(count.reads > 1000 && count.by_server[1..].iter().all(|reads| *reads > 100));
        let (own, any) = (count.behind_own, count.behind_any);
        match consistency {
            Consistency::Eventual => assert!(own > 0 && any > 0, "the checker finds nothing"),
            Consistency::Session => assert!(own == 0 && any > 0, "{own} {any}"),
            Consistency::Global => assert!(own == 0 && any == 0, "{own} {any}"),
        }
    }
}

/// How long to go on.
#[derive(Debug, Clone, Copy)]
enum Goal {
    Until(Instant),
    Reads(u64),
}

fn goal() -> Goal {
    match std::env::var("HYADES_CONSISTENCY_READS") {
        Ok(reads) => Goal::Reads(reads.parse().unwrap()),
        Err(_) => Goal::Until(Instant::now() + Duration::from_secs(8)),
    }
}

async fn check(world: &mut World, consistency: Consistency) -> Count {
    world.settle().await;
    let wanted = Wanted {
        consistency,
        ..Wanted::default()
    };
    let mut nodes = Vec::new();
    for _ in 0..NODES {
        nodes.push(world.node(wanted).await);
    }
    let board = Arc::new(Board::new(world.servers.len(), goal()));
    let started = Instant::now();
    let mut clients = JoinSet::new();
    let node = |number: usize| -> &Node { &nodes[number % NODES] };
    for number in 0..WRITERS {
        let client = clients::Writer::log_in(node(number), number, board.clone()).await;
        clients.spawn(client.run());
    }
    for number in 0..READERS {
        let client = clients::Reader::log_in(node(number), board.clone()).await;
        clients.spawn(client.run());
    }
    for number in 0..WITNESSES {
        let client = clients::Reader::log_in(node(number), board.clone()).await;
        clients.spawn(client.witness());
    }
    let mut delays = JoinSet::new();
    for replica in &world.servers[1..] {
        delays.spawn(delay::hold_up(
            replica.root().await,
            replica.root().await,
            board.clone(),
        ));
    }
    while let Some(ended) = clients.join_next().await {
        ended.unwrap();
    }
    while let Some(ended) = delays.join_next().await {
        ended.unwrap();
    }
    board.count(started.elapsed())
}

/// A random number below this.
fn random(limit: usize) -> usize {
    rand::rng().random_range(0..limit)
}
