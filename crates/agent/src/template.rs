//! Empty servers, made once per build and table-name case and copied for each node: making one
//! takes seconds, copying one a tenth of a second.
//!
//! A template is a directory with `data/`, `rsa/` (the keys with which clients without TLS encrypt
//! their password; made by mysqld, shared by the host's servers) and `format`, written last.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use hyades_agent_api::AgentError;
use rustix::fs::FlockOperation;

use crate::config::{self, REDO_CAPACITY, rsa_pair};
use crate::context::Context;
use crate::engine::{Build, at_least};
use crate::error::{During, blocking};
use crate::sql::accounts;
use crate::{copy, files};

/// Changes when templates have to be made anew.
const FORMAT: &str = "2";

/// A template that is whole.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    dir: PathBuf,
}

impl Template {
    pub(crate) fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    pub(crate) fn rsa(&self) -> PathBuf {
        self.dir.join("rsa")
    }

    fn is_whole(&self) -> bool {
        fs::read_to_string(self.dir.join("format")).is_ok_and(|format| format == FORMAT)
    }
}

/// The template of a build, made now if there is none.
pub(crate) async fn ensure(
    context: &Context,
    build: &Build,
    lower_case: u8,
) -> Result<Template, AgentError> {
    let template = Template {
        dir: context.layout.template(build.version, lower_case),
    };
    if template.is_whole() {
        return Ok(template);
    }
    files::make_dir(&context.layout.templates())?;
    let _lock = lock(template.dir.with_extension("lock")).await?;
    if !template.is_whole() {
        make(build, lower_case, &template).await?;
    }
    Ok(template)
}

/// Locks a file until the answer is dropped: another process may be at the same template.
async fn lock(path: PathBuf) -> Result<File, AgentError> {
    blocking(move || {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        let file = options.open(&path).during_file("open", &path)?;
        rustix::fs::flock(&file, FlockOperation::LockExclusive).during_file("lock", &path)?;
        Ok(file)
    })
    .await
}

async fn make(build: &Build, lower_case: u8, template: &Template) -> Result<(), AgentError> {
    let mut hidden = std::ffi::OsString::from(".making-");
    hidden.push(template.dir.file_name().unwrap_or_default());
    let draft = Template {
        dir: template.dir.with_file_name(hidden),
    };
    files::remove(&draft.dir)?;
    files::make_dir(&draft.dir)?;
    tracing::info!(version = %build.version, lower_case, "making a template");
    initialize(build, lower_case, &draft.dir).await?;
    let target = template.dir.clone();
    blocking(move || {
        tidy(&draft)?;
        files::remove(&target)?;
        fs::rename(&draft.dir, &target).during_file("make", &target)
    })
    .await
}

/// Has mysqld make an empty server.
async fn initialize(build: &Build, lower_case: u8, dir: &Path) -> Result<(), AgentError> {
    let init_file = dir.join("init.sql");
    files::write(&init_file, accounts::template_file().as_bytes())?;
    let log = dir.join("initialize.log");
    let output = File::create(&log).during_file("make", &log)?;
    let mut command = tokio::process::Command::new(&build.mysqld);
    command
        .args(arguments(build, lower_case, dir, &init_file))
        .env_clear()
        .envs(config::environment(REDO_CAPACITY))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(output)
        // What it was making is a draft, and made anew the next time.
        .kill_on_drop(true);
    let run = tokio::time::timeout(Duration::from_secs(300), command.status());
    let status = run
        .await
        .during("initialize a server")?
        .during_file("start", &build.mysqld)?;
    if status.success() {
        return Ok(());
    }
    let detail = crate::node::error_log::errors_since(&log, 0);
    Err(AgentError::failed(
        "initialize a server",
        format!("{status}: {detail}"),
    ))
}

fn arguments(build: &Build, lower_case: u8, dir: &Path, init_file: &Path) -> Vec<String> {
    let mut arguments = vec![
        "--no-defaults".to_owned(),
        "--initialize-insecure".to_owned(),
        format!("--datadir={}", dir.join("data").display()),
        format!("--init-file={}", init_file.display()),
        format!("--lower-case-table-names={lower_case}"),
        "--secure-file-priv=NULL".to_owned(),
        // As small servers have it, so that a copy needs no other files.
        format!(
            "--loose-innodb-redo-log-capacity={}",
            REDO_CAPACITY.as_bytes()
        ),
        "--innodb-rollback-segments=16".to_owned(),
        "--innodb-doublewrite-files=1".to_owned(),
        "--innodb-doublewrite-pages=16".to_owned(),
        // Nothing is lost if this does not survive a crash.
        "--innodb-flush-log-at-trx-commit=0".to_owned(),
        "--skip-log-bin".to_owned(),
    ];
    if !at_least(build.version, 8, 0, 30) {
        arguments.push(format!(
            "--innodb-log-file-size={}",
            REDO_CAPACITY.as_bytes() / 2
        ));
    }
    if let Some(dirs) = &build.dirs {
        arguments.push(format!("--basedir={}", dirs.base.display()));
        arguments.push(format!("--plugin-dir={}", dirs.plugins.display()));
        arguments.push(format!("--lc-messages-dir={}", dirs.messages.display()));
        arguments.push(format!(
            "--character-sets-dir={}",
            dirs.character_sets.display()
        ));
    }
    if rustix::process::geteuid().is_root() {
        arguments.push("--user=root".to_owned());
    }
    arguments
}

/// Leaves what a copy needs: no identity, no certificates, holes instead of zeros.
fn tidy(draft: &Template) -> Result<(), AgentError> {
    let what = "tidy a template";
    files::make_dir(&draft.rsa())?;
    let (private, public) = rsa_pair(&draft.data());
    let (own_private, own_public) = rsa_pair(&draft.rsa());
    fs::rename(private, own_private).during(what)?;
    fs::rename(public, own_public).during(what)?;
    for entry in fs::read_dir(draft.data()).during(what)? {
        let path = entry.during(what)?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.ends_with(".pem") || name == "auto.cnf" {
            files::remove(&path)?;
        }
    }
    empty_spare_redo(&draft.data().join("#innodb_redo")).during(what)?;
    copy::dig_holes(&draft.data()).during(what)?;
    files::remove(&draft.dir.join("init.sql"))?;
    files::write(&draft.dir.join("format"), FORMAT.as_bytes())
}

/// Redo files that are not in use have names that end in `_tmp`; what is in them does not matter.
fn empty_spare_redo(dir: &Path) -> std::io::Result<()> {
    let Ok(entries) = fs::read_dir(dir) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        if path.to_string_lossy().ends_with("_tmp") {
            copy::empty_file(&path)?;
        }
    }
    Ok(())
}
