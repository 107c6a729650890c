//! The credentials in a request's headers.

use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use hyades_iam::signature::SignedRequest;
use hyades_types::error::{ApiError, ErrorCode};

use crate::app::identity::{Caller, Identity};

/// What a request brings to say who sent it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Credentials<'a> {
    /// The value of `X-Auth-Token`.
    Token(&'a str),
    /// The value of `Authorization`, with a signature over the request.
    Signature(&'a str),
}

impl<'a> Credentials<'a> {
    /// The credentials of a request; a token counts before a signature.
    pub(super) fn of(headers: &'a HeaderMap) -> Result<Self, ApiError> {
        if let Some(token) = headers.get("x-auth-token")
            && !token.is_empty()
        {
            let token = token.to_str().map(Self::Token);
            return token.map_err(|why| ApiError::new(ErrorCode::INVALID_TOKEN).internal(why));
        }
        let missing = || {
            let detail = "send X-Auth-Token, or sign the request";
            ApiError::new(ErrorCode::UNAUTHENTICATED).detail(detail)
        };
        let authorization = headers.get(header::AUTHORIZATION).ok_or_else(missing)?;
        let text = authorization.to_str().map_err(|_| missing())?;
        Ok(Self::Signature(text))
    }
}

/// Recognises who signed a request.
///
/// The project is the one in the path: `X-Project-Id` is not looked at, since some clients add it
/// after signing.
pub(super) async fn signer(
    identity: &Identity,
    authorization: &str,
    parts: &Parts,
    body: &[u8],
) -> Result<Caller, ApiError> {
    let headers: Vec<_> = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_bytes()))
        .collect();
    let request = SignedRequest {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        headers: &headers,
        body,
    };
    identity
        .authenticate_signature(authorization, &request)
        .await
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(all: &[(&'static str, &'static str)]) -> HeaderMap {
        let all = all.iter();
        all.map(|&(name, value)| {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            (name.parse().unwrap(), value)
        })
        .collect()
    }

    #[test]
    fn tokens_and_signatures() {
        let signed = ("authorization", "SDK-HMAC-SHA256 Access=A");
        for (given, found) in [
            (vec![("x-auth-token", "t")], Credentials::Token("t")),
            (vec![("x-auth-token", "t"), signed], Credentials::Token("t")),
            (
                vec![("x-auth-token", ""), signed],
                Credentials::Signature(signed.1),
            ),
            (vec![signed], Credentials::Signature(signed.1)),
        ] {
            assert_eq!(Credentials::of(&headers(&given)).unwrap(), found);
        }
    }

    #[test]
    fn none_or_unreadable() {
        let code = |given: &[_]| Credentials::of(&headers(given)).unwrap_err().code();
        assert_eq!(code(&[]), ErrorCode::UNAUTHENTICATED);
        assert_eq!(code(&[("x-auth-token", "")]), ErrorCode::UNAUTHENTICATED);
        assert_eq!(
            code(&[("x-auth-token", "\u{e9}")]),
            ErrorCode::INVALID_TOKEN
        );
        assert_eq!(
            code(&[("authorization", "\u{e9}")]),
            ErrorCode::UNAUTHENTICATED
        );
    }
}
