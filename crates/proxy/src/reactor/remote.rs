//! Messages from other threads.

use std::sync::mpsc::Sender;

use super::driver::Bell;

/// Sends messages to a reactor.
pub(crate) struct Remote<M> {
    sender: Sender<M>,
    bell: Bell,
}

impl<M> Remote<M> {
    pub(super) fn new(sender: Sender<M>, bell: Bell) -> Self {
        Self { sender, bell }
    }

    /// Whether the reactor will see the message, if it does not end before.
    pub(crate) fn send(&self, message: M) -> bool {
        self.sender.send(message).is_ok() && self.bell.ring().is_ok()
    }
}

impl<M> Clone for Remote<M> {
    fn clone(&self) -> Self {
        Self {
            sender: self.sender.clone(),
            bell: self.bell.clone(),
        }
    }
}

impl<M> std::fmt::Debug for Remote<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Remote")
    }
}
