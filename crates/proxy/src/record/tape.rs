//! A worker's end of the queue.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::{Duration, Instant};

use super::Source;
use super::batch::{Batch, Note};
use super::writer::Message;
use crate::observe::{Statement, Visitor};

/// Bytes from which a batch goes to the writer.
const FULL: usize = 256 << 10;
/// How long the last batch of a worker waits for room, and how often it is looked for.
const LAST_PATIENCE: Duration = Duration::from_millis(500);
const LOOK: Duration = Duration::from_millis(2);

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

    /// Takes a statement. It is lost, and counted, if the queue is full.
    pub(crate) fn add(
        &self,
        source: &Arc<Source>,
        visitor: &Arc<Visitor>,
        statement: &Statement<'_>,
        note: &Note,
    ) {
        let mut batch = self.batch.borrow_mut();
        if batch.len() >= FULL && !send(&self.sender, &mut batch) {
            source.lost(1);
            return;
        }
        batch.add(source, visitor, statement, note);
    }

    /// Hands on what there is, if the queue has room.
    pub(crate) fn flush(&self) {
        let mut batch = self.batch.borrow_mut();
        if !batch.is_empty() {
            send(&self.sender, &mut batch);
        }
    }

    /// Hands on what there is. The worker ends: it is not in a hurry any more.
    pub(crate) fn finish(&self) {
        let begin = Instant::now();
        let mut batch = self.batch.borrow_mut();
        while !batch.is_empty()
            && !send(&self.sender, &mut batch)
            && begin.elapsed() < LAST_PATIENCE
        {
            std::thread::sleep(LOOK);
        }
    }
}

/// Hands a batch on, and leaves an empty one, if the queue has room.
fn send(sender: &SyncSender<Message>, batch: &mut Batch) -> bool {
    match sender.try_send(Message::Batch(std::mem::take(batch))) {
        Ok(()) => true,
        Err(TrySendError::Full(message) | TrySendError::Disconnected(message)) => {
            if let Message::Batch(unsent) = message {
                *batch = unsent;
            }
            false
        }
    }
}
