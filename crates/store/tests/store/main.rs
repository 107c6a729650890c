//! The store against a real database: SQLite always, PostgreSQL when `HYADES_TEST_POSTGRES` names
//! an empty database.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod instances;
mod jobs;
mod proxies;
mod schema;
mod world;
