//! Following a response. Input: command and cursor (2 bytes), capabilities (4), lengths of chunks
//! (2), what the server sends.

#![no_main]

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::response::{ResponseError, ResponseKind, ResponseReader};
use libfuzzer_sys::fuzz_target;

/// What can be said of an event: its words, and where its packet begins and ends.
type Seen = (String, usize, usize);

/// What came out of a reader.
#[derive(Debug, PartialEq)]
struct Outcome {
    events: Vec<Seen>,
    error: Option<ResponseError>,
    done: bool,
}

fuzz_target!(|input: &[u8]| {
    let Some((head, bytes)) = input.split_first_chunk::<8>() else {
        return;
    };
    let [command, cursor, a, b, c, d, one, two] = *head;
    let kind = ResponseKind::of(&[command, 0, 0, 0, 0, cursor]);
    let capabilities = Capabilities(u32::from_le_bytes([a, b, c, d]));
    let whole = follow(kind, capabilities, bytes, &[bytes.len()]);
    let lengths = [usize::from(one) + 1, usize::from(two) + 1];
    assert_eq!(follow(kind, capabilities, bytes, &lengths), whole);
    assert_eq!(follow(kind, capabilities, bytes, &[1]), whole);
});

/// Feeds the bytes, and checks that none is lost or changed.
fn follow(
    kind: ResponseKind,
    capabilities: Capabilities,
    bytes: &[u8],
    lengths: &[usize],
) -> Outcome {
    let mut reader = ResponseReader::new(kind, capabilities);
    let mut seen = Vec::new();
    let mut error = None;
    let mut handed_on = Vec::new();
    let mut lengths = lengths.iter().cycle();
    let mut rest = bytes;
    while !rest.is_empty() && error.is_none() {
        let length = lengths.next().map_or(1, |length| *length).min(rest.len());
        let (mut chunk, after) = rest.split_at(length);
        rest = after;
        while !chunk.is_empty() {
            match feed(&mut reader, chunk, &mut handed_on, &mut seen) {
                Ok(consumed) => chunk = &chunk[consumed..],
                Err(found) => {
                    error = Some(found);
                    break;
                }
            }
        }
    }
    assert!(bytes.starts_with(&handed_on));
    if reader.is_done() && error.is_none() {
        assert_eq!(bytes.len(), handed_on.len());
    }
    Outcome {
        events: seen,
        error,
        done: reader.is_done(),
    }
}

fn feed(
    reader: &mut ResponseReader,
    chunk: &[u8],
    handed_on: &mut Vec<u8>,
    seen: &mut Vec<Seen>,
) -> Result<usize, ResponseError> {
    let step = reader.feed(chunk)?;
    assert!(step.consumed > 0);
    handed_on.extend_from_slice(step.held);
    handed_on.extend_from_slice(step.passed);
    if let Some(event) = step.event {
        let words = format!("{:?} {} {}", event.outcome, event.rows, event.last);
        let start = handed_on.len();
        handed_on.extend_from_slice(event.packet);
        seen.push((words, start, handed_on.len()));
    }
    Ok(step.consumed)
}
