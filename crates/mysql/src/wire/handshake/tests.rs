use proptest::prelude::*;

use super::*;
use crate::wire::Malformed;
use crate::wire::caching_sha2::{FAST_AUTH_OK, FULL_AUTH, Stage1};
use crate::wire::capability::Capabilities;
use crate::wire::fixtures::{Side, exchanges, named};
use crate::wire::packet::HEADER;
use crate::wire::status::Status;

const BASE: Capabilities = Capabilities::PROTOCOL_41.with(Capabilities::SECURE_CONNECTION);

fn response() -> HandshakeResponse41<'static> {
    HandshakeResponse41 {
        capabilities: BASE,
        max_packet_size: 1 << 24,
        collation: 255,
        user: b"someone",
        auth_response: b"proof",
        database: b"",
        plugin: b"",
        attributes: b"",
        zstd_level: 3,
    }
}

fn write(response: &HandshakeResponse41<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    assert_eq!(response.write(&mut out, 1), 2);
    out
}

#[test]
fn recorded_logins_are_read_and_written_alike() {
    let mut logins = 0;
    for exchange in exchanges() {
        if !exchange.name.starts_with("login") {
            continue;
        }
        logins += 1;
        let greeting = exchange.first(Side::Server);
        let parsed = HandshakeV10::parse(&greeting[HEADER..]).unwrap();
        let mut written = Vec::new();
        assert_eq!(parsed.write(&mut written), 1);
        assert_eq!(written, greeting, "{}", exchange.name);

        let login = exchange.first(Side::Client);
        let parsed = HandshakeResponse41::parse(&login[HEADER..]).unwrap();
        assert_eq!(write(&parsed), login, "{}", exchange.name);
        assert_eq!(parsed.capabilities, exchange.capabilities);
    }
    assert!(logins >= 8);
}

#[test]
fn a_recorded_greeting() {
    let exchange = named("login");
    let greeting = HandshakeV10::parse(&exchange.first(Side::Server)[HEADER..]).unwrap();
    assert_eq!(greeting.server_version, b"9.7.4-2");
    assert_eq!(greeting.plugin, CACHING_SHA2_PASSWORD);
    assert_eq!(greeting.status, Status::AUTOCOMMIT);
    assert_eq!(greeting.collation, 255);
    assert!(!greeting.nonce.contains(&0));
    let offered = Capabilities::QUERY_ATTRIBUTES | Capabilities::SSL;
    assert!(greeting.capabilities.contains(offered));
}

#[test]
fn a_recorded_response() {
    let login = named("login_zstd").first(Side::Client);
    let parsed = HandshakeResponse41::parse(&login[HEADER..]).unwrap();
    assert_eq!((parsed.user, parsed.database), (&b"root"[..], &b"f"[..]));
    assert_eq!(parsed.zstd_level, 7);
    let found: Vec<_> = attributes(parsed.attributes).collect();
    assert_eq!(found[1], (&b"_os"[..], &b"Linux"[..]));
}

#[test]
fn a_recorded_proof_is_that_of_the_password() {
    for (name, right) in [("login_fast", true), ("login_wrong", false)] {
        let exchange = named(name);
        let greeting = HandshakeV10::parse(&exchange.first(Side::Server)[HEADER..]).unwrap();
        let response = HandshakeResponse41::parse(&exchange.first(Side::Client)[HEADER..]).unwrap();
        let proof = response.auth_response.try_into().unwrap();
        let known = Stage1::of(b"secret");
        let recovered = known.stage2().verify(proof, &greeting.nonce);
        assert_eq!(recovered.is_some(), right, "{name}");
    }
}

#[test]
fn recorded_packets_of_the_authentication() {
    let answer = |name, index: usize| {
        let exchange = named(name);
        let payloads = exchange.payloads(Side::Server);
        AuthPacket::parse(payloads[index], exchange.capabilities).unwrap()
    };
    assert_eq!(
        answer("login_fast", 1),
        AuthPacket::MoreData(&[FAST_AUTH_OK])
    );
    assert_eq!(answer("login_full", 1), AuthPacket::MoreData(&[FULL_AUTH]));
    assert!(matches!(answer("login_fast", 2), AuthPacket::Ok(_)));
    assert!(matches!(answer("login_wrong", 2), AuthPacket::Err(err) if err.code == 1045));
    let AuthPacket::MoreData(key) = answer("login_public_key", 2) else {
        panic!("no key");
    };
    assert!(key.starts_with(b"-----BEGIN PUBLIC KEY-----"));
}

#[test]
fn a_recorded_change_of_user() {
    let exchange = named("change_user");
    let command = exchange.first(Side::Client);
    let parsed = ChangeUser::parse(&command[HEADER..], exchange.capabilities).unwrap();
    assert_eq!((parsed.user, parsed.collation), (&b"u"[..], Some(255)));
    let mut written = Vec::new();
    assert_eq!(parsed.write(&mut written, exchange.capabilities), 1);
    assert_eq!(written, command);

    let switch = exchange.first(Side::Server);
    let request = AuthSwitchRequest::parse(&switch[HEADER..]).unwrap();
    assert_eq!(request.plugin, CACHING_SHA2_PASSWORD);
    let nonce = request.nonce().unwrap();
    let mut written = Vec::new();
    AuthSwitchRequest::write(&mut written, 1, request.plugin, &nonce);
    assert_eq!(written, switch);
    let proof = exchange.payloads(Side::Client)[1].try_into().unwrap();
    assert!(
        Stage1::of(b"secret")
            .stage2()
            .verify(proof, &nonce)
            .is_some()
    );
}

