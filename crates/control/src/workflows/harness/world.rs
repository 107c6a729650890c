//! A simulated host, a store of the test's own, and control planes that come and go on them.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use hyades_agent_api::{Agent, AgentError};
use hyades_iam::{DeploymentKey, Sealer};
use hyades_store::Store;
use hyades_testkit::{SimAgent, Verb, WorldState};
use hyades_types::id::HostId;
use hyades_types::model::{Instance, Job, Proxy, Workflow};
use hyades_types::net::Endpoint;
use hyades_types::status::JobStatus;
use steno::{RepeatInjected, SagaDag, SagaId};
use tokio::runtime::Runtime;

use super::Halt;
use super::cases::{Case, Names};
use crate::fleet::{Fleet, Host};
use crate::observations::Observations;
use crate::reconcilers::sweeper;
use crate::topology::Topology;
use crate::workflows::log::Log;
use crate::workflows::{Context, Engine};

pub(super) struct World {
    agent: Arc<SimAgent>,
    key: DeploymentKey,
    pub(super) names: Names,
    dir: tempfile::TempDir,
}

/// What a test can do to a workflow before it starts.
pub(super) struct Injection<'a> {
    engine: &'a Engine,
    id: SagaId,
    dag: SagaDag,
    runtime: &'a Runtime,
}

impl Injection<'_> {
    pub(super) fn repeat_every_step(self, times: NonZeroU32) {
        for node in self.dag.get_nodes() {
            let repeat = RepeatInjected {
                action: times,
                undo: times,
            };
            let done = self
                .engine
                .sec
                .saga_inject_repeat(self.id, node.index(), repeat);
            self.runtime.block_on(done).unwrap();
        }
    }

    pub(super) fn fail_at(self, step: usize) {
        let node = self.dag.get_nodes().nth(step).unwrap();
        let done = self.engine.sec.saga_inject_error(self.id, node.index());
        self.runtime.block_on(done).unwrap();
    }
}

impl World {
    /// A world in which the case can begin.
    pub(super) fn prepared(case: Case) -> Self {
        let world = Self {
            agent: Arc::new(SimAgent::new()),
            key: DeploymentKey::generate(),
            names: Names::generate(),
            dir: tempfile::tempdir().unwrap(),
        };
        let runtime = runtime();
        runtime.block_on(async {
            let context = world.context().await;
            (case.prepare)(&context, &world.names).await;
        });
        world
    }

