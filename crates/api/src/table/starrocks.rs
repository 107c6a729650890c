//! Analytics, standard edition (StarRocks): chapter 4.15, and one newer page.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("ResumeStarRocksDataReplication", "4.15.1")
        .post("/v3/{project_id}/instances/{instance_id}/starrocks/databases/replication/resume")
        .action("gaussdb:htapReplication:modify")
        .title("Resume synchronization tasks")
        .job(),
    endpoint("PauseStarRocksDataReplication", "4.15.2")
        .post("/v3/{project_id}/instances/{instance_id}/starrocks/databases/replication/pause")
        .action("gaussdb:htapReplication:modify")
        .title("Pause synchronization tasks")
        .job(),
    endpoint("CreateStarRocksInstance", "4.15.3")
        .post("/v3/{project_id}/instances/{instance_id}/starrocks")
        .action("gaussdb:htap:create")
        .title("Create a StarRocks instance")
        .success(201)
        .job(),
    endpoint("ShowStarRocksInstance", "4.15.4")
        .get("/v3/{project_id}/instances/{instance_id}/starrocks/{starrocks_instance_id}")
        .action("gaussdb:htap:list")
        .title("Show a StarRocks instance"),
    endpoint("DeleteStarRocksInstance", "4.15.5")
        .delete("/v3/{project_id}/instances/{instance_id}/starrocks/{starrocks_instance_id}")
        .action("gaussdb:htap:delete")
        .title("Delete a StarRocks instance")
        .job(),
    endpoint("RestartStarRocksInstance", "4.15.6")
        .put("/v3/{project_id}/instances/{starrocks_instance_id}/starrocks/restart")
        .action("gaussdb:htap:restart")
        .title("Reboot a StarRocks instance")
        .job(),
    endpoint("RestartStarRocksNode", "4.15.7")
        .put(concat!(
            "/v3/{project_id}/instances/{starrocks_instance_id}",
            "/starrocks/{starrocks_node_id}/restart"
        ))
        .action("gaussdb:htap:restart")
        .title("Reboot a StarRocks node")
        .job(),
    endpoint("CheckStarRocksResource", "4.15.8")
        .post("/v3/{project_id}/starrocks/resource-check")
        .action("gaussdb:htap:list")
        .title("Check whether resources suffice"),
    endpoint("ListHtapDatastores", "4.15.9")
        .get("/v3/{project_id}/htap/datastores/{engine_name}")
        .action("gaussdb:htap:list")
        .title("List analytics engine versions"),
    endpoint("ListHtapStorageTypes", "4.15.10")
        .get("/v3/{project_id}/htap/storage-type/{database}")
        .action("gaussdb:htap:list")
        .title("List analytics storage types"),
    endpoint("ListHtapFlavors", "4.15.11")
        .get("/v3/{project_id}/htap/flavors/{engine_name}")
        .action("gaussdb:htap:list")
        .title("List analytics specifications"),
    endpoint("ListHtapInstances", "4.15.12")
        .get("/v3/{project_id}/instances/{instance_id}/htap")
        .action("gaussdb:htap:list")
        .title("List analytics instances"),
    endpoint("CreateStarRocksDataReplication", "4.15.13")
        .post("/v3/{project_id}/instances/{instance_id}/starrocks/databases/replication")
        .action("gaussdb:htapReplication:create")
        .title("Create a synchronization task")
        .job(),
    endpoint("DeleteStarRocksDataReplication", "4.15.14")
        .delete("/v3/{project_id}/instances/{instance_id}/starrocks/databases/replication")
        .action("gaussdb:htapReplication:delete")
        .title("Delete synchronization tasks")
        .job(),
    endpoint("ListStarRocksDataReplications", "4.15.15")
        .get("/v3/{project_id}/instances/{instance_id}/starrocks/databases/replication")
        .action("gaussdb:htapReplication:list")
        .title("List synchronization tasks"),
    endpoint("CheckStarRocksDatabaseConfig", "4.15.16")
        .post(concat!(
            "/v3/{project_id}/instances/{instance_id}",
            "/starrocks/databases/replication/database-config-check"
        ))
        .action("gaussdb:htapReplication:list")
        .title("Check the database settings of a synchronization"),
    endpoint("ShowStarRocksDataReplicationConfig", "4.15.17")
        .get(concat!(
            "/v3/{project_id}/instances/{instance_id}",
            "/starrocks/databases/replication/configuration"
        ))
        .action("gaussdb:htapReplication:list")
        .title("Show the settings of a synchronization task"),
    endpoint("ListStarRocksDatabaseParameters", "4.15.18")
        .get(concat!(
            "/v3/{project_id}/instances/{instance_id}",
            "/starrocks/databases/replication/database-parameters"
        ))
        .action("gaussdb:htapReplication:list")
        .title("List the database settings of synchronizations"),
    endpoint("ListStarRocksDatabases", "4.15.19")
        .get("/v3/{project_id}/instances/{instance_id}/starrocks/databases")
        .action("gaussdb:htap:list")
        .title("List databases"),
    endpoint("ListStarRocksDatabaseUsers", "4.15.20")
        .get("/v3/{project_id}/instances/{instance_id}/starrocks/users")
        .action("gaussdb:htapUser:list")
        .title("List database accounts"),
    endpoint("CreateStarRocksDatabaseUser", "4.15.21")
        .post("/v3/{project_id}/instances/{instance_id}/starrocks/users")
        .action("gaussdb:htapUser:create")
        .title("Create a database account"),
    endpoint("DeleteStarRocksDatabaseUser", "4.15.22")
        .delete("/v3/{project_id}/instances/{instance_id}/starrocks/users")
        .action("gaussdb:htapUser:delete")
        .title("Delete a database account"),
    endpoint("UpdateStarRocksDatabaseUserPassword", "4.15.23")
        .put("/v3/{project_id}/instances/{instance_id}/starrocks/users/password")
        .action("gaussdb:htapUser:modify")
        .title("Change the password of a database account"),
    endpoint("UpdateStarRocksDatabaseUserPermission", "4.15.24")
        .put("/v3/{project_id}/instances/{instance_id}/starrocks/users/permission")
        .action("gaussdb:htapUser:modify")
        .title("Change the permissions of a database account"),
    endpoint("UpdateStarRocksDataReplication", "page:003")
        .put("/v3/{project_id}/instances/{instance_id}/starrocks/databases/replication")
        .action("gaussdb:htapReplication:modify")
        .title("Change a synchronization task")
        .job(),
];
