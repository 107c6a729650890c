//! Logs: chapter 4.8.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("SwitchAuditLog", "4.8.1")
        .post("/v3/{project_id}/instance/{instance_id}/audit-log/switch")
        .action("gaussdb:log:modify")
        .title("Turn the full SQL log on or off"),
    endpoint("ShowAuditLogSwitch", "4.8.2")
        .get("/v3/{project_id}/instance/{instance_id}/audit-log/switch-status")
        .action("gaussdb:log:list")
        .title("Show whether the full SQL log is on"),
    endpoint("ListSlowLogs", "4.8.3")
        .post("/v3.1/{project_id}/instances/{instance_id}/slow-logs")
        .action("gaussdb:log:list")
        .title("List slow queries"),
    endpoint("ListErrorLogs", "4.8.4")
        .post("/v3.1/{project_id}/instances/{instance_id}/error-logs")
        .action("gaussdb:log:list")
        .title("List error log entries"),
    endpoint("ListAuditLogLinks", "4.8.5")
        .get("/v3/{project_id}/instance/{instance_id}/auditlog/download-link")
        .action("gaussdb:log:download")
        .title("Get links to full SQL log files"),
    endpoint("ListLtsConfigs", "4.8.6")
        .get("/v3/{project_id}/logs/lts-configs")
        .action("gaussdb:log:list")
        .title("List log delivery settings"),
    endpoint("DeleteLtsConfigs", "4.8.7")
        .delete("/v3/{project_id}/logs/lts-configs")
        .action("gaussdb:log:modify")
        .title("Delete log delivery settings"),
    endpoint("CreateLtsConfigs", "4.8.8")
        .post("/v3/{project_id}/logs/lts-configs")
        .action("gaussdb:log:modify")
        .title("Create log delivery settings"),
    endpoint("ShowSlowLogSensitive", "4.8.9")
        .get("/v3/{project_id}/instances/{instance_id}/slowlog/query")
        .action("gaussdb:log:list")
        .title("Show whether slow queries keep their literals"),
    endpoint("UpdateSlowLogSensitive", "4.8.10")
        .post("/v3/{project_id}/instances/{instance_id}/slowlog/modify")
        .action("gaussdb:log:modify")
        .title("Set whether slow queries keep their literals"),
    endpoint("ListSlowLogStatistics", "4.8.11")
        .post("/v3/{project_id}/instances/{instance_id}/slow-logs/statistics")
        .action("gaussdb:log:list")
        .title("List slow query statistics"),
    endpoint("DownloadSlowLog", "4.8.12")
        .post("/v3/{project_id}/instances/{instance_id}/{node_id}/slowlog-download")
        .action("gaussdb:log:download")
        .title("Get links to slow log files"),
];
