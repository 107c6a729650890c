//! What every part of the agent shares.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use hyades_agent_api::AgentError;
use hyades_types::engine::EngineVersion;
use tokio::sync::Semaphore;

use crate::cgroup::Limits;
use crate::engine::{self, Build, Places};
use crate::options::Options;
use crate::paths::Layout;
use crate::run_dir::RunDir;
use crate::tls::Authority;

/// The host as its parts see it. Everything in it is set at the start, but the list of builds.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) options: Options,
    pub(crate) layout: Layout,
    pub(crate) run: RunDir,
    pub(crate) authority: Authority,
    pub(crate) limits: Limits,
    /// Starting a server takes a processor for a moment: not all at once.
    pub(crate) starts: Semaphore,
    pub(crate) places: Places,
    builds: Mutex<HashMap<EngineVersion, Build>>,
}

impl Context {
    pub(crate) fn new(
        options: Options,
        layout: Layout,
        run: RunDir,
        authority: Authority,
        limits: Limits,
    ) -> Self {
        let places = Places {
            configured: options.engine_dir.clone(),
            engines: layout.engines(),
            path: std::env::var_os("PATH").unwrap_or_default(),
        };
        let starts = Semaphore::new(options.concurrent_starts.max(1));
        let builds = Mutex::default();
        Self {
            options,
            layout,
            run,
            authority,
            limits,
            starts,
            places,
            builds,
        }
    }

    /// Looks for installed builds again.
    pub(crate) async fn builds(&self) -> Vec<Build> {
        let found = engine::find(&self.places).await;
        let known = found
            .iter()
            .map(|build| (build.version, build.clone()))
            .collect();
        *self.builds.lock().unwrap_or_else(PoisonError::into_inner) = known;
        found
    }

    /// The build with this version. Looks again for one that is not known yet, since builds are
    /// installed while the agent runs.
    pub(crate) async fn build(&self, version: EngineVersion) -> Result<Build, AgentError> {
        if let Some(build) = self.known(version) {
            return Ok(build);
        }
        self.builds().await;
        self.known(version).ok_or_else(|| AgentError::NoSuchEngine {
            version: version.to_string(),
        })
    }

    fn known(&self, version: EngineVersion) -> Option<Build> {
        let builds = self.builds.lock().unwrap_or_else(PoisonError::into_inner);
        builds
            .get(&version)
            .filter(|build| build.mysqld.is_file())
            .cloned()
    }

    pub(crate) fn ca_certificate(&self) -> PathBuf {
        self.options.tls.ca_certificate.clone()
    }
}
