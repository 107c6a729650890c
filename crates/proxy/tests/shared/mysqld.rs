//! What every mysqld of the tests is started with.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A mysqld of this engine on this data directory.
pub(crate) fn command(engine: &Path, data: &Path) -> Command {
    let mut command = Command::new(engine.join("bin/mysqld"));
    command.args(["--no-defaults", "--user=root", "--secure-file-priv=NULL"]);
    for (option, path) in [
        ("datadir", data.to_owned()),
        ("basedir", engine.to_owned()),
        ("lc-messages-dir", engine.join("share/mysql")),
        ("character-sets-dir", engine.join("share/mysql/charsets")),
        ("plugin-dir", engine.join("lib/plugin")),
    ] {
        command.arg(format!("--{option}={}", path.display()));
    }
    command
}

/// Makes a data directory that servers begin with.
pub(crate) fn initialize(engine: &Path, directory: &Path) -> PathBuf {
    let template = directory.join("template");
    let made = command(engine, &template)
        .args(["--initialize-insecure", "--innodb-redo-log-capacity=8M"])
        .arg(format!(
            "--log-error={}",
            directory.join("init.log").display()
        ))
        .status();
    assert!(
        made.unwrap().success(),
        "cannot initialize a data directory"
    );
    // Each server makes its own identity.
    std::fs::remove_file(template.join("auto.cnf")).ok();
    template
}
