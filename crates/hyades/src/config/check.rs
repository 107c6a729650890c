//! `hyades config check`: explains mistakes before `serve` meets them.

use std::net::TcpListener;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Config, ServeArgs};

/// Options of `hyades config`.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Say what is wrong with the configuration that the same options of serve would run with
    Check(ServeArgs),
}

/// Prints a line for each finding; fails when something would keep `serve` from running.
pub(crate) fn run(args: ConfigArgs) -> ExitCode {
    let ConfigCommand::Check(args) = args.command;
    let config = match Config::load(args) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    let mistakes = [data_dir(&config), listen(&config), network(&config)];
    let mistakes: Vec<String> = mistakes.into_iter().flatten().collect();
    for mistake in &mistakes {
        eprintln!("error: {mistake}");
    }
    if !mistakes.is_empty() {
        return ExitCode::FAILURE;
    }
    describe(&config);
    ExitCode::SUCCESS
}

fn describe(config: &Config) {
    let scheme = if config.tls { "https" } else { "http" };
    println!("data directory      {}", config.data_dir.display());
    println!("API                 {scheme}://{}", config.listen);
    println!("database addresses  {}", config.network);
    println!("region              {}", config.region);
    println!(
        "availability zones  {}",
        config.availability_zones.join(", ")
    );
    println!("memory overcommit   {}", config.overcommit);
    println!("client addresses    {}", client_addresses(config));
}

/// Whether servers see the addresses of clients.
fn client_addresses(config: &Config) -> &'static str {
    let [v4, v6] = hyades_proxy::keeps_client_addresses();
    let first = config.network.addr();
    if first.is_loopback() {
        return "kept: clients are on this machine";
    }
    if (first.is_ipv4() && v4) || (first.is_ipv6() && v6) {
        return "kept";
    }
    "kept for clients on this machine only: accounts whose host part is narrower than % cannot log in \
     from others (the README says what that takes)"
}

fn data_dir(config: &Config) -> Option<String> {
    let existing = config.data_dir.ancestors().find(|dir| dir.exists())?;
    match std::fs::metadata(existing) {
        Ok(found) if !found.is_dir() => Some(format!("{} is not a directory", existing.display())),
        Ok(found) if found.permissions().readonly() => {
            Some(format!("{} cannot be written", existing.display()))
        }
        Ok(_) => None,
        Err(error) => Some(format!("{}: {error}", existing.display())),
    }
}

fn listen(config: &Config) -> Option<String> {
    let error = TcpListener::bind(config.listen).err()?;
    Some(format!("cannot listen on {}: {error}", config.listen))
}

fn network(config: &Config) -> Option<String> {
    let first = config.network.hosts().nth(1)?;
    let error = TcpListener::bind((first, 0)).err()?;
    Some(format!(
        "this machine does not own the addresses of {}: {error}",
        config.network
    ))
}
