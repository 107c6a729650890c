//! The deployment's certificate authority, and the API's own certificate.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use hyades_agent::TlsFiles;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::data_dir::{DataDir, write_private};

/// The CA's certificate, in the data directory.
pub(super) const CERTIFICATE: &str = "ca.pem";

const KEY: &str = "ca-key.pem";

/// The deployment's CA.
pub(super) struct Authority {
    certificate: PathBuf,
    key: PathBuf,
}

impl Authority {
    /// The CA of the deployment, made at the first start.
    pub(super) fn open(dir: &DataDir) -> anyhow::Result<Self> {
        let files = Self {
            certificate: dir.path(CERTIFICATE),
            key: dir.path(KEY),
        };
        // The key is written first: a certificate without its key could never be used.
        if !files.certificate.exists() {
            let (certificate, key) = generate().context("cannot make the deployment's CA")?;
            write_private(&files.key, key.as_bytes())?;
            write_private(&files.certificate, certificate.as_bytes())?;
        }
        Ok(files)
    }

    /// Where the agent finds it.
    pub(super) fn files(&self) -> TlsFiles {
        TlsFiles {
            ca_certificate: self.certificate.clone(),
            ca_key: self.key.clone(),
        }
    }

    /// What the API serves HTTPS with at this address. A new certificate at each start.
    pub(super) fn server(&self, address: IpAddr) -> anyhow::Result<Arc<ServerConfig>> {
        let read = |file: &PathBuf| {
            std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
        };
        let key = KeyPair::from_pem(&read(&self.key)?).context("the CA's key is broken")?;
        let issuer = Issuer::from_ca_cert_pem(&read(&self.certificate)?, key)
            .context("the CA's certificate is broken")?;
        let own = KeyPair::generate()?;
        let mut params = CertificateParams::new(vec![address.to_string(), "localhost".to_owned()])?;
        params.distinguished_name.push(DnType::CommonName, "hyades");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let certificate = params.signed_by(&own, &issuer)?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(own.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        Ok(Arc::new(config))
    }
}

fn generate() -> anyhow::Result<(String, String)> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, "Hyades deployment CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let certificate = params.self_signed(&key)?;
    Ok((certificate.pem(), key.serialize_pem()))
}
