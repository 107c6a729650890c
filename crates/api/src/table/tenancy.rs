//! Multi-tenancy: chapter 4.17.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("ShowMultiTenant", "4.17.1")
        .get("/v3/{project_id}/instances/{instance_id}/multi-tenant")
        .action("gaussdb:instance:list")
        .title("Show whether multi-tenancy is on"),
    endpoint("UpdateMultiTenant", "4.17.2")
        .put("/v3/{project_id}/instances/{instance_id}/multi-tenant")
        .action("gaussdb:instance:modify")
        .title("Turn multi-tenancy on or off")
        .job(),
];
