//! Checking a create call, field by field.

use hyades_agent_api::HostFacts;
use hyades_planning::flavor::Flavor;
use hyades_planning::time_zone;
use hyades_types::engine::EngineVersion;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{ProjectId, SecurityGroupId, SubnetId, TemplateId, VpcId};
use hyades_types::model::{AzMode, ChargeMode, Subnet, Tag};

use super::NewInstance;
use crate::app::App;
use crate::app::catalog::{ENGINE, VERSION, kernel_version, zone_mode};
use crate::app::instance::{password, rules, template};
use crate::app::submit::found;

const MOST_REPLICAS: u32 = 9;

/// When nothing else is asked for: no page names a default hour.
const BACKUP_WINDOW: &str = "02:00-03:00";

/// The default of 4.3.1's sample.
const BACKUP_DAYS: u32 = 7;

/// A create call that can be carried out, as far as it goes without looking at what else there is.
pub(super) struct Checked {
    pub(super) name: String,
    pub(super) engine: EngineVersion,
    pub(super) flavor: Flavor,
    pub(super) vpc: VpcId,
    pub(super) subnet: Subnet,
    pub(super) security_group: Option<SecurityGroupId>,
    pub(super) template: TemplateId,
    pub(super) az_mode: AzMode,
    pub(super) master_az: String,
    pub(super) replicas: u32,
    pub(super) charge_mode: ChargeMode,
    pub(super) backup_window: String,
    pub(super) backup_keep_days: u32,
    pub(super) time_zone: String,
    pub(super) tags: Vec<Tag>,
    pub(super) lower_case_table_names: u8,
    pub(super) enterprise_project: String,
}

impl App {
    pub(super) async fn check_request(
        &self,
        project: &ProjectId,
        request: &NewInstance,
        facts: &HostFacts,
    ) -> Result<Checked, ApiError> {
        self.check_region(&request.region)?;
        let name = rules::name(&request.name)?;
        let engine = engine(request, facts)?;
        check_mode(&request.mode)?;
        let flavor = flavor(&request.flavor)?;
        password::check(&request.password)?;
        let az_mode = zone_mode(&request.zone_mode)?;
        let master_az = self.master_zone(request, az_mode)?;
        let replicas = replicas(request.replicas)?;
        let charge_mode = charge_mode(request.charge_mode.as_deref())?;
        check_not_offered(request)?;
        let (backup_window, backup_keep_days) = backup(request)?;
        let time_zone = zone(request.time_zone.as_deref())?;
        let tags = rules::tags(request.tags.clone())?;
        let lower_case_table_names = case_of_table_names(request.lower_case_table_names)?;
        let enterprise_project = enterprise_project(request.enterprise_project.as_deref())?;
        let template = template::find(request.template.as_deref())?;
        let (vpc, subnet) = self.network(project, request).await?;
        let security_group = security_group(request)?;
        Ok(Checked {
            name,
            engine,
            flavor,
            vpc,
            subnet,
            security_group,
            template,
            az_mode,
            master_az,
            replicas,
            charge_mode,
            backup_window,
            backup_keep_days,
            time_zone,
            tags,
            lower_case_table_names,
            enterprise_project,
        })
    }

    fn check_region(&self, region: &str) -> Result<(), ApiError> {
        if region == self.settings.region {
            return Ok(());
        }
        Err(ApiError::new(ErrorCode::REGION_INVALID)
            .field("region")
            .detail(format!("must be {}", self.settings.region)))
    }

    fn master_zone(&self, request: &NewInstance, mode: AzMode) -> Result<String, ApiError> {
        let refuse = |why: &str| {
            let error = ApiError::new(ErrorCode::AZ_INVALID);
            Err(error.field("master_availability_zone").detail(why))
        };
        let zones = &self.settings.zones;
        match (
            request
                .master_zone
                .as_deref()
                .filter(|zone| !zone.is_empty()),
            mode,
        ) {
            (Some(zone), _) if zones.iter().any(|known| known == zone) => Ok(zone.to_owned()),
            (Some(_), _) => refuse(&format!("must be one of {}", zones.join(", "))),
            (None, AzMode::Multi) => refuse("must be given for several zones"),
            (None, AzMode::Single) => match zones.first() {
                Some(zone) => Ok(zone.clone()),
                None => refuse("cannot be chosen: the deployment has no zone"),
            },
        }
    }

    async fn network(
        &self,
        project: &ProjectId,
        request: &NewInstance,
    ) -> Result<(VpcId, Subnet), ApiError> {
        let vpc: VpcId = parse(&request.vpc, ErrorCode::VPC_INVALID, "vpc_id")?;
        found(
            self.store.vpc_fetch(project, &vpc).await,
            ErrorCode::VPC_NOT_FOUND,
            "vpc_id",
        )?;
        let subnet: SubnetId = parse(&request.subnet, ErrorCode::SUBNET_INVALID, "subnet_id")?;
        let subnet = self.store.subnet_fetch(project, &subnet).await;
        let subnet = subnet.map(|subnet| subnet.filter(|subnet| subnet.vpc == vpc));
        Ok((
            vpc,
            found(subnet, ErrorCode::SUBNET_NOT_FOUND, "subnet_id")?,
        ))
    }
}

