//! Handlers that misbehave.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::to_bytes;
use hyades_iam::DeploymentKey;
use hyades_store::Store;
use hyades_testkit::SimAgent;
use hyades_types::id::HostId;
use serde_json::Value;

use super::*;
use crate::http::ServiceInfo;
use crate::http::registry::Handler;
use crate::settings::{Settings, installed_proxy_version};
use crate::{App, Fleet, Host};

struct World {
    service: Service,
    _dir: tempfile::TempDir,
}

impl World {
    /// A service in which `GET /v3` leads to this handler.
    async fn new(handler: Handler) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/store.db?mode=rwc", dir.path().display());
        let store = Store::open(&url).await.unwrap();
        let host = Host {
            id: HostId::generate(),
            agent: Arc::new(SimAgent::new()),
        };
        let settings = Settings {
            region: "local-1".to_owned(),
            zones: Vec::new(),
            overcommit: 1.0,
            eip_network: "127.78.0.0/24".parse().ok(),
            proxy_version: installed_proxy_version(),
            proxy_enabling: Duration::ZERO,
        };
        let (fleet, key) = (Fleet::of_one(host), DeploymentKey::generate());
        let app = App::start(settings, store, fleet, &key).await.unwrap();
        let info = ServiceInfo {
            public_endpoint: String::new(),
        };
        let mut service = Service::new(app, info);
        service.handlers.insert("ShowVersion", handler);
        Self { service, _dir: dir }
    }

    fn answer(self) -> impl Future<Output = Response> {
        let request = Request::builder().uri("/v3").body(Body::empty());
        answer(Arc::new(self.service), request.unwrap())
    }
}

async fn error(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/json");
    assert!(response.headers().contains_key("x-request-id"));
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn a_panic_is_a_fault_and_its_text_stays_here() {
    let world = World::new(|_| Box::pin(async { panic!("the secret is 42") })).await;
    let (status, body) = error(world.answer().await).await;
    assert_eq!((status, &body["error_code"]), (500, &"DBS.200005".into()));
    assert!(!body.to_string().contains("42"));
}

#[tokio::test]
async fn a_handler_that_hangs_is_not_waited_for() {
    let world = World::new(|_| Box::pin(std::future::pending())).await;
    tokio::time::pause();
    let (status, body) = error(world.answer().await).await;
    assert_eq!((status, &body["error_code"]), (503, &"DBS.000503".into()));
}

#[tokio::test]
async fn a_client_that_hangs_up_stops_nothing() {
    static STARTED: AtomicBool = AtomicBool::new(false);
    static DONE: AtomicBool = AtomicBool::new(false);
    let handler: Handler = |_| {
        Box::pin(async {
            STARTED.store(true, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(20)).await;
            DONE.store(true, Ordering::SeqCst);
            Reply::empty()
        })
    };
    let world = World::new(handler).await;
    let started = async {
        while !STARTED.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = world.answer() => panic!("answered too early"),
        () = started => {}
    }
    while !DONE.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
