//! One node's server: finding its process, starting it, and waiting until it answers.

use std::fs;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hyades_agent_api::{AgentError, NodeSpec};
use hyades_types::Secret;
use hyades_types::id::NodeId;

use super::error_log;
use crate::config::{self, rsa_pair};
use crate::context::Context;
use crate::engine::Build;
use crate::error::During;
use crate::files;
use crate::paths::NodePaths;
use crate::process::{Launch, Process, Record};
use crate::sql::{Session, Target, accounts, farewell};
use crate::template;

/// How often a starting server is asked whether it answers.
const PATIENCE: Duration = Duration::from_millis(10);

/// How long a server that is about to end may take to refuse writes: transactions that commit
/// meanwhile may wait for replicas.
const PREPARATION: Duration = Duration::from_secs(3);

/// The addresses that a server's certificate names, its own first.
fn names_of(spec: &NodeSpec) -> Vec<IpAddr> {
    let own = spec.backend.address;
    let others = spec.advertised.iter().copied();
    std::iter::once(own)
        .chain(others.filter(|address| *address != own))
        .collect()
}

/// The server of a node, running or not.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) context: Arc<Context>,
    pub(crate) node: NodeId,
    pub(crate) paths: NodePaths,
    pub(crate) socket: PathBuf,
}

impl Server {
    pub(crate) fn new(context: Arc<Context>, node: NodeId) -> Self {
        let paths = context.layout.node(&node);
        let socket = context.run.node_socket(&node);
        Self {
            context,
            node,
            paths,
            socket,
        }
    }

    /// The process that runs now.
    pub(crate) fn process(&self) -> Option<Process> {
        let record = Record::read(&self.paths.record());
        Process::find(record.as_ref(), &config::argument(&self.paths.config()))
    }

    /// What a server that runs was started for.
    pub(crate) fn purpose_of_process(&self) -> Option<String> {
        Record::read(&self.paths.record()).map(|record| record.purpose)
    }

    /// What a server started now would be for.
    pub(crate) fn purpose(&self, spec: &NodeSpec, build: &Build) -> String {
        self.configuration(spec, build, &self.context.ca_certificate())
            .purpose()
    }

    fn configuration<'a>(
        &'a self,
        spec: &'a NodeSpec,
        build: &'a Build,
        ca_certificate: &'a std::path::Path,
    ) -> config::Server<'a> {
        config::Server {
            build,
            spec,
            paths: &self.paths,
            socket: &self.socket,
            ca_certificate,
        }
    }

    /// Starts the server; it must not be running.
    pub(crate) async fn start(
        &self,
        spec: &NodeSpec,
        build: &Build,
    ) -> Result<Process, AgentError> {
        let template = template::ensure(&self.context, build, spec.lower_case_table_names).await?;
        self.prepare(spec, build, &template)?;
        let process = self.launch(spec, build).start()?;
        self.context
            .limits
            .apply(&self.node, spec.resources, process.identity.pid);
        tracing::info!(node = %self.node, pid = process.identity.pid, "started the server");
        Ok(process)
    }

    fn prepare(
        &self,
        spec: &NodeSpec,
        build: &Build,
        template: &template::Template,
    ) -> Result<(), AgentError> {
        files::remove(&self.paths.tmp())?;
        for dir in [self.paths.tmp(), self.paths.log(), self.paths.tls()] {
            files::make_dir(&dir)?;
        }
        self.context
            .authority
            .issue(&self.paths.tls(), &names_of(spec))?;
        let (private, public) = rsa_pair(&template.rsa());
        let (own_private, own_public) = rsa_pair(&self.paths.tls());
        fs::copy(private, own_private).during("copy the RSA keys")?;
        fs::copy(public, own_public).during("copy the RSA keys")?;
        let ca_certificate = self.context.ca_certificate();
        let config = self.configuration(spec, build, &ca_certificate).render();
        files::write_unsynced(&self.paths.config(), config.as_bytes())?;
        let init = Secret::new(accounts::init_file(&spec.accounts));
        files::write_unsynced(&self.paths.init_file(), init.expose().as_bytes())?;
        self.remove_sockets()
    }

    /// Removes what a killed server leaves: mysqld does not start when another process got the
    /// number that is in its lock file.
    pub(crate) fn remove_sockets(&self) -> Result<(), AgentError> {
        files::remove(&self.socket)?;
        files::remove(&self.socket.with_extension("sock.lock"))
    }

    fn launch(&self, spec: &NodeSpec, build: &Build) -> Launch {
        let init_file = format!("--init-file={}", self.paths.init_file().display());
        Launch {
            program: build.mysqld.clone(),
            arguments: vec![
                config::argument(&self.paths.config()).into(),
                init_file.into(),
            ],
            environment: config::environment(spec.resources.memory),
            log: self.paths.error_log(),
            record: self.paths.record(),
            purpose: self.purpose(spec, build),
        }
    }

    /// Waits until the server answers, for as long as its process lives: recovery after a crash
    /// takes its time. `log_start` is where its log began.
    pub(crate) async fn answers(
        &self,
        process: &Process,
        spec: &NodeSpec,
        log_start: u64,
    ) -> Result<Session, AgentError> {
        let session = tokio::select! {
            session = self.connect_again_and_again(&spec.accounts.admin) => session,
            () = process.exited() => {
                let detail = error_log::errors_since(&self.paths.error_log(), log_start);
                return Err(AgentError::failed("start the server", detail));
            }
        };
        files::remove(&self.paths.init_file())?;
        Ok(session)
    }

    async fn connect_again_and_again(&self, password: &Secret) -> Session {
        loop {
            if self.socket.exists() {
                let limit = Duration::from_secs(30);
                if let Ok(session) = self.connect(password, limit).await {
                    return session;
                }
            }
            tokio::time::sleep(PATIENCE).await;
        }
    }

    /// Ends the server's process: prepared, asked to, killed at last.
    pub(crate) async fn stop(
        &self,
        process: &Process,
        password: &Secret,
        grace: Duration,
    ) -> Result<(), AgentError> {
        let prepare = async {
            let mut session = self.connect(password, PREPARATION).await?;
            let bid = farewell::bid(&mut session).await;
            session.close().await;
            bid
        };
        // A server that does not answer is ended all the same.
        let _ = tokio::time::timeout(PREPARATION, prepare).await;
        if !process.stop(grace).await? {
            tracing::warn!(node = %self.node, "the server did not end by itself and was killed");
        }
        Ok(())
    }

    /// Logs in to the server.
    pub(crate) async fn connect(
        &self,
        password: &Secret,
        limit: Duration,
    ) -> Result<Session, AgentError> {
        Session::open(
            Target::Socket {
                path: &self.socket,
                password,
            },
            limit,
        )
        .await
    }
}
