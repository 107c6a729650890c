//! A server that answers what a test tells it to, and remembers what it was asked.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Method, Response, StatusCode};
use serde_json::{Value, json};

/// The project of the tests.
pub(crate) const PROJECT: &str = "0483b6b16e954cb88930a360d2c4e663";
const TOKENS: &str = "POST /v3/auth/tokens";

/// A running fake server; it ends with the test's runtime.
pub(crate) struct Fake {
    pub(crate) address: SocketAddr,
    script: Arc<Script>,
}

/// One request that arrived.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Method, path and query, `/v3/{project}` shortened to `/v3/P`.
    pub(crate) what: String,
    pub(crate) token: Option<String>,
    pub(crate) body: Value,
}

#[derive(Default)]
struct Script {
    replies: Mutex<HashMap<String, Vec<Reply>>>,
    asked: Mutex<Vec<Asked>>,
}

type Reply = (u16, Value);

impl Fake {
    /// A server that knows how to issue tokens and nothing else.
    pub(crate) async fn start() -> Self {
        let script = Arc::new(Script::default());
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&script));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, script }
    }

    /// Adds an answer; the last one of a request is repeated for ever.
    pub(crate) fn on(&self, what: &str, status: u16, body: Value) -> &Self {
        let mut replies = self.script.replies.lock().unwrap();
        replies
            .entry(what.to_owned())
            .or_default()
            .push((status, body));
        self
    }

    /// What was asked, tokens aside.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        let asked = self.script.asked.lock().unwrap();
        asked
            .iter()
            .filter(|asked| asked.what != TOKENS)
            .cloned()
            .collect()
    }

    /// The last thing asked.
    pub(crate) fn last(&self) -> Asked {
        self.asked().pop().expect("a request")
    }

    /// The bodies of the requests for tokens.
    pub(crate) fn logins(&self) -> Vec<Value> {
        let asked = self.script.asked.lock().unwrap();
        asked
            .iter()
            .filter(|asked| asked.what == TOKENS)
            .map(|asked| asked.body.clone())
            .collect()
    }

    /// The address as a URL.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Script {
    fn reply(&self, what: &str) -> Option<Reply> {
        let mut replies = self.replies.lock().unwrap();
        let queue = replies.get_mut(what)?;
        if queue.len() > 1 {
            Some(queue.remove(0))
        } else {
            queue.first().cloned()
        }
    }
}

async fn answer(State(script): State<Arc<Script>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let uri = parts.uri.to_string().replace(PROJECT, "P");
    let what = format!("{} {uri}", parts.method);
    let token = parts
        .headers
        .get("X-Auth-Token")
        .map(|token| token.to_str().unwrap().to_owned());
    let body = read(body, &parts.method).await;
    let count = {
        let mut asked = script.asked.lock().unwrap();
        asked.push(Asked {
            what: what.clone(),
            token,
            body,
        });
        asked.iter().filter(|asked| asked.what == TOKENS).count()
    };
    let (status, body) = script.reply(&what).unwrap_or_else(|| default_reply(&what));
    Response::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .header("Content-Type", "application/json")
        .header("X-Request-Id", "req-1")
        .header("X-Subject-Token", format!("token-{count}"))
        .body(Body::from(body.to_string()))
        .unwrap()
}

async fn read(body: Body, method: &Method) -> Value {
    let bytes: Bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    match bytes.is_empty() {
        true if matches!(*method, Method::POST | Method::PUT) => panic!("{method} without a body"),
        true => Value::Null,
        false => serde_json::from_slice(&bytes).unwrap(),
    }
}

fn default_reply(what: &str) -> Reply {
    match what {
        TOKENS => (
            201,
            json!({"token": {"expires_at": "2030-01-01T00:00:00.000000Z"}}),
        ),
        other => (
            501,
            json!({"error_code": "FAKE", "error_msg": format!("No script for {other}.")}),
        ),
    }
}
