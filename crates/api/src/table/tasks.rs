//! Task center: chapter 4.13.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("ShowJob", "4.13.1")
        .get("/v3/{project_id}/jobs")
        .action("gaussdb:instance:list")
        .title("Show a task"),
    endpoint("ListImmediateJobs", "4.13.2")
        .get("/v3/{project_id}/immediate-jobs")
        .action("gaussdb:instance:list")
        .title("List instant tasks"),
    endpoint("ListScheduledJobs", "4.13.3")
        .get("/v3/{project_id}/scheduled-jobs")
        .action("gaussdb:instance:list")
        .title("List scheduled tasks"),
    endpoint("CancelScheduledTask", "4.13.4")
        .delete("/v3/{project_id}/scheduled-jobs")
        .action("gaussdb:task:cancel")
        .title("Cancel scheduled tasks"),
    endpoint("DeleteTaskRecord", "4.13.5")
        .delete("/v3/{project_id}/jobs/{job_id}")
        .action("gaussdb:task:delete")
        .title("Delete the record of a task"),
    endpoint("DeleteScheduledTask", "4.13.6")
        .delete("/v3/{project_id}/instance/{instance_id}/scheduled-jobs")
        .action("gaussdb:task:delete")
        .title("Delete the record of a scheduled task"),
];
