//! How long statements have waited.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use hyades_types::id::InstanceId;

/// Since when statements of instances wait.
#[derive(Debug, Default)]
pub(super) struct Held(Mutex<HashMap<InstanceId, Instant>>);

impl Held {
    /// Those of these instances begin to wait, unless they do already.
    pub(super) fn begin(&self, held: &[InstanceId]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for instance in held {
            known.entry(instance.clone()).or_insert_with(Instant::now);
        }
    }

    /// Those of all others have been let go; logs how long they have waited.
    pub(super) fn end(&self, held: &[InstanceId]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|instance, since| {
            let waits = held.contains(instance);
            if !waits {
                let millis = since.elapsed().as_millis();
                tracing::info!(%instance, millis, "statements have waited for a switchover");
            }
            waits
        });
    }
}
