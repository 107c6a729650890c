//! A certificate for each server, signed by the deployment's CA.

use std::fs;
use std::net::IpAddr;
use std::path::Path;

use hyades_agent_api::AgentError;
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, Issuer, KeyPair, KeyUsagePurpose};

use crate::error::During;
use crate::files;
use crate::options::TlsFiles;

/// The CA, read once at the agent's start.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
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
        Ok(Self { issuer })
    }

    /// Writes a new certificate and key for a server at these addresses, the first of which
    /// names it. It takes a millisecond, so a server gets one at each start, and none comes near
    /// its end.
    pub(crate) fn issue(&self, dir: &Path, addresses: &[IpAddr]) -> Result<(), AgentError> {
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
        let certificate = params.signed_by(&key, &self.issuer).during(what)?;
        files::make_dir(dir)?;
        files::write_unsynced(&dir.join("server-key.pem"), key.serialize_pem().as_bytes())?;
        files::write_unsynced(&dir.join("server.pem"), certificate.pem().as_bytes())
    }
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authority")
    }
}
