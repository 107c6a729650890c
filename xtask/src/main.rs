//! Project tasks: `cargo xtask coverage | openapi [--check] | check | bench`.

mod bench;
mod check;
mod coverage;
mod openapi;
mod source;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo xtask <task>

  coverage          how many of the documented operations are implemented, by chapter
  openapi           write docs/openapi.json
  openapi --check   fail if docs/openapi.json is not up to date
  check             layers, file sizes, the endpoint table, the OpenAPI document, contract tests
  bench proxy …     the data plane beside its peers; `--help` tells what can be asked for";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    let root = root();
    match arguments {
        ["coverage"] => print!("{}", coverage::report()),
        ["openapi"] => openapi::write(&root)?,
        ["openapi", "--check"] => openapi::check(&root)?,
        ["check"] => check::run(&root)?,
        ["bench", "proxy", ..] => bench::run(&root, &arguments[1..])?,
        _ => bail!("{USAGE}"),
    }
    Ok(())
}

/// The root of the workspace.
fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}
