//! Making a data directory.
//!
//! A data directory counts once the file `seeded` is beside it; one without is made again from
//! the start. So a crash in the middle costs time and nothing else.

use hyades_agent_api::{AgentError, NodeSpec, Seed};
use hyades_types::net::Endpoint;
use tokio::task::JoinHandle;

use super::server::Server;
use crate::config;
use crate::engine::Build;
use crate::error::{During, blocking};
use crate::paths::NodePaths;
use crate::process::{Launch, Process};
use crate::sql::{accounts, clone};
use crate::{copy, files, host, template};

/// A data directory that is complete but perhaps not yet on disk: the server starts meanwhile.
pub(crate) struct Fresh(JoinHandle<Result<(), AgentError>>);

impl Fresh {
    /// Waits until the data directory is on disk, and says that it counts.
    pub(crate) async fn finish(self, paths: &NodePaths) -> Result<(), AgentError> {
        self.0.await.during("write the data directory to disk")??;
        files::write(&paths.seeded(), b"")
    }
}

/// Makes the data directory unless there is one.
pub(crate) async fn ensure(
    server: &Server,
    spec: &NodeSpec,
    build: &Build,
) -> Result<Option<Fresh>, AgentError> {
    let paths = &server.paths;
    if paths.seeded().exists() {
        return Ok(None);
    }
    discard(server).await?;
    host::check_capacity(&server.context)?;
    match spec.seed {
        Seed::Empty => copy_template(server, spec, build, paths.data()).await?,
        Seed::Clone { donor } => {
            let received = receive(server, spec, build, donor).await;
            discard_receiver(server).await?;
            received?;
        }
    }
    let data = paths.data();
    Ok(Some(Fresh(tokio::task::spawn_blocking(move || {
        files::sync_tree(&data).during_file("write to disk", &data)
    }))))
}

/// Removes what an attempt before this one left.
async fn discard(server: &Server) -> Result<(), AgentError> {
    if let Some(process) = server.process() {
        process.kill().await?;
    }
    discard_receiver(server).await?;
    let data = server.paths.data();
    blocking(move || files::remove(&data)).await
}

async fn copy_template(
    server: &Server,
    spec: &NodeSpec,
    build: &Build,
    target: std::path::PathBuf,
) -> Result<(), AgentError> {
    let template = template::ensure(&server.context, build, spec.lower_case_table_names).await?;
    blocking(move || copy::tree(&template.data(), &target).during_file("make", &target)).await
}

/// Ends the server that receives a clone, and removes everything of it.
pub(crate) async fn discard_receiver(server: &Server) -> Result<(), AgentError> {
    let receiver = receiver(server);
    if let Some(process) = receiver.process() {
        process.kill().await?;
    }
    receiver.remove_sockets()?;
    let dir = receiver.paths.dir().to_owned();
    blocking(move || files::remove(&dir)).await
}

/// The server that receives a clone: it runs on an empty data directory of its own and writes the
/// copy into the node's. That way the copy is never open while it is incomplete, and the node's
/// server is only started on it once.
fn receiver(server: &Server) -> Server {
    Server {
        context: server.context.clone(),
        node: server.node.clone(),
        paths: server.paths.receiver(),
        socket: server.context.run.receiver_socket(&server.node),
    }
}

async fn receive(
    server: &Server,
    spec: &NodeSpec,
    build: &Build,
    donor: Endpoint,
) -> Result<(), AgentError> {
    let receiver = receiver(server);
    files::make_dir(receiver.paths.dir())?;
    copy_template(&receiver, spec, build, receiver.paths.data()).await?;
    let process = launch_receiver(&receiver, spec, build)?;
    let mut session = receiver.answers(&process, spec, 0).await?;
    let target = server.paths.data();
    clone::receive(&mut session, donor, &spec.accounts.replication, &target).await
}

fn launch_receiver(
    receiver: &Server,
    spec: &NodeSpec,
    build: &Build,
) -> Result<Process, AgentError> {
    let paths = &receiver.paths;
    files::make_dir(&paths.tmp())?;
    files::make_dir(&paths.log())?;
    let ca_certificate = receiver.context.ca_certificate();
    let configuration = config::Server {
        build,
        spec,
        paths,
        socket: &receiver.socket,
        ca_certificate: &ca_certificate,
    };
    files::write_unsynced(&paths.config(), configuration.render_receiver().as_bytes())?;
    let init = accounts::init_file(&spec.accounts);
    files::write_unsynced(&paths.init_file(), init.as_bytes())?;
    let init_file = format!("--init-file={}", paths.init_file().display());
    Launch {
        program: build.mysqld.clone(),
        arguments: vec![config::argument(&paths.config()).into(), init_file.into()],
        environment: config::environment(spec.resources.memory),
        log: paths.error_log(),
        record: paths.record(),
        purpose: "receive a clone".to_owned(),
    }
    .start()
}
