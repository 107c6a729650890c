//! What gateways share: the key of the process, and the passwords of the users of an instance.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use hyades_types::id::InstanceId;

use crate::auth::{Credentials, ServerKey};
use crate::frontend::Shared;

/// What the gateways of the process share.
#[derive(Debug, Default)]
pub(crate) struct Fronts {
    key: ServerKey,
    credentials: Mutex<HashMap<InstanceId, Weak<Credentials>>>,
}

impl Fronts {
    /// For a new gateway of an instance.
    pub(crate) fn of(&self, instance: &InstanceId) -> Arc<Shared> {
        let mut all = self
            .credentials
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, known| known.strong_count() > 0);
        let known = all.get(instance).and_then(Weak::upgrade);
        let credentials = known.unwrap_or_default();
        all.insert(instance.clone(), Arc::downgrade(&credentials));
        Shared::new(self.key.clone(), credentials)
    }
}
