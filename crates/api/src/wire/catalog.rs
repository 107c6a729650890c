//! Engine versions (4.1.1, 5.1.1) and specifications (4.2.1, 5.2.1).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The answer of 4.1.1 and 5.1.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DatastoresResponse {
    /// The engine versions that instances can be created with.
    pub datastores: Vec<EngineVersion>,
}

/// An engine version (4.1.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EngineVersion {
    /// The version's id.
    pub id: String,
    /// The version in two parts, as `datastore.version` takes it: `8.0`.
    pub name: String,
    /// The compatible community version in three parts.
    pub version: String,
    /// The kernel version: the build that is really installed.
    pub kernel_version: String,
}

/// The query of 4.2.1 and 5.2.1.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FlavorsQuery {
    /// `single` or `multi`, in any case. Documented as mandatory and with a default; the default
    /// counts.
    #[param(default = "single")]
    pub availability_zone_mode: Option<String>,
    /// Only specifications of this engine version.
    #[param(default = "8.0")]
    pub version_name: Option<String>,
    /// Only this specification.
    pub spec_code: Option<String>,
}

/// The answer of 4.2.1 and 5.2.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FlavorsResponse {
    /// The specifications.
    pub flavors: Vec<Flavor>,
}

/// A specification (4.2.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Flavor {
    /// Virtual CPUs.
    pub vcpus: String,
    /// Memory in GB.
    pub ram: String,
    /// The CPU architecture: `arm`, `x86` or `generalX86`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The specification's id.
    pub id: String,
    /// The specification's code, as `flavor_ref` takes it.
    pub spec_code: String,
    /// The engine version: `8.0`.
    pub version_name: String,
    /// `Cluster`
    pub instance_mode: String,
    /// By availability zone: `normal`, `unsupported` or `sellout`.
    pub az_status: BTreeMap<String, String>,
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    #[test]
    fn golden_engine_versions() {
        let response = DatastoresResponse {
            datastores: vec![EngineVersion {
                id: "87620726-6802-46c0-9028-a8785e1f1922".into(),
                name: "8.0".into(),
                version: "8.0.22".into(),
                kernel_version: "9.7.4".into(),
            }],
        };
        let expected = json!({"datastores": [{
            "id": "87620726-6802-46c0-9028-a8785e1f1922",
            "name": "8.0", "version": "8.0.22", "kernel_version": "9.7.4"
        }]});
        assert_eq!(to_value(response).unwrap(), expected);
    }

    /// The sample of 4.2.1.
    #[test]
    fn golden_specifications() {
        let zones = [("az1", "normal"), ("az2", "sellout")];
        let response = FlavorsResponse {
            flavors: vec![Flavor {
                vcpus: "4".into(),
                ram: "16".into(),
                kind: "x86".into(),
                id: "3169caaf-6c2f-41d5-aadd-c8fc3d83597e".into(),
                spec_code: "gaussdb.mysql.xlarge.x86.4".into(),
                version_name: "8.0".into(),
                instance_mode: "Cluster".into(),
                az_status: zones.map(|(az, status)| (az.into(), status.into())).into(),
            }],
        };
        let expected = json!({"flavors": [{
            "vcpus": "4", "ram": "16", "type": "x86",
            "id": "3169caaf-6c2f-41d5-aadd-c8fc3d83597e",
            "spec_code": "gaussdb.mysql.xlarge.x86.4",
            "instance_mode": "Cluster", "version_name": "8.0",
            "az_status": {"az1": "normal", "az2": "sellout"}
        }]});
        assert_eq!(to_value(response).unwrap(), expected);
    }
}
