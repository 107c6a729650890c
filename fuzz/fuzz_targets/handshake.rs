//! Packets of the connection phase. Input: capabilities (4 bytes), a payload.

#![no_main]

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::err::ErrPacket;
use hyades_mysql::wire::handshake::{
    AuthPacket, ClientHello, HandshakeResponse41, HandshakeV10, attributes,
};
use hyades_mysql::wire::ok::{Ends, OkPacket};
use hyades_mysql::wire::packet::HEADER;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((head, payload)) = input.split_first_chunk() else {
        return;
    };
    let capabilities = Capabilities(u32::from_le_bytes(*head));
    greeting(payload);
    response(payload);
    authentication(payload, capabilities);
    ok(payload, capabilities);
});

fn greeting(payload: &[u8]) {
    let Ok(greeting) = HandshakeV10::parse(payload) else {
        return;
    };
    let mut out = Vec::new();
    greeting.write(&mut out);
    // A plugin without a NUL ends with the packet; without the capability it is not read at all.
    assert_eq!(HandshakeV10::parse(&out[HEADER..]), Ok(greeting));
}

fn response(payload: &[u8]) {
    match ClientHello::parse(payload) {
        Ok(ClientHello::Ssl(request)) => {
            let mut out = Vec::new();
            request.write(&mut out, 1);
            let again = ClientHello::parse(&out[HEADER..]);
            assert_eq!(again, Ok(ClientHello::Ssl(request)));
        }
        Ok(ClientHello::Response(response)) => {
            let _ = attributes(response.attributes).count();
            let mut out = Vec::new();
            response.write(&mut out, 1);
            assert_eq!(HandshakeResponse41::parse(&out[HEADER..]), Ok(response));
        }
        Err(_) => {}
    }
}

fn authentication(payload: &[u8], capabilities: Capabilities) {
    if let Ok(AuthPacket::Switch(request)) = AuthPacket::parse(payload, capabilities) {
        let _ = request.nonce();
    }
    if let Ok(err) = ErrPacket::parse(payload) {
        let mut out = Vec::new();
        err.write(&mut out, 1);
        assert_eq!(&out[HEADER..], payload);
    }
}

fn ok(payload: &[u8], capabilities: Capabilities) {
    let Ok(ok) = OkPacket::parse(payload, capabilities) else {
        return;
    };
    for entry in ok.session_state.entries().flatten() {
        let _ = entry.change();
    }
    let _ = ok.session_state.gtids();
    for ends in [Ends::Command, Ends::ResultSet] {
        let mut out = Vec::new();
        if ok.write(&mut out, 1, capabilities, ends).is_err() {
            continue;
        }
        let again = OkPacket::parse(&out[HEADER..], capabilities).unwrap();
        assert_eq!(again.warnings, ok.warnings);
        if ends == Ends::Command {
            assert_eq!(again.session_state, ok.session_state);
            assert_eq!(again.info, ok.info);
        }
    }
}
