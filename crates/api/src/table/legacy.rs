//! Earlier forms of the API (chapter 5): `/mysql/v3`, and the `/v3` lists and details that `/v3.1` replaced.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("LegacyListDatastores", "5.1.1")
        .get("/mysql/v3/{project_id}/datastores/{database_name}")
        .action("gaussdb:instance:list")
        .title("List engine versions"),
    // Documented as 202 through 4.2.1; 200 for the same reason.
    endpoint("LegacyListFlavors", "5.2.1")
        .get("/mysql/v3/{project_id}/flavors/{database_name}")
        .action("gaussdb:instance:list")
        .title("List specifications"),
    endpoint("LegacyCreateInstance", "5.3.1")
        .post("/mysql/v3/{project_id}/instances")
        .action("gaussdb:instance:create")
        .title("Create an instance")
        .success(201)
        .job(),
    endpoint("LegacyListInstances", "5.3.2")
        .get("/mysql/v3/{project_id}/instances")
        .action("gaussdb:instance:list")
        .title("List instances"),
    endpoint("ListInstancesV3", "5.3.3")
        .get("/v3/{project_id}/instances")
        .action("gaussdb:instance:list")
        .title("List instances (/v3)"),
    endpoint("LegacyDeleteInstance", "5.3.4")
        .delete("/mysql/v3/{project_id}/instances/{instance_id}")
        .action("gaussdb:instance:delete")
        .title("Delete an instance")
        .job(),
    endpoint("ShowInstanceV3", "5.3.5")
        .get("/v3/{project_id}/instances/{instance_id}")
        .action("gaussdb:instance:list")
        .title("Show an instance (/v3)"),
    endpoint("ListInstanceDetailsV3", "5.3.6")
        .get("/v3/{project_id}/instances/details")
        .action("gaussdb:instance:list")
        .title("Show several instances (/v3)"),
    endpoint("LegacyShowInstance", "5.3.7")
        .get("/mysql/v3/{project_id}/instances/{instance_id}")
        .action("gaussdb:instance:list")
        .title("Show an instance"),
    endpoint("LegacyCreateReadReplicas", "5.3.8")
        .post("/mysql/v3/{project_id}/instances/{instance_id}/nodes/enlarge")
        .action("gaussdb:instance:create")
        .title("Add read replicas")
        .success(201)
        .job(),
    endpoint("LegacyDeleteReadReplica", "5.3.9")
        .delete("/mysql/v3/{project_id}/instances/{instance_id}/nodes/{node_id}")
        .action("gaussdb:instance:delete")
        .title("Delete a read replica")
        .job(),
    endpoint("LegacyExtendInstanceVolume", "5.3.10")
        .post("/mysql/v3/{project_id}/instances/{instance_id}/volume/extend")
        .action("gaussdb:instance:modifySpec")
        .title("Change the storage size of a yearly/monthly instance")
        .success(201),
    endpoint("LegacyRenameInstance", "5.3.11")
        .put("/mysql/v3/{project_id}/instances/{instance_id}/name")
        .action("gaussdb:instance:modify")
        .title("Rename an instance")
        .job(),
    // No status documented; golangsdk takes 200 only.
    endpoint("LegacyResetInstancePassword", "5.3.12")
        .post("/mysql/v3/{project_id}/instances/{instance_id}/password")
        .action("gaussdb:instance:modify")
        .title("Reset the password of the administrator"),
    endpoint("LegacyResizeInstance", "5.3.13")
        .post("/mysql/v3/{project_id}/instances/{instance_id}/action")
        .action("gaussdb:instance:modifySpec")
        .title("Change the specification of an instance")
        .job(),
    endpoint("LegacyUpdateBackupPolicy", "5.4.1")
        .put("/mysql/v3/{project_id}/instances/{instance_id}/backups/policy/update")
        .action("gaussdb:instance:modifyBackupPolicy")
        .title("Set the backup policy"),
    endpoint("LegacyCreateBackup", "5.4.2")
        .post("/mysql/v3/{project_id}/backups/create")
        .action("gaussdb:backup:create")
        .title("Create a backup")
        .success(201)
        .job(),
    endpoint("LegacyListBackups", "5.4.3")
        .get("/mysql/v3/{project_id}/backups")
        .action("gaussdb:backup:list")
        .title("List full backups"),
    endpoint("LegacyShowBackupPolicy", "5.4.4")
        .get("/mysql/v3/{project_id}/instances/{instance_id}/backups/policy")
        .action("gaussdb:backup:list")
        .title("Show the backup policy"),
    endpoint("LegacyListConfigurations", "5.5.1")
        .get("/mysql/v3/{project_id}/configurations")
        .action("gaussdb:param:list")
        .title("List parameter templates"),
    endpoint("LegacyShowProjectQuotas", "5.6.1")
        .get("/mysql/v3/{project_id}/project-quotas")
        .action("gaussdb:instance:list")
        .title("Show the instance quota of a project"),
    endpoint("LegacyListQuotas", "5.6.2")
        .get("/mysql/v3/{project_id}/quotas")
        .action("gaussdb:instance:list")
        .title("List quotas of enterprise projects"),
    endpoint("LegacySetQuotas", "5.6.3")
        .post("/mysql/v3/{project_id}/quotas")
        .action("gaussdb:quota:modify")
        .title("Set quotas of enterprise projects"),
    endpoint("LegacyUpdateQuotas", "5.6.4")
        .put("/mysql/v3/{project_id}/quotas")
        .action("gaussdb:quota:modify")
        .title("Change quotas of enterprise projects"),
    endpoint("LegacyCreateProxy", "5.7.1")
        .post("/mysql/v3/{project_id}/instances/{instance_id}/proxy")
        .action("gaussdb:proxy:create")
        .title("Create a proxy instance")
        .success(201)
        .job(),
    endpoint("LegacyDeleteProxy", "5.7.2")
        .delete("/mysql/v3/{project_id}/instances/{instance_id}/proxy")
        .action("gaussdb:proxy:delete")
        .title("Delete proxy instances")
        .job(),
    endpoint("ShowProxyV3", "5.7.3")
        .get("/v3/{project_id}/instances/{instance_id}/proxy")
        .action("gaussdb:proxy:list")
        .title("Show the proxy instance (/v3)"),
    endpoint("LegacyShowProxy", "5.7.4")
        .get("/mysql/v3/{project_id}/instances/{instance_id}/proxy")
        .action("gaussdb:proxy:list")
        .title("Show the proxy instance"),
    endpoint("LegacyListProxyFlavors", "5.7.5")
        .get("/mysql/v3/{project_id}/instances/{instance_id}/proxy/flavors")
        .action("gaussdb:proxy:list")
        .title("List proxy specifications"),
    endpoint("LegacyEnlargeProxy", "5.7.6")
        .post("/mysql/v3/{project_id}/instances/{instance_id}/proxy/enlarge")
        .action("gaussdb:proxy:modifySpec")
        .title("Add proxy nodes")
        .success(201)
        .job(),
    endpoint("LegacyListErrorLogs", "5.8.1")
        .get("/mysql/v3/{project_id}/instances/{instance_id}/errorlog")
        .action("gaussdb:log:list")
        .title("List error log entries"),
    endpoint("ListErrorLogsV3", "5.8.2")
        .get("/v3/{project_id}/instances/{instance_id}/errorlog")
        .action("gaussdb:log:list")
        .title("List error log entries (/v3)"),
    endpoint("LegacyListSlowLogs", "5.8.3")
        .get("/mysql/v3/{project_id}/instances/{instance_id}/slowlog")
        .action("gaussdb:log:list")
        .title("List slow queries"),
    endpoint("ListSlowLogsV3", "5.8.4")
        .get("/v3/{project_id}/instances/{instance_id}/slowlog")
        .action("gaussdb:log:list")
        .title("List slow queries (/v3)"),
    endpoint("LegacyShowJob", "5.9.1")
        .get("/mysql/v3/{project_id}/jobs")
        .action("gaussdb:instance:list")
        .title("Show a task"),
];
