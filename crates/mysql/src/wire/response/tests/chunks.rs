//! The same bytes in other chunks give the same result.

use proptest::prelude::*;

use super::recorded::response;
use super::transcript::transcript;
use crate::wire::capability::Capabilities;
use crate::wire::fixtures::exchanges;
use crate::wire::response::ResponseKind;

/// Cuts after each of the lengths, again and again.
fn cut<'b>(bytes: &'b [u8], lengths: &[usize]) -> Vec<&'b [u8]> {
    let mut lengths = lengths.iter().cycle();
    let mut rest = bytes;
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let length = lengths.next().map_or(rest.len(), |length| *length);
        let (chunk, after) = rest.split_at(length.min(rest.len()));
        chunks.push(chunk);
        rest = after;
    }
    chunks
}

#[test]
fn byte_by_byte() {
    for exchange in exchanges() {
        let (kind, bytes) = response(exchange);
        let whole = transcript(kind, exchange.capabilities, [&bytes[..]]);
        let bytewise = transcript(kind, exchange.capabilities, bytes.chunks(1));
        assert_eq!(bytewise, whole, "{}", exchange.name);
    }
}

#[test]
fn in_two_at_every_place() {
    for exchange in exchanges() {
        let (kind, bytes) = response(exchange);
        let whole = transcript(kind, exchange.capabilities, [&bytes[..]]);
        for middle in 0..bytes.len() {
            let (one, two) = bytes.split_at(middle);
            let halves = transcript(kind, exchange.capabilities, [one, two]);
            assert_eq!(halves, whole, "{} at {middle}", exchange.name);
        }
    }
}

const KINDS: &[ResponseKind] = &[
    ResponseKind::Nothing,
    ResponseKind::Status,
    ResponseKind::Results { cursor: false },
    ResponseKind::Results { cursor: true },
    ResponseKind::Prepared,
    ResponseKind::Rows,
    ResponseKind::Columns,
    ResponseKind::Text,
    ResponseKind::Authentication,
    ResponseKind::Events,
    ResponseKind::Unbounded,
];

/// Packets that look a little like those of a response.
fn packets() -> impl Strategy<Value = Vec<u8>> {
    let first = prop::sample::select(vec![0_u8, 1, 2, 3, 0xfb, 0xfc, 0xfe, 0xff]);
    let payload = (first, prop::collection::vec(0_u8..12, 0..14));
    prop::collection::vec(payload, 0..12).prop_map(|payloads| {
        let mut out = Vec::new();
        for (first, rest) in payloads {
            let length = rest.len() as u8 + 1;
            out.extend([length, 0, 0, 0, first]);
            out.extend(rest);
        }
        out
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn at_random(
        index: prop::sample::Index,
        lengths in prop::collection::vec(1_usize..40, 1..8),
    ) {
        let all = exchanges();
        let exchange = index.get(all);
        let (kind, bytes) = response(exchange);
        let whole = transcript(kind, exchange.capabilities, [&bytes[..]]);
        let parts = transcript(kind, exchange.capabilities, cut(&bytes, &lengths));
        prop_assert_eq!(parts, whole);
    }

    #[test]
    fn also_when_it_makes_no_sense(
        bytes in packets(),
        kind in prop::sample::select(KINDS),
        capabilities: u32,
        lengths in prop::collection::vec(1_usize..20, 1..8),
    ) {
        let capabilities = Capabilities(capabilities);
        let whole = transcript(kind, capabilities, [&bytes[..]]);
        let parts = transcript(kind, capabilities, cut(&bytes, &lengths));
        prop_assert_eq!(&parts.events, &whole.events);
        prop_assert_eq!(&parts.packets, &whole.packets);
        prop_assert_eq!(parts.error, whole.error);
        prop_assert!(bytes.starts_with(&parts.bytes));
    }

    #[test]
    fn bytes_of_any_kind_do_not_panic(
        bytes: Vec<u8>,
        kind in prop::sample::select(KINDS),
        capabilities: u32,
    ) {
        transcript(kind, Capabilities(capabilities), bytes.chunks(3));
    }
}
