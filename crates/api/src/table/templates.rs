//! Parameter templates: chapter 4.5.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("ListConfigurations", "4.5.1")
        .get("/v3/{project_id}/configurations")
        .action("gaussdb:param:list")
        .title("List parameter templates"),
    endpoint("CreateConfiguration", "4.5.2")
        .post("/v3/{project_id}/configurations")
        .action("gaussdb:param:create")
        .title("Create a parameter template"),
    endpoint("DeleteConfiguration", "4.5.3")
        .delete("/v3/{project_id}/configurations/{configuration_id}")
        .action("gaussdb:param:delete")
        .title("Delete a parameter template"),
    endpoint("ShowConfiguration", "4.5.4")
        .get("/v3/{project_id}/configurations/{configuration_id}")
        .action("gaussdb:param:list")
        .title("Show a parameter template"),
    endpoint("UpdateConfiguration", "4.5.5")
        .put("/v3/{project_id}/configurations/{configuration_id}")
        .action("gaussdb:param:modify")
        .title("Change a parameter template")
        .job(),
    endpoint("ApplyConfiguration", "4.5.6")
        .put("/v3/{project_id}/configurations/{configuration_id}/apply")
        .action("gaussdb:param:apply")
        .title("Apply a parameter template")
        .job(),
    endpoint("CopyConfiguration", "4.5.7")
        .post("/v3/{project_id}/configurations/{configuration_id}/copy")
        .action("gaussdb:param:create")
        .title("Copy a parameter template"),
    endpoint("CompareConfigurations", "4.5.8")
        .post("/v3/{project_id}/configurations/comparison")
        .action("gaussdb:param:list")
        .title("Compare parameter templates"),
    endpoint("ListApplicableInstances", "4.5.9")
        .get("/v3/{project_id}/configurations/{configuration_id}/applicable-instances")
        .action("gaussdb:param:list")
        .title("List instances that a parameter template fits"),
    endpoint("ListConfigurationChanges", "4.5.10")
        .get("/v3/{project_id}/configurations/{configuration_id}/modify-history")
        .action("gaussdb:param:list")
        .title("List changes of a parameter template"),
    endpoint("ShowInstanceConfiguration", "4.5.11")
        .get("/v3/{project_id}/instances/{instance_id}/configurations")
        .action("gaussdb:param:list")
        .title("List the parameters of an instance"),
    endpoint("UpdateInstanceConfiguration", "4.5.12")
        .put("/v3/{project_id}/instances/{instance_id}/configurations")
        .action("gaussdb:param:apply")
        .title("Change parameters of an instance")
        .job(),
    endpoint("CopyInstanceConfiguration", "4.5.13")
        .post("/v3/{project_id}/instances/{instance_id}/configurations/{configuration_id}/copy")
        .action("gaussdb:param:create")
        .title("Save the parameters of an instance as a template"),
    endpoint("ListConfigurationApplications", "4.5.14")
        .get("/v3/{project_id}/configurations/{config_id}/apply-history")
        .action("gaussdb:param:list")
        .title("List applications of a parameter template"),
];
