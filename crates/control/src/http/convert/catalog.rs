//! Engine versions and specifications (4.1.1, 4.2.1).

use hyades_api::wire::catalog::{DatastoresResponse, EngineVersion, Flavor, FlavorsResponse};
use hyades_planning::capacity::Fit;
use hyades_planning::flavor::architecture;

use super::parts::CLUSTER;
use crate::app::catalog::{Datastore, FlavorOffer, VERSION};

pub(in crate::http) fn datastores(all: Vec<Datastore>) -> DatastoresResponse {
    let datastore = |datastore: Datastore| EngineVersion {
        id: datastore.id.to_string(),
        name: datastore.name,
        version: datastore.version,
        kernel_version: datastore.kernel_version,
    };
    DatastoresResponse {
        datastores: all.into_iter().map(datastore).collect(),
    }
}

pub(in crate::http) fn flavors(offers: Vec<FlavorOffer>) -> FlavorsResponse {
    FlavorsResponse {
        flavors: offers.into_iter().map(flavor).collect(),
    }
}

fn flavor(offer: FlavorOffer) -> Flavor {
    let (flavor, zones) = (offer.flavor, offer.zones);
    Flavor {
        vcpus: flavor.vcpus().to_string(),
        ram: flavor.ram_gib().to_string(),
        kind: architecture().to_owned(),
        id: flavor.id().to_string(),
        spec_code: flavor.code(),
        version_name: VERSION.to_owned(),
        instance_mode: CLUSTER.to_owned(),
        az_status: zones
            .into_iter()
            .map(|(zone, fit)| (zone, availability(fit).to_owned()))
            .collect(),
    }
}

const fn availability(fit: Fit) -> &'static str {
    match fit {
        Fit::Fits => "normal",
        Fit::SoldOut => "sellout",
        Fit::Unsupported => "unsupported",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_offer() {
        let offer = FlavorOffer {
            flavor: hyades_planning::flavor::Flavor::smallest(),
            zones: [
                ("az1", Fit::Fits),
                ("az2", Fit::SoldOut),
                ("az3", Fit::Unsupported),
            ]
            .map(|(zone, fit)| (zone.to_owned(), fit))
            .into(),
        };
        let wire = serde_json::to_value(flavor(offer)).unwrap();
        let zones = serde_json::json!({"az1": "normal", "az2": "sellout", "az3": "unsupported"});
        assert_eq!(wire["az_status"], zones);
        assert_eq!(wire["vcpus"], "1");
        assert_eq!(wire["instance_mode"], "Cluster");
    }
}
