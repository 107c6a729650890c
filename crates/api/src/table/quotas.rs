//! Quotas: chapter 4.6.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("ShowProjectQuotas", "4.6.1")
        .get("/v3/{project_id}/project-quotas")
        .action("gaussdb:instance:list")
        .title("Show the instance quota of a project"),
    endpoint("ListQuotas", "4.6.2")
        .get("/v3/{project_id}/quotas")
        .action("gaussdb:instance:list")
        .title("List quotas of enterprise projects"),
    endpoint("SetQuotas", "4.6.3")
        .post("/v3/{project_id}/quotas")
        .action("gaussdb:quota:modify")
        .title("Set quotas of enterprise projects"),
    endpoint("UpdateQuotas", "4.6.4")
        .put("/v3/{project_id}/quotas")
        .action("gaussdb:quota:modify")
        .title("Change quotas of enterprise projects"),
    endpoint("ListEnterpriseProjects", "4.6.5")
        .get("/v3/{project_id}/enterprise-projects")
        .action("gaussdb:instance:list")
        .title("List enterprise projects"),
];
