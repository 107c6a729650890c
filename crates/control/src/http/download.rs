//! Downloading files by the links of 4.8.5: a path beside the API's table, for plain HTTP clients.
//!
//! What stands in the query is not logged, so links are not either.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, header};
use hyades_types::error::{ApiError, ErrorCode};

use super::failure::{Failure, allow};
use super::reply::Reply;
use super::service::Service;
use crate::app::logs::FileLink;

/// What stands before the name of the file.
const PATH: &str = "/full-sql/";

const ZSTD: HeaderValue = HeaderValue::from_static("application/zstd");

/// A link, without the base of the API's URLs.
pub(super) fn path_and_query(link: &FileLink) -> String {
    let (name, signature) = (&link.file.name, &link.signature);
    let expires = link.expires_at.as_millis().div_euclid(1000);
    // None of them has characters that would have to be escaped.
    format!("{PATH}{name}?expires={expires}&signature={signature}")
}

/// The name in the path of a download; `None` for any other path.
pub(super) fn name(path: &str) -> Option<&str> {
    path.strip_prefix(PATH)
}

/// Answers a download.
pub(super) async fn answer(service: &Service, parts: &Parts, name: &str) -> Result<Reply, Failure> {
    match parts.method {
        Method::GET | Method::HEAD => {}
        Method::OPTIONS => {
            let reply = Reply::empty()?;
            return Ok(reply.header(header::ALLOW, allow(&["GET"])));
        }
        _ => return Err(Failure::from(ErrorCode::METHOD_NOT_ALLOWED).allowing(&["GET"])),
    }
    let (mut expires, mut signature) = (None, None);
    for (key, value) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
        match &*key {
            "expires" => expires = value.parse().ok(),
            "signature" => signature = Some(value.into_owned()),
            _ => {}
        }
    }
    // Without them it cannot be ours: that is said by the same answer.
    let (expires, signature) = (expires.unwrap_or_default(), signature.unwrap_or_default());
    let found = service.app.full_sql_download(name, expires, &signature);
    let found = found.await?;
    let file_name = format!("attachment; filename=\"{name}\"");
    let file_name = HeaderValue::from_str(&file_name).map_err(ApiError::fault)?;
    Ok(Reply::file(ZSTD, Body::from_stream(found.content))
        .header(header::CONTENT_LENGTH, found.length.into())
        .header(header::CONTENT_DISPOSITION, file_name))
}
