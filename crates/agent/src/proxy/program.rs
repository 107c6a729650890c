//! How one proxy process is found, started, and named.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use hyades_agent_api::AgentError;

use super::key::Key;
use crate::context::Context;
use crate::paths::ProxyPaths;
use crate::process::{Launch, Process, Record};

/// The program of one process: what it serves is in its snapshot file.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    context: Arc<Context>,
    pub(crate) paths: ProxyPaths,
    pub(crate) socket: PathBuf,
    /// For people.
    pub(crate) name: String,
}

impl Program {
    /// The one that serves the gateways.
    pub(crate) fn gateways(context: Arc<Context>) -> Self {
        Self {
            paths: context.layout.gateways(),
            socket: context.run.proxy_socket(),
            name: "gateways".to_owned(),
            context,
        }
    }

    /// One of a node of a database proxy.
    pub(crate) fn node(context: Arc<Context>, key: &Key) -> Self {
        Self {
            paths: context.layout.proxy_node(key),
            socket: context.run.proxy_node_socket(key),
            name: format!("proxy node {} of generation {}", key.node, key.generation),
            context,
        }
    }

    /// The process that runs now.
    pub(crate) fn find(&self) -> Option<Process> {
        find(&self.paths)
    }

    /// Starts a process; none must be running.
    pub(crate) fn start(&self) -> Result<Process, AgentError> {
        let process = self.launch()?.start()?;
        tracing::info!(
            name = self.name,
            pid = process.identity.pid,
            "started the proxy"
        );
        Ok(process)
    }

    fn launch(&self) -> Result<Launch, AgentError> {
        let mut command = self.context.options.proxy_command.iter().cloned();
        let program = command
            .next()
            .ok_or_else(|| AgentError::failed("start the proxy", "no program is configured"))?;
        let own: [OsString; 6] = [
            "--snapshot".into(),
            self.paths.snapshot().into(),
            "--control-socket".into(),
            self.socket.clone().into(),
            "--record-dir".into(),
            self.context.layout.records().into(),
        ];
        Ok(Launch {
            program: program.into(),
            arguments: command.chain(own).collect(),
            environment: Vec::new(),
            log: self.paths.log(),
            record: self.paths.record(),
            purpose: format!("serve {}", self.name),
        })
    }
}

/// The process that runs for these files.
pub(crate) fn find(paths: &ProxyPaths) -> Option<Process> {
    let record = Record::read(&paths.record());
    Process::find(record.as_ref(), &paths.snapshot().to_string_lossy())
}
