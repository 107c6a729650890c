//! Signatures: those of the real clients, what is refused, and hostile input.

mod hostile;
mod refusals;
mod vectors;

use hyades_types::Secret;
use hyades_types::time::Timestamp;

use super::{Authorization, SignatureError, SignedRequest, parse_authorization, sign, verify};

/// A key made up for these tests.
const ACCESS: &str = "HYADESTESTACCESSKEY1";
const SECRET: &str = "Tq7vXe0RkB3mYpW9sLzJcA5uGdN1hFoE8iKxV2bM";

/// 2026-01-02T03:04:05Z, the time that every vector was signed at.
const SIGNED_AT: Timestamp = Timestamp::from_millis(1_767_323_045_000);

fn secret() -> Secret {
    Secret::new(SECRET)
}

/// A request, and the `Authorization` it came with.
struct Signed<'a> {
    method: &'a str,
    path: &'a str,
    query: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    body: &'a [u8],
    authorization: String,
}

impl<'a> Signed<'a> {
    /// A signature by the key above, over these headers.
    fn new(
        (method, path, query): (&'a str, &'a str, &'a str),
        headers: &[(&'a str, &'a str)],
        body: &'a str,
        (signed_headers, signature): (&str, &str),
    ) -> Self {
        let authorization = format!(
            "SDK-HMAC-SHA256 Access={ACCESS}, SignedHeaders={signed_headers}, Signature={signature}"
        );
        Self {
            method,
            path,
            query,
            headers: headers.to_vec(),
            body: body.as_bytes(),
            authorization,
        }
    }

    /// A request that [`sign`] signed.
    fn by_us(method: &'a str, path: &'a str, query: &'a str, body: &'a [u8]) -> Self {
        let mut signed = Self {
            method,
            path,
            query,
            headers: vec![
                ("host", "hyades.test"),
                ("content-type", "application/json"),
            ],
            body,
            authorization: String::new(),
        };
        signed.sign();
        signed
    }

    /// Signs what is there now.
    fn sign(&mut self) {
        self.headers.retain(|(name, _)| *name != "x-sdk-date");
        let added = self.with_request(|request| sign(request, ACCESS, &secret(), SIGNED_AT));
        let [(_, date), (_, authorization)] = <[_; 2]>::try_from(added).unwrap();
        assert_eq!(date, "20260102T030405Z");
        self.headers.push(("x-sdk-date", "20260102T030405Z"));
        self.authorization = authorization;
    }

    fn with_request<T>(&self, work: impl FnOnce(&SignedRequest<'_>) -> T) -> T {
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(k, v)| (*k, v.as_bytes()))
            .collect();
        work(&SignedRequest {
            method: self.method,
            path: self.path,
            query: self.query,
            headers: &headers,
            body: self.body,
        })
    }

    fn parsed(&self) -> Authorization {
        parse_authorization(&self.authorization).unwrap()
    }

    fn verify_at(&self, now: Timestamp) -> Result<(), SignatureError> {
        self.with_request(|request| verify(request, &self.parsed(), &secret(), now))
    }

    fn verify(&self) -> Result<(), SignatureError> {
        self.verify_at(SIGNED_AT)
    }
}
