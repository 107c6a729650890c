//! Specifications (4.7.4) and versions (4.7.15, 4.7.18) of proxies.

use hyades_api::wire::proxy::{
    ProxyFlavor, ProxyFlavorGroup, ProxyFlavorsResponse, ProxyUpgrade, ProxyUpgradeResponse,
    ProxyVersionResponse,
};
use hyades_planning::capacity::Fit;
use hyades_planning::flavor::architecture;
use hyades_types::id::InstanceId;

use crate::app::proxy::{ProxyFlavorOffer, ProxyVersions, Upgrade};

pub(in crate::http) fn flavors(
    offers: Vec<ProxyFlavorOffer>,
    ipv6: Option<bool>,
) -> ProxyFlavorsResponse {
    let flavor = |offer: ProxyFlavorOffer| ProxyFlavor {
        vcpus: offer.flavor.vcpus().to_string(),
        ram: offer.flavor.ram_gib().to_string(),
        db_type: "Proxy".to_owned(),
        id: offer.flavor.id().to_string(),
        spec_code: offer.flavor.code(),
        az_status: offer
            .zones
            .into_iter()
            .map(|(zone, fit)| (zone, availability(fit).to_owned()))
            .collect(),
        supported_ipv6: ipv6,
    };
    ProxyFlavorsResponse {
        proxy_flavor_groups: vec![ProxyFlavorGroup {
            group_type: architecture().to_owned(),
            proxy_flavors: offers.into_iter().map(flavor).collect(),
        }],
    }
}

const fn availability(fit: Fit) -> &'static str {
    match fit {
        Fit::Fits => "normal",
        Fit::SoldOut | Fit::Unsupported => "unsupported",
    }
}

pub(in crate::http) fn versions(versions: &ProxyVersions) -> ProxyVersionResponse {
    ProxyVersionResponse {
        current_version: versions.current.to_string(),
        latest_version: versions.latest.to_string(),
        can_upgrade: versions.can_upgrade(),
    }
}

pub(in crate::http) fn upgrade(instance: &InstanceId, upgrade: Upgrade) -> ProxyUpgradeResponse {
    let (workflow_id, state, error_message) = match upgrade {
        Upgrade::Accepted(job) => (Some(job.into()), "ACCEPT", None),
        Upgrade::Rejected(reason) => (None, "REJECT", Some(reason)),
    };
    ProxyUpgradeResponse {
        update_result: vec![ProxyUpgrade {
            instance_id: instance.to_string(),
            workflow_id,
            state: state.to_owned(),
            error_message,
        }],
    }
}
