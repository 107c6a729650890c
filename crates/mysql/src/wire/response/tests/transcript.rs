//! Feeding a response in chunks and writing down what comes out.

use crate::wire::capability::Capabilities;
use crate::wire::ok::Ends;
use crate::wire::response::{Outcome, ResponseError, ResponseKind, ResponseReader};

/// What came out of a reader.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Transcript {
    /// The events, in words.
    pub(super) events: Vec<String>,
    /// Where in the stream the packets of events begin and end.
    pub(super) packets: Vec<(usize, usize)>,
    /// Everything that was handed on, in order.
    pub(super) bytes: Vec<u8>,
    /// How it ended.
    pub(super) error: Option<ResponseError>,
    pub(super) done: bool,
}

/// Feeds the chunks one after the other.
pub(super) fn transcript<'c>(
    kind: ResponseKind,
    capabilities: Capabilities,
    chunks: impl IntoIterator<Item = &'c [u8]>,
) -> Transcript {
    let mut reader = ResponseReader::new(kind, capabilities);
    let mut transcript = Transcript::default();
    for chunk in chunks {
        if let Err(error) = feed(&mut reader, chunk, &mut transcript) {
            transcript.error = Some(error);
            break;
        }
    }
    transcript.done = reader.is_done();
    transcript
}

fn feed(
    reader: &mut ResponseReader,
    chunk: &[u8],
    transcript: &mut Transcript,
) -> Result<(), ResponseError> {
    let mut rest = chunk;
    while !rest.is_empty() {
        let step = reader.feed(rest)?;
        assert!(step.consumed > 0);
        transcript.bytes.extend_from_slice(step.held);
        transcript.bytes.extend_from_slice(step.passed);
        if let Some(event) = step.event {
            let at = transcript.bytes.len();
            transcript.bytes.extend_from_slice(event.packet);
            transcript.packets.push((at, transcript.bytes.len()));
            let last = if event.last { ", last" } else { "" };
            let words = words(&event.outcome);
            let rows = event.rows;
            transcript
                .events
                .push(format!("{words}, {rows} rows{last}"));
        }
        rest = &rest[step.consumed..];
    }
    Ok(())
}

fn words(outcome: &Outcome<'_>) -> String {
    match outcome {
        Outcome::Ok { ok, ends, cursor } => {
            let name = if *ends == Ends::Command { "ok" } else { "end" };
            let cursor = if *cursor { " cursor" } else { "" };
            let affected = ok.affected_rows;
            let state = ok.session_state.entries().count();
            format!(
                "{name} {:#06x} affected {affected} state {state}{cursor}",
                ok.status.0
            )
        }
        Outcome::Err(err) => {
            let state = err.sql_state.unwrap_or(*b"-----");
            format!("err {} {}", err.code, String::from_utf8_lossy(&state))
        }
        Outcome::LocalInfile(name) => format!("infile {}", String::from_utf8_lossy(name)),
        Outcome::Prepared(prepared) => {
            format!("prepared {} -> {}", prepared.parameters, prepared.columns)
        }
        Outcome::Defined => "defined".to_owned(),
        Outcome::Text(text) => format!(
            "text {}",
            String::from_utf8_lossy(&text[..text.len().min(6)])
        ),
        Outcome::Auth(auth) => format!("{auth:?}")
            .split(['(', ' '])
            .next()
            .unwrap()
            .to_owned(),
    }
}
