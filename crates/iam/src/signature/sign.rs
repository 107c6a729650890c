//! Signing, for our own clients.

use hyades_types::Secret;
use hyades_types::time::Timestamp;

use super::{ALGORITHM, DATE_HEADER, SignedRequest, canonical, date};
use crate::mac::sha256_hex;

/// The headers to add to a request: the date, and an `Authorization` that covers the date, every
/// header the request has (so each must reach the server unchanged), and the body. The request
/// must not have these headers, or `X-Sdk-Content-Sha256`, yet.
pub fn sign(
    request: &SignedRequest<'_>,
    access: &str,
    secret: &Secret,
    date: Timestamp,
) -> Vec<(String, String)> {
    let date = date::format(date);
    let mut headers = request.headers.to_vec();
    headers.push((DATE_HEADER, date.as_bytes()));
    let dated = SignedRequest {
        headers: &headers,
        ..*request
    };
    let names = header_names(&dated);
    let content_hash = sha256_hex(request.body);
    let signature = hex::encode(canonical::signature(
        &dated,
        &names,
        &date,
        &content_hash,
        secret,
    ));
    let names = names.join(";");
    let authorization =
        format!("{ALGORITHM} Access={access}, SignedHeaders={names}, Signature={signature}");
    vec![
        (DATE_HEADER.to_owned(), date),
        ("authorization".to_owned(), authorization),
    ]
}

fn header_names(request: &SignedRequest<'_>) -> Vec<String> {
    let mut names: Vec<_> = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
