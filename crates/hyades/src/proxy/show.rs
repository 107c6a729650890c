//! `hyades proxy show …`: asks the proxy processes of this host, over their control sockets.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use hyades_proxy::control::{Question, client};
use serde_json::{Map, Value};

use super::tables;
use crate::cli::GlobalArgs;
use crate::cli::output::{Output, print};

/// Options of `hyades proxy show`.
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    #[command(subcommand)]
    view: View,

    /// Directory with everything that the deployment keeps
    #[arg(long, global = true, env = "HYADES_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,

    /// Ask the process with this control socket instead (can be repeated)
    #[arg(long, global = true, value_name = "SOCKET")]
    socket: Vec<PathBuf>,
}

#[derive(Debug, Clone, Subcommand)]
enum View {
    /// Who is connected, and what they do
    Sessions,
    /// Connections to the servers
    Pools,
    /// The servers: role, weight, health, lag, statements
    Backends,
    /// How many statements went where, by reason
    Routing,
    /// The limits on statements, and what runs under them
    Throttle,
    /// How the recording of statements goes
    Recorder,
    /// The last statements, where they went, and why
    Statements {
        /// Show so many of each process
        #[arg(long, default_value_t = 20, value_name = "COUNT")]
        limit: usize,
    },
    /// Where a statement would go, and why, if a new session sent it now
    Route {
        /// The statement
        statement: String,
    },
    /// Everything that is counted, as text for Prometheus
    Metrics,
}

impl View {
    fn question(&self) -> Question {
        match self {
            Self::Sessions => Question::Sessions,
            Self::Pools => Question::Pools,
            Self::Backends => Question::Backends,
            Self::Routing => Question::Routing,
            Self::Throttle => Question::Throttle,
            Self::Recorder => Question::Recorder,
            Self::Statements { .. } => Question::Statements,
            Self::Route { statement } => Question::Route {
                statement: statement.clone(),
            },
            Self::Metrics => Question::Metrics,
        }
    }

    fn render(&self, answer: &Value) -> String {
        match self {
            Self::Sessions => tables::sessions(answer),
            Self::Pools => tables::pools(answer),
            Self::Backends => tables::backends(answer),
            Self::Routing => tables::routing(answer),
            Self::Throttle => tables::throttle(answer),
            Self::Recorder => tables::recorder(answer),
            Self::Statements { .. } => tables::statements(answer),
            Self::Route { .. } => tables::routes(answer),
            Self::Metrics => String::new(),
        }
    }
}

pub(super) async fn run(args: &ShowArgs, global: &GlobalArgs) -> anyhow::Result<()> {
    let sockets = sockets(args)?;
    if matches!(args.view, View::Metrics) {
        return Ok(print(&client::metrics(&sockets).await)?);
    }
    let output = Output::new(global);
    let question = args.view.question();
    let mut all = Map::new();
    let mut answered = false;
    for socket in &sockets {
        match client::ask(socket, &question).await {
            Ok(answer) => {
                answered = true;
                add(&mut all, answer, &tables::process(socket), &args.view);
            }
            Err(error) => output.remark(&format!("{}: {error}", socket.display())),
        }
    }
    anyhow::ensure!(answered, "no proxy process answers");
    Ok(output.result(&Value::Object(all), |answer| args.view.render(answer))?)
}

fn sockets(args: &ShowArgs) -> anyhow::Result<Vec<PathBuf>> {
    if !args.socket.is_empty() {
        return Ok(args.socket.clone());
    }
    let data_dir = args
        .data_dir
        .as_ref()
        .context("give --data-dir, or --socket")?;
    let data_dir =
        std::path::absolute(data_dir).context("cannot tell the data directory's path")?;
    Ok(hyades_agent::proxy_sockets(&data_dir)?)
}

/// Adds the rows of one process, each with the process's name, to those of the others.
fn add(all: &mut Map<String, Value>, answer: Value, process: &str, view: &View) {
    let limit = match view {
        View::Statements { limit } => *limit,
        _ => usize::MAX,
    };
    let Value::Object(answer) = answer else {
        return;
    };
    for (key, rows) in answer {
        let known = all.entry(key).or_insert_with(|| Value::Array(Vec::new()));
        if let (Value::Array(known), Value::Array(rows)) = (known, rows) {
            known.extend(rows.into_iter().take(limit).map(|mut row| {
                row["process"] = process.into();
                row
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_of_processes_stand_together() {
        let mut all = Map::new();
        let view = View::Statements { limit: 1 };
        add(
            &mut all,
            json!({ "statements": [{"a": 1}, {"a": 2}] }),
            "one",
            &view,
        );
        add(&mut all, json!({ "statements": [{"a": 3}] }), "two", &view);
        let expected =
            json!({ "statements": [{"a": 1, "process": "one"}, {"a": 3, "process": "two"}] });
        assert_eq!(Value::Object(all), expected);
    }
}
