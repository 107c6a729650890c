//! The certificate of a database proxy: one for all of its nodes.
//!
//! Chain and key are in one file, so that nobody ever reads the one of before and the other of
//! after a renewal. The file keeps its name, since a snapshot of the same epoch must not change;
//! a process reads it again whenever it is told to reload.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hyades_agent_api::AgentError;
use hyades_types::time::Timestamp;
use hyades_types::topology::{DatabaseProxy, TlsIdentity};
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::files;
use crate::tls::Authority;

/// How long a certificate is good for.
const LIFE: Duration = Duration::from_hours(24 * 365);

/// What a certificate was issued for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Issued {
    addresses: Vec<IpAddr>,
    /// Fingerprint of the authority.
    authority: String,
    at: Timestamp,
}

/// The place of a proxy's certificate below its directory.
pub(crate) struct Certificate {
    dir: PathBuf,
}

impl Certificate {
    pub(crate) fn of(context: &Context, proxy: &DatabaseProxy) -> Self {
        Self::new(&context.layout.database_proxy(&proxy.id))
    }

    fn new(proxy_dir: &Path) -> Self {
        Self {
            dir: proxy_dir.join("tls"),
        }
    }

    /// Makes the certificate of a proxy right. Says whether it was changed.
    pub(crate) fn keep(context: &Context, proxy: &DatabaseProxy) -> Result<bool, AgentError> {
        let addresses: Vec<IpAddr> = proxy.listen.iter().map(|end| end.address).collect();
        let certificate = Self::of(context, proxy);
        certificate.ensure(&context.authority, &addresses, Timestamp::now())
    }

    /// What a snapshot says about it.
    pub(crate) fn identity(&self) -> TlsIdentity {
        TlsIdentity {
            certificate: self.file(),
            key: self.file(),
        }
    }

    fn file(&self) -> PathBuf {
        self.dir.join("identity.pem")
    }

    /// Issues it when there is none, when it names other addresses or another authority, and when a
    /// third of its life or less is left. Says whether it did.
    fn ensure(
        &self,
        authority: &Authority,
        addresses: &[IpAddr],
        now: Timestamp,
    ) -> Result<bool, AgentError> {
        let mut addresses = addresses.to_vec();
        // Their order does not matter.
        addresses.sort();
        addresses.dedup();
        let wanted = Issued {
            addresses,
            authority: authority.fingerprint().to_owned(),
            at: now,
        };
        let record = self.dir.join("issued.json");
        // A record that cannot be read is like none.
        let known: Option<Issued> = files::read_json(&record).unwrap_or_default();
        let good = known.is_some_and(|known| known.serves(&wanted));
        if good && self.file().is_file() {
            return Ok(false);
        }
        files::make_dir(&self.dir)?;
        let pem = authority.identity(&wanted.addresses, now, LIFE)?;
        files::write(&self.file(), pem.expose().as_bytes())?;
        // Last: without it the certificate is issued again.
        files::write_json(&record, &wanted)?;
        Ok(true)
    }
}

impl Issued {
    fn serves(&self, wanted: &Self) -> bool {
        let age = wanted.at.as_millis() - self.at.as_millis();
        let young = u128::try_from(age).is_ok_and(|age| age < LIFE.as_millis() / 3 * 2);
        young && self.addresses == wanted.addresses && self.authority == wanted.authority
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued(addresses: &[&str], authority: &str, day: i64) -> Issued {
        Issued {
            addresses: addresses.iter().map(|text| text.parse().unwrap()).collect(),
            authority: authority.to_owned(),
            at: Timestamp::from_millis(day * 86_400_000),
        }
    }

    #[test]
    fn renewed_for_other_addresses_another_authority_and_by_age() {
        let known = issued(&["127.77.0.1"], "ca", 0);
        assert!(known.serves(&issued(&["127.77.0.1"], "ca", 243)));
        assert!(!known.serves(&issued(&["127.77.0.1"], "ca", 244)));
        assert!(!known.serves(&issued(&["127.77.0.1", "127.77.0.2"], "ca", 1)));
        assert!(!known.serves(&issued(&["127.77.0.1"], "other", 1)));
        // The clock went back: what is not valid yet is of no use.
        assert!(!known.serves(&issued(&["127.77.0.1"], "ca", -1)));
    }

    fn authority(dir: &Path) -> Authority {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let files = crate::options::TlsFiles {
            ca_certificate: dir.join("ca.pem"),
            ca_key: dir.join("ca-key.pem"),
        };
        let certificate = params.self_signed(&key).unwrap().pem();
        std::fs::write(&files.ca_certificate, certificate).unwrap();
        std::fs::write(&files.ca_key, key.serialize_pem()).unwrap();
        Authority::read(&files).unwrap()
    }

    #[test]
    fn issued_once_and_under_the_same_name_when_it_is_renewed() {
        let dir = tempfile::tempdir().unwrap();
        let authority = authority(dir.path());
        let certificate = Certificate::new(dir.path());
        let text = || std::fs::read_to_string(certificate.file()).unwrap();
        let at = |days: i64| Timestamp::from_millis((20_000 + days) * 86_400_000);
        let own = |address: &str| [address.parse().unwrap()];
        let (first, second) = (own("127.77.0.1"), own("127.77.0.2"));

        assert!(certificate.ensure(&authority, &first, at(0)).unwrap());
        let before = text();
        assert!(before.contains("BEGIN CERTIFICATE") && before.contains("BEGIN PRIVATE KEY"));
        assert!(!certificate.ensure(&authority, &first, at(100)).unwrap());
        assert_eq!(text(), before);
        for (addresses, day) in [(&second, 100), (&second, 400)] {
            let before = text();
            assert!(certificate.ensure(&authority, addresses, at(day)).unwrap());
            assert_ne!(text(), before);
        }
        std::fs::remove_file(certificate.file()).unwrap();
        assert!(certificate.ensure(&authority, &second, at(400)).unwrap());
    }
}
