//! Active-active instances (one page of another manual: GeminiDB Cassandra).

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[endpoint("CreateDualActiveRelationship", "page:002")
    .post("/v3/{project_id}/instances/{instance_id}/dual-active-relationship")
    .action("gaussdb:instance:createDualActive")
    .title("Pair two instances as active-active")
    .success(202)
    .job()];
