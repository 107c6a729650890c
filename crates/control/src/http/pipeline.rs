//! The way that every request takes, from its head to its answer.

mod admission;
mod dispatch;
mod route;

#[cfg(test)]
mod tests;

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::response::Response;
use futures::FutureExt;
use hyades_types::error::ApiError;
use tracing::Instrument;

use super::call::Call;
use super::exchange::Exchange;
use super::failure::Failure;
use super::reply::Reply;
use super::service::Service;
use super::{body, download, media_type};
use route::Route;

/// Answers one request, whatever happens.
pub(super) async fn answer(service: Arc<Service>, request: Request) -> Response {
    let exchange = Exchange::begin(&request);
    let span = exchange.span();
    let work = async {
        // The service holds nothing that a panic could leave half-changed.
        let outcome = AssertUnwindSafe(respond(&service, request)).catch_unwind();
        exchange.end(outcome.await.unwrap_or_else(|panic| Err(panicked(&*panic))))
    };
    Box::pin(work.instrument(span)).await
}

async fn respond(service: &Arc<Service>, request: Request) -> Result<Reply, Failure> {
    let (parts, mut body) = request.into_parts();
    let outcome = proceed(service, &parts, &mut body).await;
    if outcome.is_err() {
        body::discard(&parts.headers, &mut body).await;
    }
    outcome
}

async fn proceed(service: &Arc<Service>, parts: &Parts, body: &mut Body) -> Result<Reply, Failure> {
    body::check_declared(&parts.headers)?;
    let (endpoint, params) = match route::find(service, parts)? {
        Route::Answered(reply) => return Ok(reply),
        Route::Download(name) => return download::answer(service, parts, &name).await,
        Route::Endpoint(endpoint, params) => (endpoint, params),
    };
    let admission = admission::admit(service, parts, body, endpoint, &params).await?;
    if !admission.payload.bytes.is_empty() {
        media_type::check(&parts.headers)?;
    }
    let call = Call {
        service: Arc::clone(service),
        endpoint,
        params,
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers.clone(),
        payload: admission.payload,
        caller: admission.caller,
        project: admission.project,
    };
    Ok(dispatch::dispatch(call).await?)
}

/// The panic itself was reported by the panic hook; this ties it to the request.
fn panicked(panic: &(dyn Any + Send)) -> Failure {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    let text = text.unwrap_or_else(|| "no text".to_owned());
    ApiError::fault(format!("a panic: {text}")).into()
}
