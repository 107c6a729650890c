use proptest::prelude::*;

use super::*;

const TRACK: Capabilities = Capabilities::SESSION_TRACK;
const BOTH: Capabilities = TRACK.with(Capabilities::DEPRECATE_EOF);

/// `UPDATE` of two rows, without session tracking.
const UPDATED: &[u8] = b"\x00\x02\x00\x02\x00\x00\x00\x28Rows matched: 2  Changed: 2  Warnings: 0";

#[test]
fn counts_and_info() {
    for capabilities in [Capabilities::EMPTY, BOTH] {
        let packet = OkPacket::parse(UPDATED, capabilities).unwrap();
        assert_eq!(packet.affected_rows, 2);
        assert_eq!(packet.status, Status::AUTOCOMMIT);
        assert_eq!(packet.info, b"Rows matched: 2  Changed: 2  Warnings: 0");
        assert!(packet.session_state.is_empty());
    }
}

#[test]
fn warnings_and_status_change_places_in_eof() {
    let packet = OkPacket::parse(b"\xfe\x03\x00\x22\x00", Capabilities::EMPTY).unwrap();
    assert_eq!(packet.warnings, 3);
    assert_eq!(packet.status, Status::AUTOCOMMIT | Status::NO_INDEX_USED);
    let ok = OkPacket::parse(b"\xfe\x00\x00\x22\x00\x03\x00", BOTH).unwrap();
    assert_eq!(ok, packet);
}

#[test]
fn broken_packets() {
    let marker = OkPacket::parse(b"\xff\x00\x00", BOTH).unwrap_err();
    assert_eq!(marker.to_string(), "OK packet begins with 0xff");
    for cut in 0..7 {
        assert_eq!(
            OkPacket::parse(&UPDATED[..cut], BOTH),
            Err(Malformed::Truncated)
        );
    }
    assert!(OkPacket::parse(&UPDATED[..9], BOTH).is_err());
}

fn changed() -> OkPacket<'static> {
    OkPacket {
        status: Status::SESSION_STATE_CHANGED | Status::AUTOCOMMIT,
        session_state: SessionState(b"\x01\x03\x02db\x03\x03\x00\x01g"),
        ..OkPacket::default()
    }
}

#[test]
fn a_client_sees_what_it_can_read() {
    let cases: [(Capabilities, Ends, &[u8]); 4] = [
        (
            TRACK,
            Ends::Command,
            b"\x13\0\0\x01\x00\x00\x00\x02\x40\0\0\x00\x0a\x01\x03\x02db\x03\x03\x00\x01g",
        ),
        (
            Capabilities::EMPTY,
            Ends::Command,
            b"\x07\0\0\x01\x00\x00\x00\x02\x00\0\0",
        ),
        (TRACK, Ends::ResultSet, b"\x05\0\0\x01\xfe\0\0\x02\x00"),
        (
            Capabilities::DEPRECATE_EOF,
            Ends::ResultSet,
            b"\x07\0\0\x01\xfe\x00\x00\x02\x00\0\0",
        ),
    ];
    for (capabilities, ends, expected) in cases {
        let mut out = Vec::new();
        let next = changed().write(&mut out, 1, capabilities, ends).unwrap();
        assert_eq!(out, expected, "{capabilities:?} {ends:?}");
        assert_eq!(next, 2);
    }
}

#[test]
fn kinds_can_be_left_out() {
    let filtered = |keep: fn(&Entry<'_>) -> bool| {
        let mut out = Vec::new();
        let written = changed().write_filtered(&mut out, 0, BOTH, Ends::ResultSet, keep);
        assert_eq!(written, Ok(1));
        out
    };
    let schema = filtered(|entry| entry.kind != Entry::GTIDS);
    let parsed = OkPacket::parse(&schema[4..], BOTH).unwrap();
    assert_eq!(parsed.session_state.0, b"\x01\x03\x02db");
    assert!(parsed.status.contains(Status::SESSION_STATE_CHANGED));

    let nothing = filtered(|_| false);
    assert_eq!(nothing, b"\x07\0\0\0\xfe\x00\x00\x02\x00\0\0");
}

#[test]
fn unreadable_state_is_not_written() {
    let packet = OkPacket {
        session_state: SessionState(b"\x01\x09"),
        ..OkPacket::default()
    };
    let mut out = Vec::new();
    let written = packet.write(&mut out, 0, BOTH, Ends::Command);
    assert_eq!(written, Err(Malformed::Truncated));
    assert!(out.is_empty());
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        counts: (u64, u64, u16, u16),
        info: Vec<u8>,
        data in prop::collection::vec(any::<u8>(), 0..300),
        ends in prop::sample::select(vec![Ends::Command, Ends::ResultSet]),
    ) {
        let mut state = vec![7];
        put_bytes(&mut state, &data);
        let packet = OkPacket {
            affected_rows: counts.0,
            last_insert_id: counts.1,
            status: Status(counts.2) | Status::SESSION_STATE_CHANGED,
            warnings: counts.3,
            info: &info,
            session_state: SessionState(&state),
        };
        let mut out = Vec::new();
        packet.write(&mut out, 0, BOTH, ends).unwrap();
        prop_assert_eq!(OkPacket::parse(&out[4..], BOTH), Ok(packet));
    }

    #[test]
    fn nothing_panics(bytes: Vec<u8>, capabilities: u32) {
        if let Ok(packet) = OkPacket::parse(&bytes, Capabilities(capabilities)) {
            packet.session_state.entries().for_each(|entry| {
                let _ = entry.and_then(|entry| entry.change().map(|_| ()));
            });
        }
    }
}
