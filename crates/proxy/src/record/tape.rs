//! A worker's end of the queue.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError};

use super::batch::{Batch, Note};
use super::writer::Message;
use super::Source;
use crate::observe::{Statement, Visitor};

/// Bytes from which a batch goes to the writer.
const FULL: usize = 256 << 10;

/// Collects statements, and hands them on.
#[derive(Debug)]
pub(crate) struct Tape {
    sender: SyncSender<Message>,
    batch: RefCell<Batch>,
}

impl Tape {
    pub(super) fn new(sender: SyncSender<Message>) -> Self {
        let batch = RefCell::default();
        Self { sender, batch }
    }

    /// Takes a statement, unless the queue is full. Returns whether it did.
    pub(crate) fn add(
        &self,
        source: &Arc<Source>,
        visitor: &Arc<Visitor>,
        statement: &Statement<'_>,
        note: &Note,
        lost: u64,
    ) -> bool {
        let mut batch = self.batch.borrow_mut();
        if batch.len() >= FULL && !self.send(&mut batch) {
            return false;
        }
        batch.add(source, visitor, statement, note, lost);
        true
    }

    /// Hands on what there is, if the queue has room.
    pub(crate) fn flush(&self) {
        let mut batch = self.batch.borrow_mut();
        if !batch.is_empty() {
            self.send(&mut batch);
        }
    }

    fn send(&self, batch: &mut Batch) -> bool {
        match self.sender.try_send(Message::Batch(std::mem::take(batch))) {
            Ok(()) => true,
            Err(TrySendError::Full(message) | TrySendError::Disconnected(message)) => {
                if let Message::Batch(unsent) = message {
                    *batch = unsent;
                }
                false
            }
        }
    }
}

impl Drop for Tape {
    fn drop(&mut self) {
        self.flush();
    }
}
