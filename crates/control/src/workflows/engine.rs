//! Runs workflows: new ones, and after a start the ones that a predecessor left.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use hyades_store::{StoreError, Tx};
use hyades_types::id::JobId;
use hyades_types::model::Workflow;
use hyades_types::status::JobStatus;
use hyades_types::time::Timestamp;
use steno::{
    ActionRegistry, DagBuilder, DagBuilderError, Node, SagaDag, SagaId, SagaName, SagaNodeEvent,
    SagaNodeEventType, SagaResult, SecClient,
};

use super::context::Context;
use super::log::{Log, Progress};
use super::step::{Flow, Procedure, StepError};
use super::{
    Create, Delete, NodeAdd, NodeDelete, ProxyChange, ProxyCreate, ProxyDelete, ProxyNodesChange,
    Rename, Restart, SqlFilterChange, Switchover,
};

/// The workflow engine.
pub(crate) struct Engine {
    context: Arc<Context>,
    log: Arc<Log>,
    registry: Arc<ActionRegistry<Flow>>,
    pub(super) sec: SecClient,
}

/// Why a workflow could not be stored or started.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EngineError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A definition has no steps, or two of one name.
    #[error("the definition of a workflow is broken")]
    Definition(#[from] DagBuilderError),
    /// Something does not go into JSON, or what is stored does not come out of it.
    #[error("a workflow does not fit its stored form")]
    Form(#[from] serde_json::Error),
    /// The library refused it.
    #[error("a workflow was refused: {0:#}")]
    Refused(anyhow::Error),
}

impl Engine {
    /// An engine with nothing to do yet. Must be called inside a Tokio runtime.
    pub(crate) fn new(context: Context) -> Self {
        let log = Log::new(context.store.clone());
        Self::with_log(context, log)
    }

    pub(super) fn with_log(context: Context, log: Log) -> Self {
        let log = Arc::new(log);
        let silent = slog::Logger::root(slog::Discard, slog::o!());
        Self {
            context: Arc::new(context),
            registry: Arc::new(registry()),
            sec: steno::sec(silent, log.clone()),
            log,
        }
    }

    /// Adds a workflow to the transaction that adds its job. It starts with [`Engine::start`], or
    /// with the next start of the program.
    pub(crate) async fn store<P: Procedure>(
        tx: &mut Tx,
        job: &JobId,
        params: &P,
    ) -> Result<Workflow, EngineError> {
        let definition = definition(params)?;
        tx.workflow_insert(job, P::NAME, &definition).await?;
        Ok(Workflow {
            job: job.clone(),
            name: P::NAME.to_owned(),
            definition,
            log: Vec::new(),
        })
    }

    /// Starts a stored workflow, or goes on with it where its log ends.
    pub(crate) async fn start(self: &Arc<Self>, workflow: &Workflow) -> Result<(), EngineError> {
        let (id, ending) = self.load(workflow).await?;
        let (engine, job) = (self.clone(), workflow.job.clone());
        tokio::spawn(async move {
            if let Err(error) = engine.run(id, job.clone(), ending).await {
                tracing::error!(%job, error = &error as &dyn std::error::Error,
                    "a workflow does not start");
            }
        });
        Ok(())
    }

    /// Gives a workflow to the library without starting it.
    pub(super) async fn load(
        &self,
        workflow: &Workflow,
    ) -> Result<(SagaId, BoxFuture<'static, SagaResult>), EngineError> {
        let id: SagaId = serde_json::from_value(workflow.job.as_str().into())?;
        let dag: SagaDag = serde_json::from_str(&workflow.definition)?;
        let events: Vec<SagaNodeEvent> = workflow
            .log
            .iter()
            .map(|record| serde_json::from_str(record))
            .collect::<Result<_, _>>()?;
        let done = events.iter().filter(|event| is_success(event)).count();
        self.log.follow(
            id,
            Progress {
                steps: dag.get_nodes().count(),
                done,
            },
        );
        let definition = serde_json::from_str(&workflow.definition)?;
        let ending = self
            .sec
            .saga_resume(
                id,
                self.context.clone(),
                definition,
                self.registry.clone(),
                events,
            )
            .await
            .map_err(EngineError::Refused)?;
        Ok((id, ending))
    }

    /// Goes on with every workflow that has no end. One that cannot go on is left alone and
    /// reported; the others do not wait for it.
    pub(crate) async fn recover(self: &Arc<Self>) -> Result<(), EngineError> {
        for workflow in self.context.store.workflow_list().await? {
            tracing::info!(job = %workflow.job, name = workflow.name, "going on with a workflow");
            if let Err(error) = self.start(&workflow).await {
                tracing::error!(job = %workflow.job, name = workflow.name,
                    error = &error as &dyn std::error::Error, "a workflow cannot go on");
            }
        }
        Ok(())
    }

    /// Starts what was loaded, and records its end.
    pub(super) async fn run(
        self: Arc<Self>,
        id: SagaId,
        job: JobId,
        ending: BoxFuture<'static, SagaResult>,
    ) -> Result<(), EngineError> {
        self.sec
            .saga_start(id)
            .await
            .map_err(EngineError::Refused)?;
        let result = ending.await;
        let reason = failure(&result);
        match &reason {
            None => tracing::info!(%job, "the job is done"),
            Some(reason) => tracing::warn!(%job, reason, "the job failed and was undone"),
        }
        while let Err(error) = self.end(&job, reason.as_deref()).await {
            tracing::error!(%job, error = &error as &dyn std::error::Error,
                "cannot record the end of a job; trying again");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        self.log.forget(id);
        Ok(())
    }

    async fn end(&self, job: &JobId, reason: Option<&str>) -> Result<(), StoreError> {
        let status = if reason.is_none() {
            JobStatus::Completed
        } else {
            JobStatus::Failed
        };
        let mut tx = self.context.store.begin().await?;
        tx.job_end(job, status, reason, Timestamp::now()).await?;
        tx.commit().await
    }
}

/// Every step of every workflow, by name.
fn registry() -> ActionRegistry<Flow> {
    let mut registry = ActionRegistry::new();
    register::<Create>(&mut registry);
    register::<Delete>(&mut registry);
    register::<NodeAdd>(&mut registry);
    register::<NodeDelete>(&mut registry);
    register::<Rename>(&mut registry);
    register::<Restart>(&mut registry);
    register::<Switchover>(&mut registry);
    register::<ProxyCreate>(&mut registry);
    register::<ProxyDelete>(&mut registry);
    register::<ProxyChange>(&mut registry);
    register::<ProxyNodesChange>(&mut registry);
    register::<SqlFilterChange>(&mut registry);
    registry
}

fn register<P: Procedure>(registry: &mut ActionRegistry<Flow>) {
    for step in P::steps() {
        registry.register(Arc::new(step));
    }
}

/// The stored form of a workflow with its parameters.
fn definition<P: Procedure>(params: &P) -> Result<String, EngineError> {
    let mut builder = DagBuilder::new(SagaName::new(P::NAME));
    for step in P::steps() {
        builder.append(Node::action::<_, _, Flow>(step.name, step.name, &step));
    }
    let dag = SagaDag::new(builder.build()?, serde_json::to_value(params)?);
    Ok(serde_json::to_string(&dag)?)
}

fn is_success(event: &SagaNodeEvent) -> bool {
    matches!(event.event_type, SagaNodeEventType::Succeeded(_))
}

/// Why a workflow failed, in the words of the step that did; `None` when it did not.
fn failure(result: &SagaResult) -> Option<String> {
    let error = result.kind.as_ref().err()?;
    let reason = match error.error_source.clone().convert::<StepError>() {
        Ok(step) => step.to_string(),
        Err(other) => format!("{}: {other}", error.error_node_name.as_ref()),
    };
    match &error.undo_failure {
        None => Some(reason),
        Some((step, undo)) => Some(format!(
            "{reason}; and {} could not be undone: {undo}",
            step.as_ref()
        )),
    }
}
