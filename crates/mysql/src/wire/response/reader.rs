//! Feeding chunks to the states of a response.

use super::machine::{Look, Machine};
use super::{ResponseError, ResponseKind, Step};
use crate::wire::capability::Capabilities;
use crate::wire::packet::HEADER;

/// The longest payload of a packet that is read as a whole. Texts of errors, changes of session
/// state and names of files are far shorter.
pub const MAX_HELD: usize = 1 << 20;

/// How much memory goes on to the next response; connections are many and mostly idle.
const MAX_KEPT: usize = 1 << 10;

/// Follows one response.
#[derive(Debug, Clone)]
pub struct ResponseReader {
    machine: Machine,
    /// How much of a packet that goes on as it is has not come yet.
    missing: usize,
    /// The beginning of a packet whose rest has not come yet.
    held: Vec<u8>,
    /// Whether the caller has had `held`.
    handed_out: bool,
}

impl ResponseReader {
    /// Before the first byte of a response. `capabilities` are those of the connection that it
    /// comes on.
    pub fn new(kind: ResponseKind, capabilities: Capabilities) -> Self {
        Self {
            machine: Machine::new(kind, capabilities),
            missing: 0,
            held: Vec::new(),
            handed_out: false,
        }
    }

    /// Begins another response. Keeps the memory, unless it is much.
    pub fn restart(&mut self, kind: ResponseKind, capabilities: Capabilities) {
        self.machine = Machine::new(kind, capabilities);
        self.missing = 0;
        if self.held.capacity() > MAX_KEPT {
            self.held = Vec::new();
        }
        self.held.clear();
        self.handed_out = false;
    }

    /// Whether the response has ended.
    pub fn is_done(&self) -> bool {
        self.machine.is_done()
    }

    /// Takes what the server has sent, up to the next event.
    pub fn feed<'a>(&'a mut self, chunk: &'a [u8]) -> Result<Step<'a>, ResponseError> {
        if self.handed_out {
            self.held.clear();
            self.handed_out = false;
        }
        if chunk.is_empty() {
            return Ok(Step::default());
        }
        if self.is_done() {
            return Err(ResponseError::AfterEnd);
        }
        match self.held.is_empty() {
            true => self.walk(chunk),
            false => self.complete(chunk),
        }
    }

    /// Goes from header to header.
    #[inline]
    fn walk<'a>(&'a mut self, chunk: &'a [u8]) -> Result<Step<'a>, ResponseError> {
        let mut at = 0;
        loop {
            if self.missing > 0 {
                at += self.take_missing(chunk.len() - at);
                let event = match self.missing {
                    0 => self.machine.after_pass(),
                    _ => None,
                };
                if event.is_some() || at == chunk.len() {
                    return Ok(step(chunk, at, event));
                }
            }
            at += self.machine.pass_rows(&chunk[at..]);
            let rest = &chunk[at..];
            match self.machine.look(rest) {
                Look::Pass(length) => {
                    self.machine.pass(length);
                    self.missing = length;
                }
                Look::Whole(length) => {
                    check_length(length)?;
                    let Some(packet) = rest.get(..length) else {
                        return Ok(self.hold(chunk, at));
                    };
                    let event = self.machine.take(packet)?;
                    if event.is_some() {
                        return Ok(Step {
                            consumed: at + length,
                            ..step(chunk, at, event)
                        });
                    }
                    at += length;
                    if at == chunk.len() {
                        return Ok(step(chunk, at, None));
                    }
                }
                Look::Undecided => return Ok(self.hold(chunk, at)),
            }
        }
    }

    fn take_missing(&mut self, there: usize) -> usize {
        let taken = self.missing.min(there);
        self.missing -= taken;
        taken
    }

    /// Keeps the end of the chunk until more has come.
    fn hold<'a>(&mut self, chunk: &'a [u8], at: usize) -> Step<'a> {
        self.held.extend_from_slice(&chunk[at..]);
        Step {
            consumed: chunk.len(),
            ..step(chunk, at, None)
        }
    }

    /// Adds to what is held, until it is clear what it is and it is there as far as it has to be.
    fn complete<'a>(&'a mut self, chunk: &'a [u8]) -> Result<Step<'a>, ResponseError> {
        let mut consumed = 0;
        loop {
            let look = self.machine.look(&self.held);
            let wanted = match look {
                Look::Undecided => self.held.len() + 1,
                Look::Pass(_) => self.held.len(),
                Look::Whole(length) => check_length(length)?,
            };
            let missing = wanted - self.held.len();
            if missing == 0 {
                return self.hand_out(look, consumed);
            }
            let more = &chunk[consumed..];
            let more = &more[..missing.min(more.len())];
            self.held.extend_from_slice(more);
            consumed += more.len();
            if more.is_empty() {
                return Ok(Step {
                    consumed,
                    ..Step::default()
                });
            }
        }
    }

    fn hand_out(&mut self, look: Look, consumed: usize) -> Result<Step<'_>, ResponseError> {
        self.handed_out = true;
        let event = match look {
            Look::Pass(length) => {
                self.machine.pass(length);
                self.missing = length - self.held.len();
                match self.missing {
                    0 => self.machine.after_pass(),
                    _ => None,
                }
            }
            _ => self.machine.take(&self.held)?,
        };
        let is_packet = event.is_some_and(|event| !event.packet.is_empty());
        Ok(Step {
            held: if is_packet { &[] } else { &self.held },
            passed: &[],
            event,
            consumed,
        })
    }
}

fn check_length(length: usize) -> Result<usize, ResponseError> {
    let payload = length - HEADER;
    match payload > MAX_HELD {
        true => Err(ResponseError::TooLong { length: payload }),
        false => Ok(length),
    }
}

fn step<'a>(chunk: &'a [u8], at: usize, event: Option<super::Event<'a>>) -> Step<'a> {
    Step {
        held: &[],
        passed: &chunk[..at],
        event,
        consumed: at,
    }
}
