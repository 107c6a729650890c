//! The loop that keeps the proxy process running.

use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

use hyades_agent_api::AgentError;
use hyades_types::time::Timestamp;

use crate::context::Context;
use crate::node::Backoff;
use crate::process::{Launch, Process, Record};

/// Keeps the proxy process of the host.
pub(crate) struct Keeper {
    context: Arc<Context>,
}

impl Keeper {
    pub(crate) fn new(context: Arc<Context>) -> Self {
        Self { context }
    }

    /// Runs until it is aborted; the process goes on.
    pub(crate) async fn run(self) {
        let mut backoff = Backoff::default();
        loop {
            let lived = match self.process() {
                Ok(process) => {
                    process.exited().await;
                    tracing::warn!(pid = process.identity.pid, "the proxy ended");
                    let lived = Timestamp::now().as_millis() - process.started_at.as_millis();
                    Duration::from_millis(u64::try_from(lived).unwrap_or_default())
                }
                Err(error) => {
                    tracing::error!(%error, "cannot start the proxy");
                    Duration::ZERO
                }
            };
            tokio::time::sleep(backoff.after(lived)).await;
        }
    }

    /// The process that runs, or a new one.
    fn process(&self) -> Result<Process, AgentError> {
        let layout = &self.context.layout;
        let record = Record::read(&layout.proxy_record());
        let argument = layout.topology();
        if let Some(process) = Process::find(record.as_ref(), &argument.to_string_lossy()) {
            return Ok(process);
        }
        let process = self.launch()?.start()?;
        tracing::info!(pid = process.identity.pid, "started the proxy");
        Ok(process)
    }

    fn launch(&self) -> Result<Launch, AgentError> {
        let layout = &self.context.layout;
        let mut command = self.context.options.proxy_command.iter().cloned();
        let program = command
            .next()
            .ok_or_else(|| AgentError::failed("start the proxy", "no program is configured"))?;
        let own: [OsString; 4] = [
            "--snapshot".into(),
            layout.topology().into(),
            "--control-socket".into(),
            self.context.run.proxy_socket().into(),
        ];
        Ok(Launch {
            program: program.into(),
            arguments: command.chain(own).collect(),
            environment: Vec::new(),
            log: layout.proxy_log(),
            record: layout.proxy_record(),
            purpose: "serve gateways".to_owned(),
        })
    }
}
