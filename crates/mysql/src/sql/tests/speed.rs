//! How long a statement takes: `cargo test --release -p hyades-mysql speed -- --ignored --nocapture`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use super::super::{DIGEST_LIMIT, Lexer, Options, Pattern, classify, digest_text};

/// What object-relational mappers write: every column with an alias, joins, long lists.
fn generated_select() -> String {
    let columns: Vec<_> = (0..36)
        .map(|index| format!("`t0`.`column_{index}` AS `column_{index}_{index}_0_`"))
        .collect();
    let keys: Vec<_> = (0..40).map(|index| (10_000 + index).to_string()).collect();
    format!(
        "SELECT {} FROM `orders` AS `t0` LEFT OUTER JOIN `customers` AS `t1` ON `t0`.`customer_id` = `t1`.`id` \
         WHERE `t0`.`id` IN ({}) AND `t1`.`name` = 'O''Brien' ORDER BY `t0`.`created_at` DESC LIMIT 20",
        columns.join(", "),
        keys.join(", ")
    )
}

fn large_insert() -> String {
    let rows: Vec<_> = (0..1_000)
        .map(|index| format!("({index}, {}, '{}')", index * 7, "abcdefghij-".repeat(8)))
        .collect();
    format!("INSERT INTO sbtest1 (id, k, c) VALUES {}", rows.join(", "))
}

/// The shortest of several rounds, for one call.
fn measure(mut call: impl FnMut()) -> Duration {
    let mut calls = 1;
    loop {
        let rounds = (0..7).map(|_| {
            let start = Instant::now();
            (0..calls).for_each(|_| call());
            start.elapsed()
        });
        let best = rounds.min().unwrap();
        if best > Duration::from_millis(10) {
            return best / calls;
        }
        calls *= 4;
    }
}

#[test]
#[ignore = "a measurement"]
fn speed() {
    let statements = [
        ("point select", "SELECT c FROM sbtest1 WHERE id=50123".to_owned()),
        ("simple range", "SELECT c FROM sbtest1 WHERE id BETWEEN 50123 AND 50222".to_owned()),
        ("sum range", "SELECT SUM(k) FROM sbtest1 WHERE id BETWEEN 50123 AND 50222".to_owned()),
        ("distinct", "SELECT DISTINCT c FROM sbtest1 WHERE id BETWEEN 50123 AND 50222 ORDER BY c".to_owned()),
        (
            "100 bytes",
            "SELECT id, name, email FROM users WHERE status = 'active' AND age > 21 ORDER BY created_at DESC LIMIT 10".to_owned(),
        ),
        ("update", "UPDATE sbtest1 SET k=k+1 WHERE id=50123".to_owned()),
        ("begin", "BEGIN".to_owned()),
        ("set", "SET autocommit=1".to_owned()),
        ("generated select", generated_select()),
        ("large insert", large_insert()),
    ];
    let options = Options::default();
    let pattern = Pattern::parse("select~from~t3~where~id").unwrap();
    println!(
        "{:<18}{:>8}{:>12}{:>12}{:>12}{:>12}{:>10}",
        "", "bytes", "classify", "lex", "digest", "pattern", "MB/s"
    );
    for (name, text) in &statements {
        let text = text.as_bytes();
        let class = measure(|| {
            black_box(classify(black_box(text), &options));
        });
        let lex = measure(|| {
            let mut lexer = Lexer::new(black_box(text), &options);
            while let Some(token) = lexer.next_token() {
                black_box(token);
            }
        });
        let digest = measure(|| {
            black_box(digest_text(black_box(text), &options, DIGEST_LIMIT));
        });
        let matching = measure(|| {
            black_box(pattern.matches(black_box(text)));
        });
        let speed = text.len() as f64 / class.as_secs_f64() / 1e6;
        println!(
            "{name:<18}{:>8}{class:>12.0?}{lex:>12.0?}{digest:>12.0?}{matching:>12.0?}{speed:>10.0}",
            text.len()
        );
    }
}