#[test]
fn short_forms_of_a_change_of_user() {
    let user = ChangeUser::parse(b"\x11me\0\x00db\0", BASE).unwrap();
    assert_eq!((user.database, user.collation), (&b"db"[..], None));
    let mut written = Vec::new();
    user.write(&mut written, Capabilities(u32::MAX));
    assert_eq!(&written[HEADER..], b"\x11me\0\x00db\0");
    assert!(ChangeUser::parse(b"\x11me\0\x05db\0", BASE).is_err());
    assert!(ChangeUser::parse(b"\x03select 1", BASE).is_err());
}

#[test]
fn tls_comes_before_the_response() {
    let request = SslRequest {
        capabilities: BASE | Capabilities::SSL,
        max_packet_size: 1 << 24,
        collation: 45,
    };
    let mut out = Vec::new();
    assert_eq!(request.write(&mut out, 1), 2);
    assert_eq!(out.len(), HEADER + 32);
    assert_eq!(
        ClientHello::parse(&out[HEADER..]),
        Ok(ClientHello::Ssl(request))
    );

    // After the handshake of TLS the response has the flag, too.
    let encrypted = HandshakeResponse41 {
        capabilities: request.capabilities,
        ..response()
    };
    let parsed = ClientHello::parse(&write(&encrypted)[HEADER..]).map(|hello| match hello {
        ClientHello::Response(response) => response.user == b"someone",
        ClientHello::Ssl(_) => false,
    });
    assert_eq!(parsed, Ok(true));
}

#[test]
fn old_clients_are_told_apart_from_broken_ones() {
    // Flags of 2 bytes without PROTOCOL_41, maximum of 3 bytes, user.
    let old = ClientHello::parse(b"\x85\x24\x00\x00\x00old\0");
    assert_eq!(old, Err(Malformed::PreProtocol41));
    let cut = ClientHello::parse(&[0, 2, 0, 0, 0]);
    assert_eq!(cut, Err(Malformed::Truncated));
    assert_eq!(
        AuthSwitchRequest::parse(b"\xfe"),
        Err(Malformed::PreProtocol41)
    );
    let other = HandshakeV10::parse(b"\x09old\0");
    assert_eq!(
        other.unwrap_err().to_string(),
        "handshake of protocol version 9"
    );
}

#[test]
fn a_response_that_is_too_long_is_cut() {
    let long = [7; 300];
    let written = write(&HandshakeResponse41 {
        auth_response: &long,
        ..response()
    });
    let parsed = HandshakeResponse41::parse(&written[HEADER..]).unwrap();
    assert_eq!(parsed.auth_response.len(), 255);
}

#[test]
fn what_a_client_leaves_out_at_the_end_is_empty() {
    let optional = BASE | Capabilities::PLUGIN_AUTH | Capabilities::CONNECT_ATTRS;
    let mut written = write(&response());
    written[HEADER..HEADER + 4].copy_from_slice(&optional.0.to_le_bytes());
    let parsed = HandshakeResponse41::parse(&written[HEADER..]).unwrap();
    assert_eq!((parsed.plugin, parsed.attributes), (&b""[..], &b""[..]));
}

#[test]
fn the_other_packets_of_the_server() {
    let mut out = Vec::new();
    assert_eq!(write_auth_more_data(&mut out, 2, &[FAST_AUTH_OK]), 3);
    assert_eq!(out, b"\x02\0\0\x02\x01\x03");
    let next = AuthPacket::parse(b"\x02authentication_ldap\0data", BASE);
    let factor = AuthNextFactor {
        plugin: b"authentication_ldap",
        data: b"data",
    };
    assert_eq!(next, Ok(AuthPacket::NextFactor(factor)));
    assert!(AuthPacket::parse(b"\x07", BASE).is_err());
    assert!(AuthPacket::parse(b"", BASE).is_err());
}

fn name() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(1_u8.., 0..40)
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        flags: u32,
        names in (name(), name(), name()),
        auth_response in prop::collection::vec(any::<u8>(), 0..256),
        attributes in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let capabilities = Capabilities(flags) | BASE;
        let has = |flag| capabilities.contains(flag);
        let written = HandshakeResponse41 {
            capabilities,
            user: &names.0,
            auth_response: &auth_response,
            database: if has(Capabilities::CONNECT_WITH_DB) { &names.1 } else { b"" },
            plugin: if has(Capabilities::PLUGIN_AUTH) { &names.2 } else { b"" },
            attributes: if has(Capabilities::CONNECT_ATTRS) { &attributes } else { b"" },
            ..response()
        };
        let bytes = write(&written);
        prop_assert_eq!(HandshakeResponse41::parse(&bytes[HEADER..]), Ok(written));
    }

    #[test]
    fn nothing_panics(bytes: Vec<u8>, flags: u32) {
        let _ = HandshakeV10::parse(&bytes);
        let _ = ClientHello::parse(&bytes);
        let _ = AuthPacket::parse(&bytes, Capabilities(flags));
        let _ = ChangeUser::parse(&bytes, Capabilities(flags));
        let _ = attributes(&bytes).count();
    }

    #[test]
    fn cut_or_changed_packets_do_not_panic(
        index: prop::sample::Index,
        cut: prop::sample::Index,
        changed: prop::sample::Index,
        byte: u8,
    ) {
        let exchange = index.get(exchanges());
        for (_, part) in &exchange.parts {
            let mut bytes = part.get(HEADER..).unwrap_or_default().to_vec();
            if bytes.is_empty() {
                continue;
            }
            bytes[changed.index(part.len() - HEADER)] = byte;
            bytes.truncate(cut.index(part.len() - HEADER) + 1);
            let _ = HandshakeV10::parse(&bytes);
            let _ = ClientHello::parse(&bytes);
            let _ = AuthPacket::parse(&bytes, exchange.capabilities);
            let _ = ChangeUser::parse(&bytes, exchange.capabilities);
        }
    }
}
