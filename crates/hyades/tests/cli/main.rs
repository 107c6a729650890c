//! The command line against a fake server: exit codes, waiting, output, names, passwords.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests, outside of test functions"
)]

mod connection;
mod errors;
mod fake;
mod help;
mod instances;
mod jobs;
mod names;
mod passwords;
mod replicas;
mod run;
