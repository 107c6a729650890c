//! Structured logs, to standard error.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// The variable with the filter of the logs, such as `info` or `hyades_agent=debug`.
const FILTER: &str = "HYADES_LOG";

/// Starts logging. Lines for people on a terminal and in files alike; colours on a terminal only.
pub(crate) fn start() {
    let filter = EnvFilter::try_from_env(FILTER)
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,mysql_async=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
}
