//! Analytics, lightweight edition (ClickHouse): chapter 4.16.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("DeleteClickHouseDatabaseUser", "4.16.1")
        .delete("/v3/{project_id}/instances/{instance_id}/clickhouse/users/{user_name}")
        .action("gaussdb:htapUser:delete")
        .title("Delete a database account"),
    endpoint("ListClickHouseNodes", "4.16.2")
        .get("/v3/{project_id}/instances/{instance_id}/clickhouse/nodes")
        .action("gaussdb:htap:list")
        .title("List the nodes that have logs"),
    endpoint("ListClickHouseSlowLogs", "4.16.3")
        .post("/v3/{project_id}/instances/{instance_id}/clickhouse/slow-logs")
        .action("gaussdb:htap:list")
        .title("List slow queries"),
    endpoint("UpdateClickHouseSlowLogSensitiveStatus", "4.16.4")
        .put("/v3/{project_id}/instances/{instance_id}/clickhouse/slowlog-sensitive")
        .action("gaussdb:htap:modify")
        .title("Set whether slow queries keep their literals"),
    endpoint("ShowClickHouseSlowLogSensitiveStatus", "4.16.5")
        .get("/v3/{project_id}/instances/{instance_id}/clickhouse/slowlog-sensitive")
        .action("gaussdb:htap:list")
        .title("Show whether slow queries keep their literals"),
    endpoint("ListClickHouseLtsConfigs", "4.16.6")
        .get("/v3/{project_id}/clickhouse/instances/logs/lts-configs")
        .action("gaussdb:htap:list")
        .title("List log delivery settings"),
    endpoint("CreateClickHouseLtsConfigs", "4.16.7")
        .post("/v3/{project_id}/clickhouse/instances/logs/lts-configs")
        .action("gaussdb:htap:modify")
        .title("Create log delivery settings"),
    endpoint("DeleteClickHouseLtsConfigs", "4.16.8")
        .delete("/v3/{project_id}/clickhouse/instances/logs/lts-configs")
        .action("gaussdb:htap:modify")
        .title("Delete log delivery settings"),
    endpoint("CheckClickHouseDatabaseConfig", "4.16.9")
        .post("/v3/{project_id}/instances/{instance_id}/clickhouse/replication/database-check")
        .action("gaussdb:htapReplication:list")
        .title("Check the database settings of a synchronization"),
    endpoint("CheckClickHouseTableConfig", "4.16.10")
        .post("/v3/{project_id}/instances/{instance_id}/clickhouse/replication/table-check")
        .action("gaussdb:htapReplication:list")
        .title("Check the table settings of a synchronization"),
    endpoint("ListClickHouseDatabases", "4.16.11")
        .get("/v3/{project_id}/instances/{instance_id}/clickhouse/databases")
        .action("gaussdb:htap:list")
        .title("List databases"),
    endpoint("ShowClickHouseDatabaseReplicationConfig", "4.16.12")
        .get("/v3/{project_id}/instances/{instance_id}/clickhouse/replication/config")
        .action("gaussdb:htapReplication:list")
        .title("Show the settings of a synchronization"),
    endpoint("ListClickHouseDatabaseParameters", "4.16.13")
        .get("/v3/{project_id}/instances/{instance_id}/clickhouse/replication/database-parameter")
        .action("gaussdb:htapReplication:list")
        .title("List the database settings of synchronizations"),
    endpoint("CreateClickHouseInstance", "4.16.14")
        .post("/v3/{project_id}/instances/{instance_id}/clickhouse")
        .action("gaussdb:htap:create")
        .title("Create a ClickHouse instance")
        .success(202)
        .job(),
    endpoint("DeleteClickHouseInstance", "4.16.15")
        .delete("/v3/{project_id}/instances/{instance_id}/clickhouse/{clickhouse_instance_id}")
        .action("gaussdb:htap:delete")
        .title("Delete a ClickHouse instance")
        .job(),
    endpoint("ShowClickHouseInstance", "4.16.16")
        .get("/v3/{project_id}/instances/{instance_id}/clickhouse/{clickhouse_instance_id}")
        .action("gaussdb:htap:list")
        .title("Show a ClickHouse instance"),
    endpoint("ResizeClickHouseInstance", "4.16.17")
        .put("/v3/{project_id}/instances/{instance_id}/clickhouse/resize")
        .action("gaussdb:htap:modifySpec")
        .title("Enlarge the storage of a ClickHouse instance")
        .job(),
    endpoint("RestartClickHouseInstance", "4.16.18")
        .put("/v3/{project_id}/instances/{instance_id}/clickhouse/restart")
        .action("gaussdb:htap:restart")
        .title("Reboot a ClickHouse instance")
        .job(),
    endpoint("CreateClickHouseDatabaseUser", "4.16.19")
        .post("/v3/{project_id}/instances/{instance_id}/clickhouse/users")
        .action("gaussdb:htapUser:create")
        .title("Create a database account"),
    endpoint("ListClickHouseDatabaseUsers", "4.16.20")
        .get("/v3/{project_id}/instances/{instance_id}/clickhouse/users")
        .action("gaussdb:htapUser:list")
        .title("List database accounts"),
    endpoint("UpdateClickHouseDatabaseUserPassword", "4.16.21")
        .put("/v3/{project_id}/instances/{instance_id}/clickhouse/users/password")
        .action("gaussdb:htapUser:modify")
        .title("Change the password of a database account"),
    endpoint("UpdateClickHouseDatabaseUserPermission", "4.16.22")
        .put("/v3/{project_id}/instances/{instance_id}/clickhouse/users/permission")
        .action("gaussdb:htapUser:modify")
        .title("Change the permissions of a database account"),
    endpoint("CreateClickHouseDatabaseReplication", "4.16.23")
        .post("/v3/{project_id}/instances/{instance_id}/clickhouse/replication")
        .action("gaussdb:htapReplication:create")
        .title("Create a synchronization task")
        .job(),
    endpoint("ListClickHouseDatabaseReplications", "4.16.24")
        .get("/v3/{project_id}/instances/{instance_id}/clickhouse/replication")
        .action("gaussdb:htapReplication:list")
        .title("List synchronization tasks"),
    endpoint("DeleteClickHouseDatabaseReplication", "4.16.25")
        .delete("/v3/{project_id}/instances/{instance_id}/clickhouse/replication/{database_name}")
        .action("gaussdb:htapReplication:delete")
        .title("Delete a synchronization task")
        .job(),
    endpoint("UpdateClickHouseDatabaseConfig", "4.16.26")
        .put("/v3/{project_id}/instances/{instance_id}/clickhouse/databases/replication/config")
        .action("gaussdb:htapReplication:modify")
        .title("Change the scope of a synchronization")
        .job(),
    endpoint("CancelClickHouseDatabaseConfig", "4.16.27")
        .delete("/v3/{project_id}/instances/{instance_id}/clickhouse/databases/replication/config")
        .action("gaussdb:htapReplication:modify")
        .title("Stop changing the scope of a synchronization")
        .job(),
    endpoint("ResizeClickHouseFlavor", "4.16.28")
        .post("/v3/{project_id}/instances/{instance_id}/clickhouse/resize-flavor")
        .action("gaussdb:htap:modifySpec")
        .title("Change the specification of a ClickHouse instance")
        .job(),
];
