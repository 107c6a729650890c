//! Messages from other threads.

use std::sync::Arc;
use std::sync::mpsc::Sender;

/// Sends messages to a reactor.
pub(crate) struct Remote<M> {
    sender: Sender<M>,
    waker: Arc<mio::Waker>,
}

impl<M> Remote<M> {
    pub(super) fn new(sender: Sender<M>, waker: mio::Waker) -> Self {
        let waker = Arc::new(waker);
        Self { sender, waker }
    }

    /// Whether the reactor will see the message, if it does not end before.
    pub(crate) fn send(&self, message: M) -> bool {
        self.sender.send(message).is_ok() && self.waker.wake().is_ok()
    }
}

impl<M> Clone for Remote<M> {
    fn clone(&self) -> Self {
        Self {
            sender: self.sender.clone(),
            waker: self.waker.clone(),
        }
    }
}

impl<M> std::fmt::Debug for Remote<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Remote")
    }
}
