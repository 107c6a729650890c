//! Who is calling, and what they may do here.

mod account;
mod cache;
mod caller;
mod login;
mod scope;
mod session;
mod signed;

use std::sync::Arc;

use hyades_iam::{Sealer, TokenIssuer};
use hyades_store::Store;
use hyades_types::Secret;
use hyades_types::id::{DomainId, UserId};
use hyades_types::model::Project;
use tokio::sync::Semaphore;

use super::App;
use account::Account;
use cache::Cache;
use signed::OpenKey;

pub use caller::{Caller, Credential};
pub use login::{PasswordLogin, UserRef};
pub use scope::{Named, TokenScope};
pub use session::{IssuedToken, LoginMethod, Session};

/// The identity service. What it looks up is remembered for a few seconds, so that a change to a
/// user or a key takes as long to be noticed.
pub struct Identity {
    store: Store,
    tokens: Arc<TokenIssuer>,
    sealer: Arc<Sealer>,
    accounts: Cache<UserId, Arc<Account>>,
    keys: Cache<String, Arc<OpenKey>>,
    projects: Cache<DomainId, Arc<[Project]>>,
    /// One permit for each password that may be hashed at a time.
    hashing: Arc<Semaphore>,
    /// What signatures of unknown access keys are compared with.
    decoy: Secret,
}

impl Identity {
    /// The identity service of a control plane. It remembers for itself: make one and share it.
    pub fn new(app: &App) -> Self {
        Self {
            store: app.store.clone(),
            tokens: Arc::clone(&app.tokens),
            sealer: Arc::clone(&app.sealer),
            accounts: Cache::default(),
            keys: Cache::default(),
            projects: Cache::default(),
            hashing: Arc::new(Semaphore::new(login::parallel_hashes())),
            decoy: hyades_iam::identity::generate_password(),
        }
    }
}
