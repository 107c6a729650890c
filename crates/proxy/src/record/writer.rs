//! The thread that writes records.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use zstd::bulk::Compressor;

use super::RecordOptions;
use super::batch::Batch;
use super::file::RecordFile;
use super::line::Lines;
use super::retention::tidy;
use crate::log_limit::LogLimit;

/// How often what has come is written, at least.
const TICK: Duration = Duration::from_secs(1);
/// How often old files are looked for.
const TIDY: Duration = Duration::from_mins(5);
/// Fast, and still a tenth of the text.
const LEVEL: i32 = 1;

/// What the writer is told.
#[derive(Debug)]
pub(super) enum Message {
    Batch(Batch),
    /// Close the files.
    Stop,
}

/// The thread's world.
pub(super) struct Writer {
    options: RecordOptions,
    compressor: Compressor<'static>,
    lines: Lines,
    files: Vec<RecordFile>,
    tidied: Option<Instant>,
    failures: LogLimit,
}

impl Writer {
    pub(super) fn new(options: RecordOptions) -> io::Result<Self> {
        Ok(Self {
            options,
            compressor: Compressor::new(LEVEL)?,
            lines: Lines::default(),
            files: Vec::new(),
            tidied: None,
            failures: LogLimit::default(),
        })
    }

    /// Writes until it is told to stop, or nobody is left to tell it.
    pub(super) fn run(mut self, messages: &Receiver<Message>) {
        let mut last_tick = Instant::now();
        self.tick();
        loop {
            let wait = TIDY.min(if self.files.is_empty() { TIDY } else { TICK });
            match messages.recv_timeout(wait) {
                Ok(Message::Batch(batch)) => self.take(&batch),
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if last_tick.elapsed() >= TICK {
                last_tick = Instant::now();
                self.tick();
            }
        }
        for file in std::mem::take(&mut self.files) {
            let finished = file.finish(&mut self.compressor);
            self.check(finished);
        }
    }

    fn take(&mut self, batch: &Batch) {
        for (entry, database, text) in batch.iter() {
            let known = self
                .files
                .iter()
                .position(|file| file.source.node == entry.source.node);
            let index = match known {
                Some(index) => index,
                None => match RecordFile::create(&self.options.directory, entry.source.clone()) {
                    Ok(file) => {
                        self.files.push(file);
                        self.files.len() - 1
                    }
                    Err(error) => {
                        entry.source.lost(1);
                        self.check(Err(error));
                        continue;
                    }
                },
            };
            let Some(file) = self.files.get_mut(index) else {
                continue;
            };
            self.lines.write(&mut file.text, entry, database, text);
            file.lines += 1;
            if file.is_frame_full() {
                let flushed = file.flush(&mut self.compressor);
                self.check(flushed);
            }
        }
    }

    fn tick(&mut self) {
        let mut index = 0;
        while let Some(file) = self.files.get_mut(index) {
            let flushed = file.flush(&mut self.compressor);
            let is_over = flushed.is_err()
                || file.written >= self.options.file_bytes
                || file.since.elapsed() >= self.options.file_age
                || !file.source.is_recorded();
            self.check(flushed);
            if is_over {
                let file = self.files.swap_remove(index);
                let finished = file.finish(&mut self.compressor);
                self.check(finished);
            } else {
                index += 1;
            }
        }
        if self.tidied.is_none_or(|last| last.elapsed() >= TIDY) {
            self.tidied = Some(Instant::now());
            let tidied = tidy(&self.options);
            self.check(tidied);
        }
    }

    fn check(&self, done: io::Result<()>) {
        if let Err(error) = done
            && self.failures.admits()
        {
            let directory = self.options.directory.display();
            tracing::error!(%directory, %error, "cannot write records of statements");
        }
    }
}
