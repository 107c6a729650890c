//! Certificates: the one that clients see, and the one that a gateway's server has.

use std::cell::RefCell;
use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use hyades_types::topology::TlsIdentity;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, ServerConfig, SignatureScheme};

/// TLS on both sides.
#[derive(Debug, Clone)]
pub(crate) struct Tls {
    /// Towards clients.
    pub(crate) server: Arc<ServerConfig>,
    /// Towards a server that has the same certificate.
    pub(crate) client: Arc<ClientConfig>,
}

/// The certificate in files whose names stay when it is renewed.
#[derive(Debug, Default)]
pub(crate) struct Certificates(RefCell<Option<(SystemTime, TlsIdentity, Tls)>>);

impl Certificates {
    /// The certificate that is there now; the one before, if the files cannot be read.
    pub(crate) fn current(&self, identity: &TlsIdentity) -> Option<Tls> {
        let written = std::fs::metadata(&identity.certificate).and_then(|file| file.modified());
        let mut known = self.0.borrow_mut();
        if let (Some((time, from, tls)), Ok(written)) = (&*known, &written)
            && time == written
            && from == identity
        {
            return Some(tls.clone());
        }
        match written.and_then(|written| Ok((written, Tls::read(identity)?))) {
            Ok((written, tls)) => {
                *known = Some((written, identity.clone(), tls.clone()));
                Some(tls)
            }
            Err(error) => {
                let file = identity.certificate.display();
                tracing::error!(%file, %error, "cannot read the certificate");
                known.as_ref().map(|(_, _, tls)| tls.clone())
            }
        }
    }
}

impl Tls {
    /// Reads certificate and key.
    fn read(identity: &TlsIdentity) -> io::Result<Self> {
        let chain =
            CertificateDer::pem_file_iter(&identity.certificate).map_err(io::Error::other)?;
        let chain = chain
            .collect::<Result<Vec<_>, _>>()
            .map_err(io::Error::other)?;
        let key = PrivateKeyDer::from_pem_file(&identity.key).map_err(io::Error::other)?;
        let provider = Arc::new(ring::default_provider());
        let pinned = chain
            .first()
            .cloned()
            .ok_or_else(|| io::Error::other("no certificate"))?;
        let server = ServerConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(io::Error::other)?;
        Ok(Self {
            server: Arc::new(server),
            client: towards(Some(pinned), provider)?,
        })
    }
}

/// For a server of this host, whose accounts want TLS: its socket is not reached by others.
pub(crate) fn to_this_host() -> io::Result<Arc<ClientConfig>> {
    towards(None, Arc::new(ring::default_provider()))
}

fn towards(
    pinned: Option<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> io::Result<Arc<ClientConfig>> {
    let client = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Pinned { pinned, provider }))
        .with_no_client_auth();
    Ok(Arc::new(client))
}

/// Trusts one certificate and no other, whatever it says and however old it is; any, if none is known.
#[derive(Debug)]
struct Pinned {
    pinned: Option<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let is_known = |pinned: &CertificateDer<'_>| pinned == end_entity;
        if self.pinned.as_ref().is_none_or(is_known) {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::General("the server has another certificate".into()))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
