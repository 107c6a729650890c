//! Adding read replicas (4.3.4, 5.3.8).

use hyades_api::wire::Text;
use hyades_api::wire::instances::CreateReplicasRequest;

use crate::app::node::NewReplicas;

/// What is asked for, with the values as they came.
pub(in crate::http) fn request(wire: CreateReplicasRequest) -> NewReplicas {
    let zones = wire.availability_zones.map(|zones| zones.0);
    let zones = zones.unwrap_or_default();
    NewReplicas {
        priorities: wire
            .priorities
            .0
            .into_iter()
            .map(|number| number.0)
            .collect(),
        zones: zones.into_iter().map(Text::into_string).collect(),
    }
}
