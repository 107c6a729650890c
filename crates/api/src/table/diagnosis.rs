//! Diagnosis: chapter 4.14.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("ListDiagnosisCounts", "4.14.1")
        .get("/v3/{project_id}/instances/diagnosis-instance-count")
        .action("gaussdb:instance:list")
        .title("Count abnormal instances by metric"),
    endpoint("ListDiagnosisInstances", "4.14.2")
        .get("/v3/{project_id}/instances/diagnosis-instance-infos")
        .action("gaussdb:instance:list")
        .title("List abnormal instances of a metric"),
];
