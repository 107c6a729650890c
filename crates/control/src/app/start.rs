//! Bringing the control plane up.

use std::sync::Arc;

use hyades_iam::{DeploymentKey, LinkSigner, Sealer, TokenIssuer};
use hyades_store::Store;

use super::App;
use crate::fleet::Fleet;
use crate::observations::Observations;
use crate::reconcilers;
use crate::settings::Settings;
use crate::topology::Topology;
use crate::workflows::{Context, Engine, EngineError};

/// Why the control plane does not come up.
#[derive(Debug, thiserror::Error)]
#[error("the workflows of the last run cannot be read")]
pub struct StartError(#[from] EngineError);

impl App {
    /// Starts the control plane: goes on with the jobs that its predecessor left, and starts the
    /// reconcilers.
    ///
    /// # Errors
    /// [`StartError`] when the store does not say which jobs there are.
    pub async fn start(
        settings: Settings,
        store: Store,
        fleet: Fleet,
        key: &DeploymentKey,
    ) -> Result<Self, StartError> {
        let fleet = Arc::new(fleet);
        let observations = Arc::new(Observations::default());
        let topology = Arc::new(Topology::new(store.clone(), fleet.clone(), key.clone()));
        let sealer = Arc::new(Sealer::new(key.bytes()));
        let workflows = Arc::new(Engine::new(Context {
            store: store.clone(),
            fleet: fleet.clone(),
            observations: observations.clone(),
            topology: topology.clone(),
            sealer: sealer.clone(),
            key: key.clone(),
        }));
        workflows.recover().await?;
        reconcilers::first_look(&store, &fleet, &observations)
            .await
            .map_err(EngineError::from)?;
        let background = reconcilers::start(&store, &fleet, &observations, &topology);
        Ok(Self {
            settings: Arc::new(settings),
            store,
            fleet,
            observations,
            topology,
            workflows,
            tokens: Arc::new(TokenIssuer::new(key.bytes())),
            sealer,
            links: Arc::new(LinkSigner::new(key.bytes())),
            _background: Arc::new(background),
        })
    }
}
