//! What a real server and client said to each other, recorded by `fixtures/record.py`.

use std::sync::LazyLock;

use super::capability::Capabilities;
use super::packet::split_packet;

const EXCHANGES: &str = include_str!("../../fixtures/exchanges.txt");

/// Who sent bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Client,
    Server,
}

/// One recorded exchange.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    pub(crate) name: &'static str,
    pub(crate) capabilities: Capabilities,
    pub(crate) parts: Vec<(Side, Vec<u8>)>,
}

/// All of them.
pub(crate) fn exchanges() -> &'static [Exchange] {
    static ALL: LazyLock<Vec<Exchange>> = LazyLock::new(|| {
        let texts = EXCHANGES.split("\n\n").filter(|text| !text.is_empty());
        texts.map(exchange).collect()
    });
    &ALL
}

/// The one with this name.
pub(crate) fn named(name: &str) -> &'static Exchange {
    let mut exchanges = exchanges().iter();
    exchanges.find(|exchange| exchange.name == name).unwrap()
}

impl Exchange {
    /// The first thing that one side said.
    pub(crate) fn first(&self, side: Side) -> &[u8] {
        self.all(side).next().unwrap()
    }

    /// What one side said.
    pub(crate) fn all(&self, side: Side) -> impl Iterator<Item = &[u8]> {
        let of_side = self.parts.iter().filter(move |part| part.0 == side);
        of_side.map(|part| &part.1[..])
    }

    /// The payloads of the packets of one side.
    pub(crate) fn payloads(&self, side: Side) -> Vec<&[u8]> {
        let mut found = Vec::new();
        for mut bytes in self.all(side) {
            while let Some((_, payload, rest)) = split_packet(bytes) {
                found.push(payload);
                bytes = rest;
            }
        }
        found
    }
}

fn exchange(text: &'static str) -> Exchange {
    let mut lines = text.lines();
    let (name, _) = lines.next().unwrap().split_once(": ").unwrap();
    let capabilities = lines.next().unwrap().strip_prefix("capabilities ").unwrap();
    let part = |line: &str| {
        let (side, bytes) = line.split_once(' ').unwrap();
        let side = match side {
            "<" => Side::Server,
            _ => Side::Client,
        };
        (side, hex(bytes))
    };
    Exchange {
        name: name.strip_prefix("= ").unwrap(),
        capabilities: Capabilities(u32::from_str_radix(capabilities, 16).unwrap()),
        parts: lines.map(part).collect(),
    }
}

fn hex(text: &str) -> Vec<u8> {
    let pairs = (0..text.len()).step_by(2);
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    pairs.map(byte).collect()
}
