//! Certificates for servers and proxies, signed by the deployment's CA.

use std::fs;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use hyades_agent_api::AgentError;
use hyades_types::Secret;
use hyades_types::time::Timestamp;
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, Issuer, KeyPair, KeyUsagePurpose};
use sha2::{Digest, Sha256};

use crate::error::During;
use crate::files;
use crate::options::TlsFiles;

/// How far the clock of a client may be behind.
const CLOCK_SKEW: Duration = Duration::from_hours(24);

/// The CA, read once at the agent's start.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    fingerprint: String,
}

impl Authority {
    /// Reads certificate and key.
    pub(crate) fn read(paths: &TlsFiles) -> Result<Self, AgentError> {
        let certificate =
            fs::read_to_string(&paths.ca_certificate).during_file("read", &paths.ca_certificate)?;
        let key = fs::read_to_string(&paths.ca_key).during_file("read", &paths.ca_key)?;
        let key = KeyPair::from_pem(&key).during_file("understand", &paths.ca_key)?;
        let issuer = Issuer::from_ca_cert_pem(&certificate, key)
            .during_file("understand", &paths.ca_certificate)?;
        let fingerprint = hex::encode(Sha256::digest(&certificate));
        Ok(Self {
            issuer,
            fingerprint,
        })
    }

    /// Tells one authority from another.
    pub(crate) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Writes a new certificate and key for a server at these addresses, the first of which
    /// names it. It takes a millisecond, so a server gets one at each start, and none comes near
    /// its end.
    pub(crate) fn issue(&self, dir: &Path, addresses: &[IpAddr]) -> Result<(), AgentError> {
        let (certificate, key) = self.certify(addresses, |_| ())?;
        files::make_dir(dir)?;
        files::write_unsynced(&dir.join("server-key.pem"), key.expose().as_bytes())?;
        files::write_unsynced(&dir.join("server.pem"), certificate.as_bytes())
    }

    /// A new certificate and its key in one text, good for this long from now on.
    pub(crate) fn identity(
        &self,
        addresses: &[IpAddr],
        now: Timestamp,
        life: Duration,
    ) -> Result<Secret, AgentError> {
        let now = u64::try_from(now.as_millis()).map(Duration::from_millis);
        let now = rcgen::date_time_ymd(1970, 1, 1) + now.during("read the clock")?;
        let (certificate, key) = self.certify(addresses, |params| {
            params.not_before = now - CLOCK_SKEW;
            params.not_after = now + life;
        })?;
        Ok(Secret::new(certificate + key.expose()))
    }

    fn certify(
        &self,
        addresses: &[IpAddr],
        adjust: impl FnOnce(&mut CertificateParams),
    ) -> Result<(String, Secret), AgentError> {
        let what = "issue a server certificate";
        let key = KeyPair::generate().during(what)?;
        let names: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        let name = names.first().cloned().unwrap_or_default();
        let mut params = CertificateParams::new(names).during(what)?;
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, name);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        adjust(&mut params);
        let certificate = params.signed_by(&key, &self.issuer).during(what)?;
        Ok((certificate.pem(), Secret::new(key.serialize_pem())))
    }
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authority")
    }
}
