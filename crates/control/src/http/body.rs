//! Reading request bodies, without letting them eat the memory.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use bytes::BytesMut;
use http_body_util::BodyExt;
use hyades_types::error::{ApiError, ErrorCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// The most that a body may have (documentation A2).
pub(super) const LIMIT: usize = 12 << 20;

/// What anyone may send, and what a body may have without waiting for its turn.
pub(super) const SMALL: usize = 64 << 10;

/// How many bodies above [`SMALL`] are held at a time.
const MOST_LARGE: usize = 8;

/// How long the client may take to send a body.
const DEADLINE: Duration = Duration::from_secs(60);

/// How long, and how much, an unwanted body is listened to.
const DISCARD_DEADLINE: Duration = Duration::from_secs(3);
const DISCARD_LIMIT: usize = 32 << 20;

/// Reads bodies. Large ones are few, so take turns: else a handful of clients could make the
/// process hold gigabytes.
pub(super) struct Bodies {
    large: Arc<Semaphore>,
}

/// A body, in memory.
#[derive(Debug)]
pub(super) struct Payload {
    pub(super) bytes: Bytes,
    _turn: Option<OwnedSemaphorePermit>,
}

impl Default for Bodies {
    fn default() -> Self {
        Self {
            large: Arc::new(Semaphore::new(MOST_LARGE)),
        }
    }
}

impl Bodies {
    /// Reads a body of at most `limit` bytes.
    pub(super) async fn read(&self, body: &mut Body, limit: usize) -> Result<Payload, ApiError> {
        let read = timeout(DEADLINE, self.collect(body, limit)).await;
        read.unwrap_or_else(|_| Err(broken_off("it took too long to arrive")))
    }

    async fn collect(&self, body: &mut Body, limit: usize) -> Result<Payload, ApiError> {
        let mut bytes = BytesMut::new();
        let mut turn = None;
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|why| broken_off("it broke off").internal(why))?;
            // Trailers mean nothing here.
            let data = frame.into_data().unwrap_or_default();
            let size = bytes.len() + data.len();
            if size > limit {
                return Err(too_large(limit));
            }
            if size > SMALL && turn.is_none() {
                let large = Arc::clone(&self.large).acquire_owned();
                turn = Some(large.await.map_err(ApiError::fault)?);
            }
            bytes.extend_from_slice(&data);
        }
        Ok(Payload {
            bytes: bytes.freeze(),
            _turn: turn,
        })
    }
}

/// Refuses a body by its declared length, before any of it is read.
pub(super) fn check_declared(headers: &HeaderMap) -> Result<(), ApiError> {
    let declared = headers.get(header::CONTENT_LENGTH);
    let declared = declared.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    match declared {
        Some(length) if length > LIMIT as u64 => Err(too_large(LIMIT)),
        _ => Ok(()),
    }
}

/// Listens to the rest of a body that nobody wants, for a while: many clients read no answer before
/// they have sent everything, and see but a broken connection if that is closed on them.
pub(super) async fn discard(headers: &HeaderMap, body: &mut Body) {
    // Such a client asks before it sends.
    if headers.contains_key(header::EXPECT) {
        return;
    }
    let drain = async {
        let mut left = DISCARD_LIMIT;
        while let Some(Ok(frame)) = body.frame().await {
            let size = frame.data_ref().map_or(0, Bytes::len);
            match left.checked_sub(size) {
                Some(rest) => left = rest,
                None => break,
            }
        }
    };
    // Late or not, the answer is sent now.
    let _ = timeout(DISCARD_DEADLINE, drain).await;
}

fn too_large(limit: usize) -> ApiError {
    let limit = match limit {
        LIMIT => format!("{} MB", LIMIT >> 20),
        limit => format!("{} KB", limit >> 10),
    };
    ApiError::new(ErrorCode::BODY_TOO_LARGE).detail(format!("the limit is {limit}"))
}

fn broken_off(why: &str) -> ApiError {
    ApiError::new(ErrorCode::MALFORMED_BODY).detail(format!("the body cannot be read: {why}"))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    async fn read(body: Body, limit: usize) -> Result<Bytes, ApiError> {
        let mut body = body;
        let payload = Bodies::default().read(&mut body, limit).await;
        payload.map(|payload| payload.bytes)
    }

    fn streamed(sizes: &[usize]) -> Body {
        let chunks: Vec<_> = sizes.iter().map(|&size| vec![b' '; size]).collect();
        let chunks = chunks.into_iter().map(Ok::<_, std::io::Error>);
        Body::from_stream(futures::stream::iter(chunks))
    }

    #[tokio::test]
    async fn bodies_are_read_up_to_the_limit() {
        assert_eq!(read(Body::empty(), 4).await.unwrap(), "");
        assert_eq!(read(Body::from("abcd"), 4).await.unwrap(), "abcd");
        let whole = read(streamed(&[LIMIT / 2, LIMIT / 2]), LIMIT).await;
        assert_eq!(whole.unwrap().len(), LIMIT);
        let error = read(streamed(&[LIMIT / 2, LIMIT / 2, 1]), LIMIT).await;
        let error = error.unwrap_err();
        assert_eq!(error.code(), ErrorCode::BODY_TOO_LARGE);
        assert!(error.to_string().contains("12 MB"), "{error}");
    }

    #[tokio::test]
    async fn large_bodies_take_turns() {
        let bodies = Bodies::default();
        let mut held = Vec::new();
        for _ in 0..MOST_LARGE {
            let mut body = streamed(&[SMALL, 1]);
            held.push(bodies.read(&mut body, LIMIT).await.unwrap());
        }
        let mut small = streamed(&[SMALL]);
        assert!(bodies.read(&mut small, LIMIT).await.is_ok());
        assert_eq!(bodies.large.available_permits(), 0);
        held.pop();
        assert_eq!(bodies.large.available_permits(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn slow_bodies_are_given_up() {
        let body = Body::from_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>());
        let error = read(body, LIMIT).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::MALFORMED_BODY);
    }

    #[test]
    fn declared_lengths() {
        let check = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("content-length", HeaderValue::from_static(value));
            check_declared(&headers)
        };
        assert!(check_declared(&HeaderMap::new()).is_ok());
        assert!(check("12582912").is_ok());
        assert!(check("12582913").is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn discarding_ends() {
        let headers = HeaderMap::new();
        let endless = futures::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![0; LIMIT]));
        discard(&headers, &mut Body::from_stream(endless)).await;
        let silent = futures::stream::pending::<Result<Bytes, std::io::Error>>();
        discard(&headers, &mut Body::from_stream(silent)).await;
    }
}
