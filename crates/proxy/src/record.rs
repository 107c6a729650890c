//! Full-SQL recording (documentation 4.8.1, 4.8.5): every statement of the instances that a snapshot
//! names, in compressed files.
//!
//! A worker writes its statements to its [`Tape`], which hands them on in batches over a bounded
//! queue to the one thread that makes lines of them, compresses and writes. The data path never
//! waits: when the queue is full, because the disk is slow say, statements go unrecorded, are
//! counted, and a line of the node's file says how many; so do the log and the metrics.
//!
//! # Files
//!
//! [`RecordName`](hyades_types::record::RecordName) in the instance's directory below that of the process's
//! options, with `.part` behind it as long as it grows. A file is a
//! sequence of zstd frames, one a second or each 512 KiB, so that `zstdcat` reads also what a killed
//! process has left; that gets its final name by the next process that looks. The text inside is one
//! JSON object a line:
//!
//! | key | value |
//! |---|---|
//! | `time` | when the statement was sent, UTC, with microseconds |
//! | `user`, `client`, `session` | who, from which address and port, and the session's number |
//! | `front` | the id of the database proxy, or the address of the gateway, that it came in through |
//! | `node` | the node that it ran on |
//! | `reason` | why there, as in `hyades proxy show routing` |
//! | `database` | the current one, as far as client or server have told |
//! | `kind` | `text` or `prepared`; the latter with `parameters`, their number |
//! | `statement` | the text; what is not UTF-8 in it is replaced by U+FFFD |
//! | `length` | of the text in bytes, if that is more than the 16 KiB that are kept |
//! | `masked` | `true` if the statement deals with passwords: then `statement` is its digest's text |
//! | `digest` | SHA-256 of the statement's text without its values |
//! | `rows`, `affected_rows` | in the response; of its last result if there are several |
//! | `duration_us` | from sending it to the end of the response |
//! | `error` | MySQL's number, if it failed |
//!
//! A line with `time`, `node` and `dropped` alone says that so many statements of the node were not
//! recorded until then.

mod batch;
mod digests;
mod file;
mod line;
mod options;
mod recorder;
mod retention;
mod source;
mod tape;
mod writer;

pub(crate) use batch::Note;
pub(crate) use recorder::{Recorder, RecorderReport};
pub(crate) use source::Source;
pub(crate) use tape::Tape;

pub use options::RecordOptions;

#[cfg(test)]
mod tests;
