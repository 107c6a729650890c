//! A control plane of the test's own, with an administrator, a reader, and a stranger.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyades_control::app::setup::Setup;
use hyades_control::http::{ServiceInfo, router};
use hyades_control::settings::{Settings, installed_proxy_version};
use hyades_control::{App, Fleet, Host};
use hyades_iam::{DeploymentKey, Sealer, TokenClaims, TokenIssuer};
use hyades_store::Store;
use hyades_testkit::SimAgent;
use hyades_types::Secret;
use hyades_types::id::{DomainId, HostId, ProjectId, SecurityGroupId, SubnetId, UserId, VpcId};
use hyades_types::model::{AccessKey, Domain, Project, User};
use hyades_types::time::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::ask::{Answer, Ask};

pub(crate) const REGION: &str = "local-1";
pub(crate) const DOMAIN: &str = "local";
pub(crate) const ADMINISTRATOR: &str = "admin";
pub(crate) const READER: &str = "reader";
pub(crate) const PASSWORD: &str = "correct horse";
pub(crate) const ACCESS: &str = "AAAAAAAAAAAAAAAAAAAA";
pub(crate) const SECRET: &str = "0123456789abcdefghij";

pub(crate) struct World {
    pub(crate) key: DeploymentKey,
    pub(crate) project: ProjectId,
    /// A project of somebody else.
    pub(crate) foreign: ProjectId,
    pub(crate) setup: Setup,
    pub(crate) store: Store,
    pub(crate) agent: Arc<SimAgent>,
    pub(crate) router: Router,
    _dir: TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/store.db?mode=rwc", dir.path().display());
        let store = Store::open(&url).await.unwrap();
        let key = DeploymentKey::generate();
        let settings = Settings {
            region: REGION.to_owned(),
            zones: vec!["local-1a".to_owned(), "local-1b".to_owned()],
            overcommit: 1.0,
            eip_network: "127.78.0.0/24".parse().ok(),
            proxy_version: installed_proxy_version(),
            proxy_enabling: Duration::ZERO,
        };
        let agent = Arc::new(SimAgent::new());
        let host = Host {
            id: HostId::generate(),
            agent: agent.clone(),
        };
        let fleet = Fleet::of_one(host);
        let app = App::start(settings, store.clone(), fleet, &key);
        let app = app.await.unwrap();
        let setup = setup();
        app.setup(&setup).await.unwrap();
        let info = ServiceInfo {
            public_endpoint: "https://api.test:8443/".to_owned(),
        };
        let world = Self {
            key,
            project: setup.project.clone(),
            foreign: ProjectId::generate(),
            setup,
            store,
            agent,
            router: router(app, info),
            _dir: dir,
        };
        world.add_others().await;
        world
    }

    /// A user of the administrator's domain who may only look, and a domain of its own with a
    /// project.
    async fn add_others(&self) {
        let administrator = self.user(ADMINISTRATOR).await;
        let reader = User {
            id: UserId::generate(),
            domain: administrator.domain,
            name: READER.to_owned(),
            // Hashing is slow, by design.
            password_hash: administrator.password_hash,
            policies: vec!["read-only".to_owned()],
        };
        let other = Domain {
            id: DomainId::generate(),
            name: "other".to_owned(),
        };
        let project = Project {
            id: self.foreign.clone(),
            domain: other.id.clone(),
            name: REGION.to_owned(),
        };
        let mut tx = self.store.begin().await.unwrap();
        tx.user_insert(&reader).await.unwrap();
        tx.domain_insert(&other).await.unwrap();
        tx.project_insert(&project).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Gives a user another access key.
    pub(crate) async fn add_access_key(&self, user: &str, access: &str) {
        let sealed = Sealer::new(self.key.bytes()).seal(&Secret::new(SECRET), access);
        let mut tx = self.store.begin().await.unwrap();
        tx.access_key_insert(&AccessKey {
            access: access.to_owned(),
            user: self.user(user).await.id,
            sealed_secret: sealed.unwrap(),
        })
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }

    async fn user(&self, name: &str) -> User {
        let domain = self.store.domain_by_name(DOMAIN).await.unwrap().unwrap();
        let user = self.store.user_by_name(&domain.id, name).await.unwrap();
        user.unwrap()
    }

    /// A path of the world's project: `{}` stands for its id.
    pub(crate) fn path(&self, path: &str) -> String {
        path.replace("{}", self.project.as_str())
    }

    /// Logs in; the answer has the token in `X-Subject-Token`.
    pub(crate) async fn login(&self, user: &str, password: &str, scope: Value) -> Answer {
        let user = json!({"name": user, "password": password, "domain": {"name": DOMAIN}});
        let identity = json!({"methods": ["password"], "password": {"user": user}});
        let body = json!({"auth": {"identity": identity, "scope": scope}});
        Ask::post("/v3/auth/tokens").json(&body).of(self).await
    }

    /// A token of a user for the project, without the slow way to it.
    pub(crate) async fn token(&self, user: &str) -> String {
        let user = self.user(user).await;
        let now = Timestamp::now();
        let claims = TokenClaims {
            user_id: user.id,
            user_name: user.name,
            domain_id: user.domain,
            project_id: Some(self.project.clone()),
            issued_at: now,
            expires_at: now.plus_seconds(60),
            id: "test".to_owned(),
        };
        let issued = TokenIssuer::new(self.key.bytes()).issue(&claims);
        issued.expose().to_owned()
    }
}

fn setup() -> Setup {
    Setup {
        domain_name: DOMAIN.to_owned(),
        user_name: ADMINISTRATOR.to_owned(),
        password: Secret::new(PASSWORD),
        access: ACCESS.to_owned(),
        secret: Secret::new(SECRET),
        project: ProjectId::generate(),
        vpc: VpcId::generate(),
        subnet: SubnetId::generate(),
        security_group: SecurityGroupId::generate(),
        network: "127.77.0.0/16".parse().unwrap(),
    }
}
