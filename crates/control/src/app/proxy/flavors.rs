//! Specifications of proxies (4.7.4, 5.7.5, and by zone in the SDKs).

use hyades_planning::capacity::Fit;
use hyades_planning::proxy::flavor::ProxyFlavor;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, ProjectId};

use crate::app::App;

/// The proxies' engine in the API.
pub(super) const ENGINE: &str = "taurusproxy";

/// A specification, and whether it can be had in each zone.
#[derive(Debug, Clone)]
pub struct ProxyFlavorOffer {
    /// The specification.
    pub flavor: ProxyFlavor,
    /// The zones.
    pub zones: Vec<(String, Fit)>,
}

impl App {
    /// The specifications for proxies of an instance (4.7.4), smallest first.
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`
    pub async fn proxy_flavors(
        &self,
        project: &ProjectId,
        instance: &InstanceId,
    ) -> Result<Vec<ProxyFlavorOffer>, ApiError> {
        if self
            .store
            .instance_fetch(project, instance)
            .await?
            .is_none()
        {
            return Err(ErrorCode::INSTANCE_NOT_FOUND.into());
        }
        self.offers(&self.settings.zones).await
    }

    /// The specifications in some zones, which have commas between them.
    ///
    /// # Errors
    /// `AZ_INVALID`, or a parameter error for another engine.
    pub async fn proxy_flavors_by_zone(
        &self,
        zones: &str,
        engine: &str,
    ) -> Result<Vec<ProxyFlavorOffer>, ApiError> {
        if engine != ENGINE {
            let must = format!("must be {ENGINE}");
            return Err(ApiError::parameter("proxy_engine_name", must));
        }
        let zones: Vec<String> = zones
            .split(',')
            .map(|zone| zone.trim().to_owned())
            .collect();
        if !zones.iter().all(|zone| self.settings.zones.contains(zone)) {
            let known = self.settings.zones.join(", ");
            return Err(ApiError::new(ErrorCode::AZ_INVALID)
                .field("az_codes")
                .detail(format!("must be of {known}")));
        }
        self.offers(&zones).await
    }

    async fn offers(&self, zones: &[String]) -> Result<Vec<ProxyFlavorOffer>, ApiError> {
        let capacity = self.capacity(Vec::new()).await?;
        let offer = |flavor: ProxyFlavor| {
            let fit = flavor.fit(&capacity);
            ProxyFlavorOffer {
                flavor,
                zones: zones.iter().map(|zone| (zone.clone(), fit)).collect(),
            }
        };
        Ok(ProxyFlavor::all().map(offer).collect())
    }
}
