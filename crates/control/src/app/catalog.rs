//! What can be created: engine versions (4.1.1) and specifications (4.2.1).

use hyades_agent_api::{EngineBuild, HostFacts};
use hyades_planning::capacity::{Capacity, Fit};
use hyades_planning::flavor::Flavor;
use hyades_types::engine::EngineVersion;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::model::AzMode;
use hyades_types::units::ByteSize;
use uuid::Uuid;

use super::App;

/// The engine's name in the API.
pub const ENGINE: &str = "gaussdb-mysql";

/// The version's name in the API: "compatible with MySQL 8.0". The build says what really runs.
pub const VERSION: &str = "8.0";

/// An installed engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Datastore {
    /// The same on every deployment.
    pub id: Uuid,
    /// [`VERSION`]
    pub name: String,
    /// Three numbers.
    pub version: String,
    /// Four numbers; what `kernel_version` of 4.3.1 takes.
    pub kernel_version: String,
}

/// What to list specifications by.
#[derive(Debug, Clone, Default)]
pub struct FlavorQuery {
    /// The engine, in the path.
    pub engine: String,
    /// `single` or `multi`, in any case.
    pub zone_mode: Option<String>,
    /// The engine's version.
    pub version: Option<String>,
    /// One specification's code.
    pub spec_code: Option<String>,
}

/// A specification, and whether it can be had in each zone.
#[derive(Debug, Clone)]
pub struct FlavorOffer {
    /// The specification.
    pub flavor: Flavor,
    /// Every zone.
    pub zones: Vec<(String, Fit)>,
}

impl App {
    /// The installed builds (4.1.1), newest first.
    ///
    /// # Errors
    /// [`ErrorCode::ENGINE_NOT_FOUND`] for any engine but [`ENGINE`].
    pub async fn datastores(&self, engine: &str) -> Result<Vec<Datastore>, ApiError> {
        check_engine(engine)?;
        let facts = self.host_facts().await?;
        Ok(facts.engines.iter().rev().map(datastore).collect())
    }

    /// The specifications (4.2.1), smallest first. Whether one can be had is what the host has
    /// left for one more node of it.
    ///
    /// # Errors
    /// [`ErrorCode::ENGINE_NOT_FOUND`], [`ErrorCode::AZ_MODE_INVALID`],
    /// [`ErrorCode::VERSION_INVALID`].
    pub async fn flavors(&self, query: FlavorQuery) -> Result<Vec<FlavorOffer>, ApiError> {
        check_engine(&query.engine)?;
        if let Some(mode) = &query.zone_mode {
            zone_mode(mode)?;
        }
        if query.version.is_some_and(|version| version != VERSION) {
            return Err(ApiError::new(ErrorCode::VERSION_INVALID)
                .field("version_name")
                .detail(format!("must be {VERSION}")));
        }
        let capacity = self
            .capacity(self.store.node_count_by_flavor().await?)
            .await?;
        let wanted = Flavor::all().filter(|flavor| {
            query
                .spec_code
                .as_ref()
                .is_none_or(|code| *code == flavor.code())
        });
        Ok(wanted.map(|flavor| self.offer(flavor, &capacity)).collect())
    }

    fn offer(&self, flavor: Flavor, capacity: &Capacity) -> FlavorOffer {
        let fit = capacity.fit(&flavor.resources(), 1);
        let zones = self
            .settings
            .zones
            .iter()
            .map(|zone| (zone.clone(), fit))
            .collect();
        FlavorOffer { flavor, zones }
    }

    /// What the host offers, and what the counted nodes have been promised of it.
    pub(super) async fn capacity(&self, nodes: Vec<(String, u64)>) -> Result<Capacity, ApiError> {
        let facts = self.host_facts().await?;
        Ok(self.capacity_of(&facts, &nodes))
    }

    pub(super) fn capacity_of(&self, facts: &HostFacts, nodes: &[(String, u64)]) -> Capacity {
        let promised = nodes
            .iter()
            .filter_map(|(code, count)| Some((Flavor::find(code)?, count)))
            .map(|(flavor, count)| flavor.resources().memory.as_bytes() * count)
            .sum();
        Capacity {
            vcpus: facts.vcpus,
            memory: facts.memory_total,
            overcommit: self.settings.overcommit,
            promised: ByteSize::bytes(promised),
        }
    }

    pub(super) async fn host_facts(&self) -> Result<HostFacts, ApiError> {
        self.fleet.facts().await.map_err(ApiError::fault)
    }
}

/// `single` or `multi`, in any case.
pub(super) fn zone_mode(text: &str) -> Result<AzMode, ApiError> {
    text.to_ascii_lowercase().parse().map_err(|_| {
        ApiError::new(ErrorCode::AZ_MODE_INVALID)
            .field("availability_zone_mode")
            .detail("must be single or multi")
    })
}

/// The four-number form of a build's version.
pub fn kernel_version(version: &EngineVersion) -> String {
    format!("{version}.0")
}

fn check_engine(engine: &str) -> Result<(), ApiError> {
    if engine.eq_ignore_ascii_case(ENGINE) {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::ENGINE_NOT_FOUND)
        .field("database_name")
        .detail(format!("must be {ENGINE}")))
}

fn datastore(build: &EngineBuild) -> Datastore {
    let kernel_version = kernel_version(&build.version);
    Datastore {
        id: Uuid::new_v5(&Uuid::NAMESPACE_OID, kernel_version.as_bytes()),
        name: VERSION.to_owned(),
        version: build.version.to_string(),
        kernel_version,
    }
}
