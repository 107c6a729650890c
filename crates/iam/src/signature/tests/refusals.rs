//! What is refused, and with which words.

use super::super::{MAX_SKEW_SECONDS, SignatureError as E};
use super::*;

const PATH: &str = "/v3/0483b6b16e954cb88930a360d2c4e663/instances";

fn signed() -> Signed<'static> {
    Signed::by_us("POST", PATH, "a=1&b=2", b"{}")
}

#[test]
fn our_own_signatures_verify() {
    assert_eq!(signed().verify(), Ok(()));
    assert_eq!(signed().parsed().access, ACCESS);
    assert_eq!(
        signed().parsed().signed_headers,
        ["content-type", "host", "x-sdk-date"]
    );
}

#[test]
fn whatever_is_changed_is_noticed() {
    type Change = fn(&mut Signed<'_>);
    let changes: [(&str, Change); 8] = [
        ("method", |s| s.method = "PUT"),
        ("path", |s| {
            s.path = "/v3/0483b6b16e954cb88930a360d2c4e664/instances"
        }),
        ("value of the query", |s| s.query = "a=1&b=3"),
        ("more query", |s| s.query = "a=1&b=2&c=3"),
        ("body", |s| s.body = b"{ }"),
        ("host", |s| s.headers[0].1 = "other.test"),
        ("signed header twice", |s| {
            s.headers.push(("content-type", "text/plain"))
        }),
        ("date", |s| s.headers[2].1 = "20260102T030406Z"),
    ];
    for (what, change) in changes {
        let mut signed = signed();
        change(&mut signed);
        let refused = matches!(signed.verify(), Err(E::Mismatch | E::Repeated { .. }));
        assert!(refused, "{what}");
    }
}

#[test]
fn spellings_of_the_same_request_are_one() {
    let same: [fn(&mut Signed<'_>); 5] = [
        |s| s.query = "b=2&a=1",
        |s| s.query = "&%61=1&b=%32",
        |s| s.path = "/v3/0483b6b16e954cb88930a360d2c4e663/instances/",
        |s| s.headers[0] = ("HOST", " hyades.test "),
        |s| s.headers.push(("x-unsigned", "anything")),
    ];
    for change in same {
        let mut signed = signed();
        change(&mut signed);
        assert_eq!(signed.verify(), Ok(()));
    }
}

#[test]
fn another_secret_does_not_verify() {
    let signed = signed();
    let other = Secret::new("another");
    let result = signed.with_request(|r| verify(r, &signed.parsed(), &other, SIGNED_AT));
    assert_eq!(result, Err(E::Mismatch));
}

#[test]
fn clocks_may_differ_by_fifteen_minutes() {
    let skew = i64::try_from(MAX_SKEW_SECONDS).unwrap();
    for seconds in [-skew, 0, skew] {
        assert_eq!(
            signed().verify_at(SIGNED_AT.plus_seconds(seconds)),
            Ok(()),
            "{seconds}"
        );
    }
    for seconds in [-skew - 1, skew + 1, i64::MIN, i64::MAX] {
        let result = signed().verify_at(SIGNED_AT.plus_seconds(seconds));
        assert_eq!(result, Err(E::Skewed), "{seconds}");
    }
}

#[test]
fn the_date_must_be_signed() {
    let mut signed = signed();
    signed.authorization = signed.authorization.replace(";x-sdk-date", "");
    assert_eq!(
        signed.verify(),
        Err(E::NotSigned {
            header: "x-sdk-date"
        })
    );
}

#[test]
fn the_date_must_be_there_once_and_readable() {
    let header = "x-sdk-date";
    let mut without = signed();
    without.headers.retain(|(name, _)| *name != header);
    assert_eq!(
        without.verify(),
        Err(E::Missing {
            header: header.to_owned()
        })
    );
    let mut twice = signed();
    twice.headers.push((header, "20260102T030405Z"));
    assert_eq!(twice.verify(), Err(E::Repeated { header }));
    let mut unreadable = signed();
    unreadable.headers[2].1 = "Fri, 02 Jan 2026 03:04:05 GMT";
    assert_eq!(unreadable.verify(), Err(E::Unreadable { header }));
}

#[test]
fn signed_headers_must_be_there() {
    let mut signed = signed();
    signed.headers.retain(|(name, _)| *name != "host");
    assert_eq!(
        signed.verify(),
        Err(E::Missing {
            header: "host".to_owned()
        })
    );
}

#[test]
fn a_declared_hash_must_be_the_bodys() {
    let hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    let mut signed = signed();
    signed.headers.push(("x-sdk-content-sha256", hash));
    signed.sign();
    assert_eq!(signed.verify(), Ok(()));
    signed.body = b"{ }";
    assert_eq!(signed.verify(), Err(E::WrongContentHash));
}

#[test]
fn an_unsigned_declared_hash_does_not_count() {
    let mut signed = signed();
    signed
        .headers
        .push(("x-sdk-content-sha256", "UNSIGNED-PAYLOAD"));
    assert_eq!(signed.verify(), Ok(()));
    signed.body = b"{ }";
    assert_eq!(signed.verify(), Err(E::Mismatch));
}

#[test]
fn json_must_be_signed() {
    for kind in [
        Some("application/json"),
        Some("Application/JSON; charset=utf-8"),
        Some(""),
        None,
    ] {
        let mut signed = signed();
        signed.headers.retain(|(name, _)| *name != "content-type");
        signed
            .headers
            .extend(kind.map(|kind| ("content-type", kind)));
        signed
            .headers
            .push(("x-sdk-content-sha256", "UNSIGNED-PAYLOAD"));
        signed.sign();
        assert_eq!(signed.verify(), Err(E::UnsignedBody), "{kind:?}");
    }
}

#[test]
fn other_algorithms_are_named() {
    for (header, name) in [
        (
            "V11-HMAC-SHA256 Credential=AK/20260102/r/s, SignedHeaders=a, Signature=b",
            "V11-HMAC-SHA256",
        ),
        (
            "SDK-HMAC-SM3 Access=AK, SignedHeaders=a, Signature=b",
            "SDK-HMAC-SM3",
        ),
        ("Basic dXNlcjpwYXNz", "Basic"),
        ("sdk-hmac-sha256", "sdk-hmac-sha256"),
        ("", ""),
    ] {
        let algorithm = name.to_owned();
        assert_eq!(
            parse_authorization(header),
            Err(E::UnsupportedAlgorithm { algorithm })
        );
    }
}

#[test]
fn malformed_headers_say_what_is_wrong() {
    let hex = "0".repeat(64);
    for (fields, what) in [
        (String::new(), "has a field that is not name=value"),
        ("Access=AK".to_owned(), "has no SignedHeaders"),
        (format!("SignedHeaders=a, Signature={hex}"), "has no Access"),
        ("Access=AK, SignedHeaders=a".to_owned(), "has no Signature"),
        (
            format!("Access=AK, Access=AK, SignedHeaders=a, Signature={hex}"),
            "repeats a field",
        ),
        (
            format!("Credential=AK/x, SignedHeaders=a, Signature={hex}"),
            "has an unknown field",
        ),
        (
            format!("Access=, SignedHeaders=a, Signature={hex}"),
            "has an invalid Access",
        ),
        (
            format!("Access=A K, SignedHeaders=a, Signature={hex}"),
            "has an invalid Access",
        ),
        (
            format!("Access=AK, SignedHeaders=, Signature={hex}"),
            "has invalid SignedHeaders",
        ),
        (
            format!("Access=AK, SignedHeaders=a;;b, Signature={hex}"),
            "has invalid SignedHeaders",
        ),
        (
            format!("Access=AK, SignedHeaders=a\nb, Signature={hex}"),
            "has invalid SignedHeaders",
        ),
        (
            "Access=AK, SignedHeaders=a, Signature=zz".to_owned(),
            "has a Signature that is not 64 hexadecimal digits",
        ),
        ("A".repeat(9000), "is too long"),
    ] {
        let header = format!("SDK-HMAC-SHA256 {fields}");
        assert_eq!(
            parse_authorization(&header),
            Err(E::Malformed { what }),
            "{header}"
        );
    }
}

#[test]
fn fields_may_come_in_any_order_and_case_of_header_names() {
    let hex = "0A".repeat(32);
    let header =
        format!("  SDK-HMAC-SHA256  Signature={hex},SignedHeaders=Host;X-Sdk-Date , Access=AK ");
    let parsed = parse_authorization(&header).unwrap();
    assert_eq!(parsed.access, "AK");
    assert_eq!(parsed.signed_headers, ["host", "x-sdk-date"]);
    assert_eq!(parsed.signature, [10; 32]);
}
