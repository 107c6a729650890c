//! Tags: chapter 4.9.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("ListInstanceTags", "4.9.1")
        .get("/v3/{project_id}/instances/{instance_id}/tags")
        .action("gaussdb:tag:list")
        .title("List the tags of an instance"),
    endpoint("ListProjectTags", "4.9.2")
        .get("/v3/{project_id}/tags")
        .action("gaussdb:tag:list")
        .title("List the tags of a project"),
    // No status documented; golangsdk takes 200 and 204.
    endpoint("UpdateInstanceTags", "4.9.3")
        .post("/v3/{project_id}/instances/{instance_id}/tags/action")
        .action("gaussdb:tag:modify")
        .title("Add or delete tags"),
];
