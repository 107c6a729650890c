//! What exists from the start: the administrator, the first project, its network.

use hyades_iam::password;
use hyades_types::Secret;
use hyades_types::error::ApiError;
use hyades_types::id::{DomainId, ProjectId, SecurityGroupId, SubnetId, UserId, VpcId};
use hyades_types::model::{AccessKey, Domain, Project, SecurityGroup, Subnet, User, Vpc};
use hyades_types::time::Timestamp;
use ipnet::IpNet;

use super::{App, security};

/// The first tenant: everything that a create call has to name.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The domain's name.
    pub domain_name: String,
    /// The administrator's name.
    pub user_name: String,
    /// The administrator's password.
    pub password: Secret,
    /// The administrator's access key.
    pub access: String,
    /// Its secret half.
    pub secret: Secret,
    /// The project, named like the region.
    pub project: ProjectId,
    /// Its VPC.
    pub vpc: VpcId,
    /// Its subnet.
    pub subnet: SubnetId,
    /// Its security group.
    pub security_group: SecurityGroupId,
    /// The addresses of the subnet.
    pub network: IpNet,
}

impl App {
    /// Makes the first tenant be there. No effect when its domain is.
    ///
    /// # Errors
    /// A fault, when the store fails.
    pub async fn setup(&self, setup: &Setup) -> Result<(), ApiError> {
        if self
            .store
            .domain_by_name(&setup.domain_name)
            .await?
            .is_some()
        {
            return Ok(());
        }
        let domain = Domain {
            id: DomainId::generate(),
            name: setup.domain_name.clone(),
        };
        let user = User {
            id: UserId::generate(),
            domain: domain.id.clone(),
            name: setup.user_name.clone(),
            password_hash: password::hash(&setup.password).map_err(ApiError::fault)?,
            policies: vec!["administrator".to_owned()],
        };
        let key = AccessKey {
            access: setup.access.clone(),
            user: user.id.clone(),
            sealed_secret: self
                .sealer
                .seal(&setup.secret, &setup.access)
                .map_err(ApiError::fault)?,
        };
        let mut tx = self.store.begin().await?;
        tx.domain_insert(&domain).await?;
        tx.user_insert(&user).await?;
        tx.access_key_insert(&key).await?;
        self.setup_project(&mut tx, setup, &domain).await?;
        Ok(tx.commit().await?)
    }

    async fn setup_project(
        &self,
        tx: &mut hyades_store::Tx,
        setup: &Setup,
        domain: &Domain,
    ) -> Result<(), ApiError> {
        let project = setup.project.clone();
        tx.project_insert(&Project {
            id: project.clone(),
            domain: domain.id.clone(),
            name: self.settings.region.clone(),
        })
        .await?;
        let name = "default".to_owned();
        let vpc = Vpc {
            id: setup.vpc.clone(),
            project: project.clone(),
            name: name.clone(),
        };
        tx.vpc_insert(&vpc).await?;
        tx.subnet_insert(&Subnet {
            id: setup.subnet.clone(),
            project: project.clone(),
            vpc: setup.vpc.clone(),
            name: name.clone(),
            cidr: setup.network,
        })
        .await?;
        let now = Timestamp::now();
        let group = SecurityGroup {
            id: setup.security_group.clone(),
            project,
            name,
            description: String::new(),
            created_at: now,
            updated_at: now,
        };
        tx.security_group_insert(&group).await?;
        for rule in security::open_rules(&group.id, now) {
            tx.security_rule_insert(&rule).await?;
        }
        Ok(())
    }
}
