//! Metrics for Prometheus. They have a listener of their own: they tell of all customers, so they are
//! not for those who can reach the API.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;

/// The text form of Prometheus.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /metrics`, answered with what `source` says then.
pub fn metrics_router<F>(source: impl Fn() -> F + Clone + Send + Sync + 'static) -> Router
where
    F: Future<Output = String> + Send,
{
    let answer = move || {
        let text = source();
        async { ([(CONTENT_TYPE, TEXT)], text.await) }
    };
    Router::new().route("/metrics", get(answer))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn metrics_are_text() {
        let router = metrics_router(async || "up 1\n".to_owned());
        let request = Request::get("/metrics").body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.headers()[CONTENT_TYPE], TEXT);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, "up 1\n");
        let request = Request::get("/other").body(Body::empty()).unwrap();
        assert_eq!(router.oneshot(request).await.unwrap().status(), 404);
    }
}
