//! HTTP itself: time limits, certificates, proxies, addresses.

use std::path::Path;
use std::time::Duration;

use reqwest::Url;

use super::credentials::Credentials;
use super::exit::Failure;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// The HTTP client that fits the credentials: which certificates it trusts, and no proxy on the
/// way to this machine itself.
pub(super) fn build(credentials: &Credentials) -> Result<reqwest::Client, Failure> {
    let urls = [
        parse_url(&credentials.endpoint)?,
        parse_url(&credentials.iam_endpoint)?,
    ];
    // an error means that a provider is installed already
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("hyades/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(REQUEST_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none());
    if urls.iter().any(is_local) {
        builder = builder.no_proxy();
    }
    if let Some(path) = &credentials.ca_file {
        builder = builder.tls_certs_only(read_certificates(path)?);
    } else if urls.iter().all(|url| url.scheme() == "http") {
        // the system's certificates are not needed, and may be missing
        builder = builder.tls_certs_only([]);
    }
    builder
        .build()
        .map_err(|error| unreachable(&urls[0], &error))
}

fn read_certificates(path: &Path) -> Result<Vec<reqwest::Certificate>, Failure> {
    let failure = |source| Failure::Io {
        action: format!("read certificates from {}", path.display()),
        source,
    };
    let pem = std::fs::read(path).map_err(failure)?;
    match reqwest::Certificate::from_pem_bundle(&pem) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(failure(std::io::Error::other(
            "no certificates in PEM form",
        ))),
    }
}

fn is_local(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

/// Reads an address.
pub(super) fn parse_url(text: &str) -> Result<Url, Failure> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url),
        _ => Err(Failure::Usage(format!(
            "{text:?} is not an http or https address"
        ))),
    }
}

/// The answer makes no sense.
pub(super) fn malformed(url: &Url, reason: &str) -> Failure {
    Failure::Malformed {
        url: origin(url),
        reason: reason.to_owned(),
    }
}

/// There is no answer.
pub(super) fn unreachable(url: &Url, error: &reqwest::Error) -> Failure {
    let reason = if error.is_timeout() {
        "no answer in time".to_owned()
    } else {
        root_cause(error)
    };
    Failure::Unreachable {
        url: origin(url),
        reason,
    }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The innermost error is the one that says something.
fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert!(is_local(&parse_url("http://127.77.0.1:9090").unwrap()));
        assert!(is_local(&parse_url("https://[::1]:9090").unwrap()));
        assert!(is_local(&parse_url("http://localhost").unwrap()));
        assert!(!is_local(&parse_url("https://db.example.org").unwrap()));
        assert!(parse_url("db.example.org:80").is_err());
        assert!(parse_url("").is_err());
    }
}
