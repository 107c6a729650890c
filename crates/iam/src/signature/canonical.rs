//! The canonical form of a request, and its signature.

use hyades_types::Secret;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_encode};

use super::{ALGORITHM, SignedRequest};
use crate::mac::{hmac_sha256, sha256_hex};

/// What is escaped in a key or value of the query: all but `A-Z a-z 0-9 - _ . ~`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// What is escaped in a path.
const ESCAPED_IN_PATH: &AsciiSet = &ESCAPED.remove(b'/');

/// The signature of a request, with what was signed: `date` and `content_hash` as they are in (or
/// follow from) the request, and the headers named.
pub(super) fn signature(
    request: &SignedRequest<'_>,
    signed_headers: &[String],
    date: &str,
    content_hash: &str,
    secret: &Secret,
) -> [u8; 32] {
    let canonical = sha256_hex(&canonical_request(request, signed_headers, content_hash));
    let to_sign = format!("{ALGORITHM}\n{date}\n{canonical}");
    hmac_sha256(secret.expose().as_bytes(), &[to_sign.as_bytes()])
}

/// Bytes, since header values need not be UTF-8.
fn canonical_request(
    request: &SignedRequest<'_>,
    signed_headers: &[String],
    content_hash: &str,
) -> Vec<u8> {
    let (path, query) = (canonical_path(request.path), canonical_query(request.query));
    let mut text = format!("{}\n{path}\n{query}\n", request.method).into_bytes();
    for name in signed_headers {
        push_header(&mut text, request, name);
    }
    text.push(b'\n');
    text.extend_from_slice(format!("{}\n{content_hash}", signed_headers.join(";")).as_bytes());
    text
}

/// A line for each value, in the order of their bytes: so golangsdk sends a repeated header.
fn push_header(text: &mut Vec<u8>, request: &SignedRequest<'_>, name: &str) {
    let mut values: Vec<_> = request.values(name).collect();
    values.sort_unstable();
    for value in values {
        text.extend_from_slice(&[name.as_bytes(), b":", value, b"\n"].concat());
    }
}

/// Decoded as a whole and escaped again, always with a slash at the end: clients send `~` or `%7E`
/// as their HTTP library pleases.
fn canonical_path(path: &str) -> String {
    let decoded: Vec<u8> = percent_decode(path.as_bytes()).collect();
    let mut path = percent_encode(&decoded, ESCAPED_IN_PATH).to_string();
    if !path.ends_with('/') {
        path.push('/');
    }
    path
}

/// Sorted by decoded key, then by decoded value, and escaped again.
fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(decode_pair)
        .collect();
    pairs.sort_unstable();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(key, value)| format!("{}={}", escape(key), escape(value)))
        .collect();
    pairs.join("&")
}

fn decode_pair(pair: &str) -> (Vec<u8>, Vec<u8>) {
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    (decode_form(key), decode_form(value))
}

/// In a query, unlike in a path, a plus sign is a space.
fn decode_form(text: &str) -> Vec<u8> {
    percent_decode(text.replace('+', " ").as_bytes()).collect()
}

fn escape(bytes: &[u8]) -> String {
    percent_encode(bytes, ESCAPED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (path, canonical) in [
            ("", "/"),
            ("/", "/"),
            ("/v3/p", "/v3/p/"),
            ("/v3/p/", "/v3/p/"),
            ("/a%20b/%7e~", "/a%20b/~~/"),
            ("/a+b", "/a%2Bb/"),
            ("/%e6%95%b0", "/%E6%95%B0/"),
            ("/100%", "/100%25/"),
            ("/%zz", "/%25zz/"),
        ] {
            assert_eq!(canonical_path(path), canonical, "{path}");
        }
    }

    #[test]
    fn queries() {
        for (query, canonical) in [
            ("", ""),
            ("b=2&a=1", "a=1&b=2"),
            ("a=2&a=1&a=10", "a=1&a=10&a=2"),
            ("a-b=1&a=2", "a=2&a-b=1"),
            ("flag&empty=&&", "empty=&flag="),
            ("q=a+b%2Bc%20d=e", "q=a%20b%2Bc%20d%3De"),
            ("k%7B=1&kb=2", "kb=2&k%7B=1"),
            ("x=%ff%FF", "x=%FF%FF"),
        ] {
            assert_eq!(canonical_query(query), canonical, "{query}");
        }
    }

    #[test]
    fn headers_are_trimmed_and_repeated() {
        let request = SignedRequest {
            method: "GET",
            path: "/",
            query: "",
            headers: &[
                ("X-B", b" two "),
                ("x-a", b"\xff"),
                ("x-b", b"one"),
                ("x-c", b"unsigned"),
            ],
            body: b"",
        };
        let text = canonical_request(&request, &["x-a".to_owned(), "x-b".to_owned()], "HASH");
        assert_eq!(
            text,
            b"GET\n/\n\nx-a:\xff\nx-b:one\nx-b:two\n\nx-a;x-b\nHASH"
        );
    }
}
