//! Backups: chapter 4.4.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("UpdateBackupPolicy", "4.4.1")
        .put("/v3/{project_id}/instances/{instance_id}/backups/policy/update")
        .action("gaussdb:instance:modifyBackupPolicy")
        .title("Set the backup policy"),
    endpoint("CreateBackup", "4.4.2")
        .post("/v3/{project_id}/backups/create")
        .action("gaussdb:backup:create")
        .title("Create a backup")
        .success(201)
        .job(),
    endpoint("ListBackups", "4.4.3")
        .get("/v3/{project_id}/backups")
        .action("gaussdb:backup:list")
        .title("List full backups"),
    endpoint("ShowBackupPolicy", "4.4.4")
        .get("/v3/{project_id}/instances/{instance_id}/backups/policy")
        .action("gaussdb:backup:list")
        .title("Show the backup policy"),
    endpoint("DeleteBackup", "4.4.5")
        .delete("/v3/{project_id}/backups/{backup_id}")
        .action("gaussdb:backup:delete")
        .title("Delete a backup"),
    endpoint("RestoreInstance", "4.4.6")
        .post("/v3/{project_id}/instances/restore")
        .action("gaussdb:instance:restore")
        .title("Restore to an existing instance")
        .job(),
    endpoint("ShowRestoreTime", "4.4.7")
        .get("/v3/{project_id}/instances/{instance_id}/restore-time")
        .action("gaussdb:backup:list")
        .title("Show the times that can be restored to"),
    endpoint("UpdateBackupEncryption", "4.4.8")
        .post("/v3/{project_id}/instances/{instance_id}/backups/encryption")
        .action("gaussdb:instance:modifyBackupPolicy")
        .title("Turn backup encryption on or off"),
    endpoint("ShowBackupEncryption", "4.4.9")
        .get("/v3/{project_id}/instances/{instance_id}/backups/encryption")
        .action("gaussdb:backup:list")
        .title("Show whether backups are encrypted"),
    endpoint("ListIncrementalBackups", "4.4.10")
        .get("/v3/{project_id}/instances/{instance_id}/incremental-backups")
        .action("gaussdb:backup:list")
        .title("List incremental backups"),
    endpoint("UpdateBackupOffsitePolicy", "4.4.11")
        .put("/v3/{project_id}/instances/{instance_id}/backups/offsite-policy")
        .action("gaussdb:instance:modifyBackupPolicy")
        .title("Set the cross-region backup policy"),
    endpoint("RestoreTables", "4.4.12")
        .post("/v3/{project_id}/instances/{instance_id}/backups/restore/tables")
        .action("gaussdb:instance:restore")
        .title("Restore tables to a point in time")
        .job(),
    endpoint("ListRestoreTables", "4.4.13")
        .get("/v3/{project_id}/instances/{instance_id}/backups/restore/tables")
        .action("gaussdb:backup:list")
        .title("List tables that can be restored"),
];