fn security_group(request: &NewInstance) -> Result<Option<SecurityGroupId>, ApiError> {
    let given = request.security_group.as_deref();
    let id = given.filter(|id| !id.is_empty());
    id.map(|id| parse(id, ErrorCode::SECURITY_GROUP_INVALID, "security_group_id"))
        .transpose()
}

fn parse<T: std::str::FromStr>(text: &str, code: ErrorCode, field: &str) -> Result<T, ApiError> {
    text.parse()
        .map_err(|_| ApiError::new(code).field(field).detail("is not an id"))
}

fn engine(request: &NewInstance, facts: &HostFacts) -> Result<EngineVersion, ApiError> {
    if !request.engine.eq_ignore_ascii_case(ENGINE) {
        return Err(ApiError::new(ErrorCode::ENGINE_INVALID)
            .field("datastore.type")
            .detail(format!("must be {ENGINE}")));
    }
    if request.version != VERSION {
        return Err(ApiError::new(ErrorCode::VERSION_INVALID)
            .field("datastore.version")
            .detail(format!("must be {VERSION}")));
    }
    let installed: Vec<EngineVersion> = facts.engines.iter().map(|build| build.version).collect();
    let newest = installed.iter().max().ok_or_else(|| {
        ApiError::new(ErrorCode::VERSION_INVALID)
            .field("datastore.version")
            .detail("cannot be had: no MySQL is installed on the host")
    })?;
    let Some(wanted) = request
        .kernel_version
        .as_deref()
        .filter(|version| !version.is_empty())
    else {
        return Ok(*newest);
    };
    let found = installed
        .iter()
        .find(|version| kernel_version(version) == wanted);
    found.copied().ok_or_else(|| {
        ApiError::new(ErrorCode::KERNEL_VERSION_INVALID)
            .field("datastore.kernel_version")
            .detail("is not installed")
    })
}

fn check_mode(mode: &str) -> Result<(), ApiError> {
    if mode.eq_ignore_ascii_case("Cluster") {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::MODE_INVALID)
        .field("mode")
        .detail("must be Cluster"))
}

fn flavor(code: &str) -> Result<Flavor, ApiError> {
    Flavor::find(code).ok_or_else(|| {
        ApiError::new(ErrorCode::SPEC_NOT_FOUND)
            .field("flavor_ref")
            .detail("does not exist")
    })
}

fn replicas(count: i64) -> Result<u32, ApiError> {
    u32::try_from(count)
        .ok()
        .filter(|count| *count <= MOST_REPLICAS)
        .ok_or_else(|| {
            ApiError::new(ErrorCode::NODE_COUNT_INVALID)
                .field("slave_count")
                .detail(format!("must be from 0 to {MOST_REPLICAS}"))
        })
}

fn charge_mode(mode: Option<&str>) -> Result<ChargeMode, ApiError> {
    mode.map_or(Ok(ChargeMode::PostPaid), |mode| {
        mode.parse().map_err(|_| {
            ApiError::parameter(
                "charge_info.charge_mode",
                "must be postPaid: nothing is sold here",
            )
        })
    })
}

fn check_not_offered(request: &NewInstance) -> Result<(), ApiError> {
    if request.has_encryption {
        return Err(ApiError::new(ErrorCode::TDE_UNSUPPORTED).field("tde_info.enable_tde"));
    }
    if request
        .dedicated_resource
        .as_deref()
        .is_some_and(|id| !id.is_empty())
    {
        return Err(ApiError::new(ErrorCode::DEDICATED_RESOURCE_INVALID)
            .field("dedicated_resource_id")
            .detail("does not exist"));
    }
    if request.has_restore_point {
        return Err(ApiError::new(ErrorCode::UNSUPPORTED_OPERATION)
            .field("restore_point")
            .detail("is not supported yet"));
    }
    if request.has_volume {
        return Err(ApiError::parameter(
            "volume",
            "is for prePaid instances only",
        ));
    }
    Ok(())
}

fn backup(request: &NewInstance) -> Result<(String, u32), ApiError> {
    let Some(backup) = &request.backup else {
        return Ok((BACKUP_WINDOW.to_owned(), BACKUP_DAYS));
    };
    let days = backup
        .keep_days
        .map_or(Ok(BACKUP_DAYS), rules::backup_days)?;
    Ok((rules::backup_window(&backup.window)?, days))
}

fn zone(zone: Option<&str>) -> Result<String, ApiError> {
    let zone = zone.filter(|zone| !zone.is_empty()).unwrap_or("UTC");
    if time_zone::to_mysql(zone).is_some() {
        return Ok(zone.to_owned());
    }
    Err(ApiError::parameter(
        "time_zone",
        "must be a whole hour from UTC-12:00 to UTC+12:00",
    ))
}

fn case_of_table_names(value: Option<i64>) -> Result<u8, ApiError> {
    match value {
        None | Some(1) => Ok(1),
        Some(0) => Ok(0),
        Some(_) => Err(ApiError::parameter(
            "lower_case_table_names",
            "must be 0 or 1",
        )),
    }
}

fn enterprise_project(id: Option<&str>) -> Result<String, ApiError> {
    match id {
        None | Some("" | "0") => Ok("0".to_owned()),
        Some(_) => Err(ApiError::parameter(
            "enterprise_project_id",
            "does not exist",
        )),
    }
}
