//! Recording as the rest of the process sees it.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use hyades_types::id::{InstanceId, NodeId};
use serde::Serialize;

use super::writer::{Message, Writer};
use super::{RecordOptions, Source, Tape};

/// Batches that may wait for the writer; of at most a quarter of a MiB each.
const QUEUE: usize = 16;

/// The recording of the process.
#[derive(Debug)]
pub(crate) struct Recorder {
    options: Option<RecordOptions>,
    sender: SyncSender<Message>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Until there is a writer.
    receiver: Option<Receiver<Message>>,
    writer: Option<JoinHandle<()>>,
    recorded: Vec<InstanceId>,
    sources: BTreeMap<(InstanceId, NodeId), Arc<Source>>,
}

/// How the recording of a node goes.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RecorderReport {
    pub(crate) instance: InstanceId,
    pub(crate) node: NodeId,
    pub(crate) recorded: bool,
    /// Statements in files.
    pub(crate) statements: u64,
    /// Statements that were lost.
    pub(crate) dropped: u64,
    /// Bytes in files, compressed.
    pub(crate) bytes: u64,
}

impl Recorder {
    /// Without options, nothing is ever recorded.
    pub(crate) fn new(options: Option<RecordOptions>) -> Self {
        let (sender, receiver) = sync_channel(QUEUE);
        Self {
            options,
            sender,
            state: Mutex::new(State {
                receiver: Some(receiver),
                writer: None,
                recorded: Vec::new(),
                sources: BTreeMap::new(),
            }),
        }
    }

    /// For a worker.
    pub(crate) fn tape(&self) -> Tape {
        Tape::new(self.sender.clone())
    }

    /// What records of a node are about.
    pub(crate) fn source(&self, instance: &InstanceId, node: &NodeId) -> Arc<Source> {
        let mut state = self.lock();
        let is_recorded = state.recorded.contains(instance);
        let source = state
            .sources
            .entry((instance.clone(), node.clone()))
            .or_insert_with(|| {
                let source = Source::new(instance.clone(), node.clone());
                source.record(is_recorded);
                Arc::new(source)
            });
        source.clone()
    }

    /// These instances are recorded now, and no others. The writer is there from the first time on, since
    /// it removes old files, too.
    pub(crate) fn apply(&self, recorded: &[InstanceId]) {
        let mut state = self.lock();
        let Some(options) = self.options.clone() else {
            if !recorded.is_empty() {
                tracing::error!("statements are not recorded: there is no directory for records");
            }
            return;
        };
        state.recorded = recorded.to_vec();
        for source in state.sources.values() {
            source.record(recorded.contains(&source.instance));
        }
        if let Some(receiver) = state.receiver.take() {
            state.writer = start(options, receiver);
        }
    }

    /// Nodes of recorded instances, and those that were recorded before.
    pub(crate) fn report(&self) -> Vec<RecorderReport> {
        let state = self.lock();
        let reports = state.sources.values().map(|source| {
            let [statements, dropped, bytes] = source.counts();
            RecorderReport {
                instance: source.instance.clone(),
                node: source.node.clone(),
                recorded: source.is_recorded(),
                statements,
                dropped,
                bytes,
            }
        });
        reports
            .filter(|report| report.recorded || report.statements + report.dropped > 0)
            .collect()
    }

    /// Writes what has come, and closes the files. Call it when the workers have ended.
    pub(crate) fn stop(&self) {
        let writer = self.lock().writer.take();
        if let Some(writer) = writer
            && self.sender.send(Message::Stop).is_ok()
            && writer.join().is_err()
        {
            tracing::error!("the writer of records has panicked");
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn start(options: RecordOptions, receiver: Receiver<Message>) -> Option<JoinHandle<()>> {
    let run = move || match Writer::new(options) {
        Ok(writer) => writer.run(&receiver),
        Err(error) => tracing::error!(%error, "cannot compress records of statements"),
    };
    match std::thread::Builder::new()
        .name("recorder".to_owned())
        .spawn(run)
    {
        Ok(thread) => Some(thread),
        Err(error) => {
            tracing::error!(%error, "cannot record statements");
            None
        }
    }
}
