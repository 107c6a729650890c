//! `credentials.json`: what a client needs to use the deployment, written at the first start.

use std::path::PathBuf;

use anyhow::Context;
use hyades_control::app::setup::Setup;
use hyades_iam::identity;
use hyades_planning::flavor::Flavor;
use hyades_store::Store;
use hyades_types::Secret;
use hyades_types::id::{ProjectId, SecurityGroupId, SubnetId, UserId, VpcId};
use serde::{Deserialize, Serialize};

use super::data_dir::{DataDir, write_private};
use super::pki;
use crate::config::Config;

pub(super) const FILE: &str = "credentials.json";

/// The first tenant's credentials and network. Mode 0600: the one file with secrets in the clear,
/// since it is what the user is handed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Credentials {
    pub(super) endpoint: String,
    iam_endpoint: String,
    pub(super) region: String,
    pub(super) availability_zones: Vec<String>,
    domain_name: String,
    user_name: String,
    password: Secret,
    pub(super) project_id: ProjectId,
    project_name: String,
    ak: String,
    sk: Secret,
    pub(super) vpc_id: VpcId,
    pub(super) subnet_id: SubnetId,
    pub(super) security_group_id: SecurityGroupId,
    pub(super) default_flavor: String,
    /// Certificate that an HTTPS endpoint is signed with; relative to this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_file: Option<PathBuf>,
}

impl Credentials {
    /// Reads the file, or makes it, and brings the endpoint in it up to date.
    pub(super) async fn prepare(
        dir: &DataDir,
        config: &Config,
        endpoint: &str,
        store: &Store,
    ) -> anyhow::Result<Self> {
        let file = dir.path(FILE);
        let mut credentials = if file.exists() {
            let text = std::fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            serde_json::from_str(&text).with_context(|| format!("{} is broken", file.display()))?
        } else {
            let known = store.domain_by_name(DOMAIN).await?.is_some();
            anyhow::ensure!(
                !known,
                "{} is missing, and the secrets in it are kept nowhere else; put it back",
                file.display()
            );
            Self::generate(config)
        };
        endpoint.clone_into(&mut credentials.endpoint);
        endpoint.clone_into(&mut credentials.iam_endpoint);
        credentials.region.clone_from(&config.region);
        credentials
            .availability_zones
            .clone_from(&config.availability_zones);
        credentials.ca_file = config.tls.then(|| pki::CERTIFICATE.into());
        let text = serde_json::to_string_pretty(&credentials).context("credentials")?;
        write_private(&file, format!("{text}\n").as_bytes())?;
        Ok(credentials)
    }

    fn generate(config: &Config) -> Self {
        let key = identity::generate_access_key(UserId::generate());
        Self {
            endpoint: String::new(),
            iam_endpoint: String::new(),
            region: config.region.clone(),
            availability_zones: config.availability_zones.clone(),
            domain_name: DOMAIN.to_owned(),
            user_name: "admin".to_owned(),
            password: identity::generate_password(),
            project_id: ProjectId::generate(),
            project_name: config.region.clone(),
            ak: key.access,
            sk: key.secret,
            vpc_id: VpcId::generate(),
            subnet_id: SubnetId::generate(),
            security_group_id: SecurityGroupId::generate(),
            default_flavor: Flavor::smallest().code(),
            ca_file: None,
        }
    }

    /// What the control plane has to know of it.
    pub(super) fn setup(&self, config: &Config) -> Setup {
        Setup {
            domain_name: self.domain_name.clone(),
            user_name: self.user_name.clone(),
            password: self.password.clone(),
            access: self.ak.clone(),
            secret: self.sk.clone(),
            project: self.project_id.clone(),
            vpc: self.vpc_id.clone(),
            subnet: self.subnet_id.clone(),
            security_group: self.security_group_id.clone(),
            network: config.network,
        }
    }
}

/// The name of the first domain.
const DOMAIN: &str = "hyades";
