//! SQL concurrency control: chapter 4.12.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("SwitchSqlFilter", "4.12.1")
        .post("/v3/{project_id}/instances/{instance_id}/sql-filter/switch")
        .action("gaussdb:sqlFilter:modify")
        .title("Turn concurrency control on or off")
        .job(),
    endpoint("ShowSqlFilterSwitch", "4.12.2")
        .get("/v3/{project_id}/instances/{instance_id}/sql-filter/switch")
        .action("gaussdb:sqlFilter:list")
        .title("Show whether concurrency control is on"),
    endpoint("SetSqlFilterRules", "4.12.3")
        .put("/v3/{project_id}/instances/{instance_id}/sql-filter/rules")
        .action("gaussdb:sqlFilter:modify")
        .title("Set concurrency rules")
        .job(),
    endpoint("ListSqlFilterRules", "4.12.4")
        .get("/v3/{project_id}/instances/{instance_id}/sql-filter/rules")
        .action("gaussdb:sqlFilter:list")
        .title("List concurrency rules"),
    endpoint("DeleteSqlFilterRules", "4.12.5")
        .delete("/v3/{project_id}/instances/{instance_id}/sql-filter/rules")
        .action("gaussdb:sqlFilter:modify")
        .title("Delete concurrency rules")
        .job(),
];
