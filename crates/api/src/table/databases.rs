//! Databases: chapter 4.11.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("ListCharsets", "4.11.1")
        .get("/v3/{project_id}/instances/{instance_id}/databases/charsets")
        .action("gaussdb:database:list")
        .title("List character sets"),
    endpoint("CreateDatabases", "4.11.2")
        .post("/v3/{project_id}/instances/{instance_id}/databases")
        .action("gaussdb:database:create")
        .title("Create databases")
        .success(201)
        .job(),
    endpoint("UpdateDatabaseComment", "4.11.3")
        .put("/v3/{project_id}/instances/{instance_id}/databases/comment")
        .action("gaussdb:database:modify")
        .title("Change the remark of a database")
        .success(202)
        .job(),
    endpoint("ListDatabases", "4.11.4")
        .get("/v3/{project_id}/instances/{instance_id}/databases")
        .action("gaussdb:database:list")
        .title("List databases"),
    endpoint("DeleteDatabases", "4.11.5")
        .delete("/v3/{project_id}/instances/{instance_id}/databases")
        .action("gaussdb:database:delete")
        .title("Delete databases")
        .success(202)
        .job(),
];