    /// Runs the case to its end.
    pub(super) fn run(&self, case: Case, inject: impl FnOnce(Injection<'_>)) -> Job {
        let runtime = runtime();
        let (engine, workflow) = self.stored(&runtime, case, None);
        let dag = serde_json::from_str(&workflow.definition).unwrap();
        let id: SagaId = serde_json::from_value(workflow.job.as_str().into()).unwrap();
        let ending = runtime.block_on(engine.load(&workflow)).unwrap().1;
        inject(Injection {
            engine: &engine,
            id,
            dag,
            runtime: &runtime,
        });
        runtime
            .block_on(engine.clone().run(id, workflow.job.clone(), ending))
            .unwrap();
        self.job(&runtime)
    }

    /// Runs the case, and drops everything of it after some records.
    pub(super) fn run_until_killed(&self, case: Case, records: usize) {
        let runtime = runtime();
        let halt = Halt::after(records);
        let (engine, workflow) = self.stored(&runtime, case, Some(halt.clone()));
        runtime.block_on(engine.start(&workflow)).unwrap();
        runtime.block_on(async {
            tokio::time::timeout(Duration::from_secs(30), halt.reached())
                .await
                .unwrap();
        });
        runtime.shutdown_background();
    }

    /// A new control plane goes on with what there is.
    pub(super) fn recover(&self) -> Job {
        let runtime = runtime();
        let engine = runtime.block_on(async { Arc::new(Engine::new(self.context().await)) });
        runtime.block_on(engine.recover()).unwrap();
        self.job(&runtime)
    }

    fn stored(&self, runtime: &Runtime, case: Case, halt: Option<Halt>) -> (Arc<Engine>, Workflow) {
        runtime.block_on(async {
            let context = self.context().await;
            let workflow = (case.store)(&context, &self.names).await;
            let mut log = Log::new(context.store.clone());
            log.halt = halt;
            (Arc::new(Engine::with_log(context, log)), workflow)
        })
    }

    async fn context(&self) -> Context {
        let url = format!("sqlite://{}/store.db?mode=rwc", self.dir.path().display());
        let store = Store::open(&url).await.unwrap();
        let agent: Arc<dyn Agent> = self.agent.clone();
        let fleet = Arc::new(Fleet::of_one(Host {
            id: self.host(),
            agent,
        }));
        Context {
            topology: Arc::new(Topology::new(
                store.clone(),
                fleet.clone(),
                self.key.clone(),
            )),
            store,
            fleet,
            observations: Arc::new(Observations::default()),
            sealer: Arc::new(Sealer::new(self.key.bytes())),
            key: self.key.clone(),
        }
    }

    fn host(&self) -> HostId {
        self.names.host.clone()
    }

    /// Waits until the job has its end.
    fn job(&self, runtime: &Runtime) -> Job {
        runtime.block_on(async {
            let store = self.context().await.store;
            let waited = async {
                loop {
                    let job = store
                        .job_fetch(&self.names.project, &self.names.job)
                        .await
                        .unwrap();
                    match job {
                        Some(job) if job.status != JobStatus::Running => return job,
                        _ => tokio::time::sleep(Duration::from_millis(5)).await,
                    }
                }
            };
            tokio::time::timeout(Duration::from_secs(30), waited)
                .await
                .unwrap()
        })
    }

    /// Lets the next calls of a verb through.
    pub(super) fn pass_next(&self, verb: Verb, times: usize) {
        for _ in 0..times {
            self.agent.pass_next(verb);
        }
    }

    /// Makes the next calls of a verb fail.
    pub(super) fn fail_next(&self, verb: Verb, times: usize) {
        for _ in 0..times {
            let error = AgentError::failed("do it", "the test says so");
            self.agent.fail_next(verb, error);
        }
    }

    /// Lets the sweeper have a look.
    pub(super) fn sweep(&self) {
        runtime().block_on(async {
            let context = self.context().await;
            sweeper::pass(&context.store, &context.fleet).await;
        });
    }

    pub(super) fn state(&self) -> WorldState {
        self.agent.state()
    }

    pub(super) fn instance(&self) -> Option<Instance> {
        runtime().block_on(async {
            let store = self.context().await.store;
            store
                .instance_fetch(&self.names.project, &self.names.instance)
                .await
                .unwrap()
        })
    }

    /// Whether no operation holds the instance, and no workflow is left.
    pub(super) fn is_free(&self) -> bool {
        runtime().block_on(async {
            let store = self.context().await.store;
            store.workflow_list().await.unwrap().is_empty()
        }) && self
            .instance()
            .is_none_or(|instance| instance.busy.is_none())
    }

    /// The proxies of the instance, as they are recorded.
    pub(super) fn proxies(&self) -> Vec<Proxy> {
        runtime().block_on(async {
            let store = self.context().await.store;
            store.proxies_of(&self.names.instance).await.unwrap()
        })
    }

    /// Lets something else listen on an endpoint.
    pub(super) fn take_endpoint(&self, endpoint: Endpoint) {
        self.agent.take_endpoint(endpoint);
    }

    pub(super) fn addresses_used(&self) -> usize {
        runtime().block_on(async {
            let mut tx = self.context().await.store.begin().await.unwrap();
            tx.addresses_used(&self.names.subnet).await.unwrap().len()
        })
    }

    pub(super) fn node_count(&self) -> usize {
        runtime().block_on(async {
            self.context()
                .await
                .store
                .node_list(None)
                .await
                .unwrap()
                .len()
        })
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}
