//! The client of the API: authentication, requests, and what their answers mean.

use hyades_types::Secret;
use reqwest::{Method, StatusCode, Url};
use serde_json::{Value, json};

use super::credentials::Credentials;
use super::exit::{ApiError, Failure};
use super::transport::{self, malformed, parse_url, unreachable};

/// A client of one project of one server.
pub(crate) struct Client {
    http: reqwest::Client,
    credentials: Credentials,
    token: Option<Token>,
}

/// A token and what the server says about it.
#[derive(Clone)]
pub(crate) struct Token {
    /// The token itself.
    pub(crate) secret: Secret,
    /// The `token` object of the answer.
    pub(crate) details: Value,
}

/// The families of paths; all but their head is the same.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Family {
    /// `/v3/{project}/…`
    V3,
    /// `/v3.1/{project}/…`
    V31,
}

/// One request to the database API.
struct Call<'a> {
    method: Method,
    url: Url,
    body: Option<&'a Value>,
}

/// The useful parts of an HTTP answer.
struct Answer {
    status: StatusCode,
    request_id: Option<String>,
    subject_token: Option<Secret>,
    body: Vec<u8>,
}

impl Client {
    /// A client that takes its first token when it needs it.
    pub(crate) fn new(credentials: Credentials) -> Result<Self, Failure> {
        let http = transport::build(&credentials)?;
        Ok(Self {
            http,
            credentials,
            token: None,
        })
    }

    /// The credentials that it works with.
    pub(crate) const fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Reads.
    pub(crate) async fn get(
        &mut self,
        family: Family,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Value, Failure> {
        let mut url = self.url(family, path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.call(Call {
            method: Method::GET,
            url,
            body: None,
        })
        .await
    }

    /// Creates or acts.
    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Result<Value, Failure> {
        let url = self.url(Family::V3, path)?;
        self.call(Call {
            method: Method::POST,
            url,
            body: Some(body),
        })
        .await
    }

    /// Changes.
    pub(crate) async fn put(&mut self, path: &str, body: &Value) -> Result<Value, Failure> {
        let url = self.url(Family::V3, path)?;
        self.call(Call {
            method: Method::PUT,
            url,
            body: Some(body),
        })
        .await
    }

    /// Deletes.
    pub(crate) async fn delete(&mut self, path: &str) -> Result<Value, Failure> {
        let url = self.url(Family::V3, path)?;
        self.call(Call {
            method: Method::DELETE,
            url,
            body: None,
        })
        .await
    }

    /// Takes a fresh token.
    pub(crate) async fn authenticate(&mut self) -> Result<Token, Failure> {
        let url = parse_url(&format!("{}/v3/auth/tokens", self.credentials.iam_endpoint))?;
        let request = self
            .http
            .post(url.clone())
            .json(&token_request(&self.credentials));
        let answer = send(request, &url).await?;
        let secret = answer.subject_token.clone();
        let body = answer.into_json(&url)?;
        let secret = secret.ok_or_else(|| malformed(&url, "no X-Subject-Token header"))?;
        let token = Token {
            secret,
            details: body["token"].clone(),
        };
        self.token = Some(token.clone());
        Ok(token)
    }

    fn url(&self, family: Family, path: &str) -> Result<Url, Failure> {
        let head = match family {
            Family::V3 => "v3",
            Family::V31 => "v3.1",
        };
        let Credentials {
            endpoint,
            project_id,
            ..
        } = &self.credentials;
        parse_url(&format!("{endpoint}/{head}/{project_id}/{path}"))
    }

    async fn call(&mut self, call: Call<'_>) -> Result<Value, Failure> {
        let known = self.token.clone();
        let fresh = known.is_none();
        let token = match known {
            Some(token) => token,
            None => self.authenticate().await?,
        };
        let mut answer = self.attempt(&call, &token).await?;
        // a token may have expired while a job was waited for
        if answer.status == StatusCode::UNAUTHORIZED && !fresh {
            let token = self.authenticate().await?;
            answer = self.attempt(&call, &token).await?;
        }
        answer.into_json(&call.url)
    }

    async fn attempt(&self, call: &Call<'_>, token: &Token) -> Result<Answer, Failure> {
        let mut request = self
            .http
            .request(call.method.clone(), call.url.clone())
            .header("X-Auth-Token", token.secret.expose())
            .header("Content-Type", "application/json");
        if let Some(body) = call.body {
            request = request.body(body.to_string());
        }
        send(request, &call.url).await
    }
}

impl Answer {
    /// The body, when the answer is a success; an empty body counts as an empty object.
    fn into_json(self, url: &Url) -> Result<Value, Failure> {
        if !self.status.is_success() {
            return Err(Failure::Api(self.into_error()));
        }
        if self.body.is_empty() {
            return Ok(json!({}));
        }
        serde_json::from_slice(&self.body).map_err(|_| malformed(url, "the body is not JSON"))
    }

    fn into_error(self) -> ApiError {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        // the identity API nests: {"error":{"code":401,"message":"…"}}
        let inner = body
            .get("error")
            .filter(|inner| inner.is_object())
            .unwrap_or(&body);
        let text = |keys: [&str; 2]| {
            keys.iter().find_map(|key| match inner.get(key) {
                Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
                Some(Value::Number(number)) => Some(number.to_string()),
                _ => None,
            })
        };
        let reason = || {
            self.status
                .canonical_reason()
                .unwrap_or("request failed")
                .to_lowercase()
        };
        ApiError {
            status: self.status.as_u16(),
            code: text(["error_code", "code"]),
            message: text(["error_msg", "message"]).unwrap_or_else(reason),
            request_id: self.request_id,
        }
    }
}

async fn send(request: reqwest::RequestBuilder, url: &Url) -> Result<Answer, Failure> {
    let response = request
        .send()
        .await
        .map_err(|error| unreachable(url, &error))?;
    let header = |name| {
        let value = response.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let request_id = header("X-Request-Id");
    let subject_token = header("X-Subject-Token").map(Secret::new);
    let status = response.status();
    let body = response
        .bytes()
        .await
        .map_err(|error| unreachable(url, &error))?
        .to_vec();
    Ok(Answer {
        status,
        request_id,
        subject_token,
        body,
    })
}

fn token_request(credentials: &Credentials) -> Value {
    let project = if credentials.project_name.is_empty() {
        json!({ "id": credentials.project_id })
    } else {
        json!({ "name": credentials.project_name })
    };
    let user = json!({
        "name": credentials.user_name,
        "password": credentials.password.expose(),
        "domain": { "name": credentials.domain_name },
    });
    let identity = json!({ "methods": ["password"], "password": { "user": user } });
    json!({ "auth": { "identity": identity, "scope": { "project": project } } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(body: &str) -> ApiError {
        let answer = Answer {
            status: StatusCode::NOT_FOUND,
            request_id: Some("r1".to_owned()),
            subject_token: None,
            body: body.as_bytes().to_vec(),
        };
        answer.into_error()
    }

    #[test]
    fn error_bodies() {
        let plain = error(r#"{"error_code":"DBS.200002","error_msg":"It is gone."}"#);
        assert_eq!(plain.to_string(), "it is gone (DBS.200002, request r1)");
        let nested = error(r#"{"error":{"code":404,"message":"Could not find it"}}"#);
        assert_eq!(nested.to_string(), "could not find it (404, request r1)");
        assert_eq!(
            error("<html>").to_string(),
            "not found (HTTP 404, request r1)"
        );
    }
}
