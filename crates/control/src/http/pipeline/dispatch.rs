//! From the endpoint to its handler.

use std::panic::resume_unwind;
use std::time::Duration;

use hyades_api::endpoint::Endpoint;
use hyades_types::error::{ApiError, ErrorCode};
use tokio::time::timeout;
use tracing::Instrument;

use crate::http::call::Call;
use crate::http::reply::Reply;

/// How long a caller waits for a handler.
const DEADLINE: Duration = Duration::from_secs(60);

/// Runs the handler of a call's endpoint.
///
/// In a task of its own: neither a client that hangs up nor the deadline stops it halfway.
pub(super) async fn dispatch(call: Call) -> Result<Reply, ApiError> {
    let endpoint = call.endpoint;
    let Some(handler) = call.service.handlers.get(endpoint.operation) else {
        return Err(not_implemented(endpoint));
    };
    let work = tokio::spawn(handler(call).in_current_span());
    match timeout(DEADLINE, work).await {
        Ok(Ok(outcome)) => outcome.map(|reply| reply.status(endpoint.success)),
        Ok(Err(ended)) if ended.is_panic() => resume_unwind(ended.into_panic()),
        Ok(Err(ended)) => Err(ApiError::fault(ended)),
        Err(_) => Err(ApiError::new(ErrorCode::UNAVAILABLE)
            .detail("it takes too long, and may yet be carried out")),
    }
}

fn not_implemented(endpoint: &Endpoint) -> ApiError {
    let detail = format!("{}, section {}", endpoint.operation, endpoint.section);
    ApiError::new(ErrorCode::NOT_IMPLEMENTED).detail(detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let endpoint = hyades_api::table::find("CreateBackup").unwrap();
        let error = not_implemented(endpoint);
        assert_eq!(error.status(), 501);
        assert!(error.to_string().contains("CreateBackup, section 4.4.2"));
    }
}
