//! `hyades completion …`

use clap::ValueEnum;
use clap_complete::Shell;

use super::exit::Failure;
use super::output::print;

/// Options.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Kind,
}

/// The shells that scripts are made for.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Bash,
    Zsh,
    Fish,
}

pub(crate) fn run(args: &Args, mut root: clap::Command) -> Result<(), Failure> {
    let shell = match args.shell {
        Kind::Bash => Shell::Bash,
        Kind::Zsh => Shell::Zsh,
        Kind::Fish => Shell::Fish,
    };
    let mut script = Vec::new();
    let name = root.get_name().to_owned();
    clap_complete::generate(shell, &mut root, name, &mut script);
    print(&String::from_utf8_lossy(&script))
}
