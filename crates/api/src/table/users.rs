//! Database accounts: chapter 4.10.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("CreateDatabaseUsers", "4.10.1")
        .post("/v3/{project_id}/instances/{instance_id}/db-users")
        .action("gaussdb:user:create")
        .title("Create database accounts")
        .success(201)
        .job(),
    endpoint("ListDatabaseUsers", "4.10.2")
        .get("/v3/{project_id}/instances/{instance_id}/db-users")
        .action("gaussdb:user:list")
        .title("List database accounts"),
    endpoint("DeleteDatabaseUsers", "4.10.3")
        .delete("/v3/{project_id}/instances/{instance_id}/db-users")
        .action("gaussdb:user:delete")
        .title("Delete database accounts")
        .success(202)
        .job(),
    endpoint("UpdateDatabaseUserComment", "4.10.4")
        .put("/v3/{project_id}/instances/{instance_id}/db-users/comment")
        .action("gaussdb:user:modify")
        .title("Change the remark of a database account")
        .success(202)
        .job(),
    endpoint("ResetDatabaseUserPassword", "4.10.5")
        .put("/v3/{project_id}/instances/{instance_id}/db-users/password")
        .action("gaussdb:user:modify")
        .title("Change the password of a database account")
        .success(202)
        .job(),
    endpoint("GrantDatabasePrivileges", "4.10.6")
        .post("/v3/{project_id}/instances/{instance_id}/db-users/privilege")
        .action("gaussdb:user:grant")
        .title("Grant privileges to database accounts")
        .success(201)
        .job(),
    endpoint("RevokeDatabasePrivileges", "4.10.7")
        .delete("/v3/{project_id}/instances/{instance_id}/db-users/privilege")
        .action("gaussdb:user:grant")
        .title("Revoke privileges of database accounts")
        .success(202)
        .job(),
];
