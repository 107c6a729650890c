//! Instances: chapter 4.3.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("CreateInstance", "4.3.1")
        .post("/v3/{project_id}/instances")
        .action("gaussdb:instance:create")
        .title("Create an instance")
        .success(201)
        .job(),
    endpoint("RestartInstance", "4.3.2")
        .post("/v3/{project_id}/instances/{instance_id}/restart")
        .action("gaussdb:instance:restart")
        .title("Reboot an instance")
        .job(),
    endpoint("DeleteInstance", "4.3.3")
        .delete("/v3/{project_id}/instances/{instance_id}")
        .action("gaussdb:instance:delete")
        .title("Delete an instance")
        .job(),
    endpoint("CreateReadReplicas", "4.3.4")
        .post("/v3/{project_id}/instances/{instance_id}/nodes/enlarge")
        .action("gaussdb:instance:create")
        .title("Add read replicas")
        .success(201)
        .job(),
    endpoint("DeleteReadReplica", "4.3.5")
        .delete("/v3/{project_id}/instances/{instance_id}/nodes/{node_id}")
        .action("gaussdb:instance:delete")
        .title("Delete a read replica")
        .job(),
    endpoint("ExtendInstanceVolume", "4.3.6")
        .post("/v3/{project_id}/instances/{instance_id}/volume/extend")
        .action("gaussdb:instance:modifySpec")
        .title("Change the storage size of a yearly/monthly instance")
        .success(201),
    endpoint("RenameInstance", "4.3.7")
        .put("/v3/{project_id}/instances/{instance_id}/name")
        .action("gaussdb:instance:modify")
        .title("Rename an instance")
        .job(),
    // No status documented; golangsdk takes 200 only.
    endpoint("ResetInstancePassword", "4.3.8")
        .post("/v3/{project_id}/instances/{instance_id}/password")
        .action("gaussdb:instance:modify")
        .title("Reset the password of the administrator"),
    endpoint("ResizeInstance", "4.3.9")
        .post("/v3/{project_id}/instances/{instance_id}/action")
        .action("gaussdb:instance:modifySpec")
        .title("Change the specification of an instance")
        .job(),
    endpoint("ListDedicatedResources", "4.3.10")
        .get("/v3/{project_id}/dedicated-resources")
        .action("gaussdb:instance:list")
        .title("List dedicated resource pools"),
    endpoint("ShowDedicatedResource", "4.3.11")
        .get("/v3/{project_id}/dedicated-resource/{dedicated_resource_id}")
        .action("gaussdb:instance:list")
        .title("Show a dedicated resource pool"),
    endpoint("UpdateInstanceMonitor", "4.3.12")
        .put("/v3/{project_id}/instances/{instance_id}/monitor-policy")
        .action("gaussdb:instance:modify")
        .title("Set monitoring by seconds")
        .job(),
    endpoint("ShowInstanceMonitor", "4.3.13")
        .get("/v3/{project_id}/instances/{instance_id}/monitor-policy")
        .action("gaussdb:instance:list")
        .title("Show monitoring by seconds"),
    endpoint("RestartNode", "4.3.14")
        .post("/v3/{project_id}/instances/{instance_id}/nodes/{node_id}/restart")
        .action("gaussdb:instance:restart")
        .title("Reboot a node")
        .job(),
    endpoint("UpgradeInstance", "4.3.15")
        .post("/v3/{project_id}/instances/{instance_id}/db-upgrade")
        .action("gaussdb:instance:upgrade")
        .title("Upgrade the kernel of an instance")
        .job(),
    endpoint("UpdateInstanceSsl", "4.3.16")
        .put("/v3/{project_id}/instances/{instance_id}/ssl-option")
        .action("gaussdb:instance:modify")
        .title("Turn TLS on or off")
        .job(),
    endpoint("BindInstanceEip", "4.3.17")
        .put("/v3/{project_id}/instances/{instance_id}/public-ips/bind")
        .action("gaussdb:instance:modifyNetwork")
        .title("Bind an EIP")
        .job(),
    endpoint("UnbindInstanceEip", "4.3.18")
        .put("/v3/{project_id}/instances/{instance_id}/public-ips/unbind")
        .action("gaussdb:instance:modifyNetwork")
        .title("Unbind an EIP")
        .job(),
    endpoint("SwitchoverInstance", "4.3.19")
        .put("/v3/{project_id}/instances/{instance_id}/switchover")
        .action("gaussdb:instance:switchover")
        .title("Promote a read replica")
        .job(),
    endpoint("UpdateInstanceOpsWindow", "4.3.20")
        .put("/v3/{project_id}/instances/{instance_id}/ops-window")
        .action("gaussdb:instance:modify")
        .title("Change the maintenance window"),
    endpoint("UpdateInstanceSecurityGroup", "4.3.21")
        .put("/v3/{project_id}/instances/{instance_id}/security-group")
        .action("gaussdb:instance:modifyNetwork")
        .title("Change the security group")
        .job(),
    endpoint("UpdateInstanceInternalIp", "4.3.22")
        .put("/v3/{project_id}/instances/{instance_id}/internal-ip")
        .action("gaussdb:instance:modifyNetwork")
        .title("Change the private address")
        .job(),
    endpoint("UpdateInstancePort", "4.3.23")
        .put("/v3/{project_id}/instances/{instance_id}/port")
        .action("gaussdb:instance:modifyNetwork")
        .title("Change the port")
        .job(),
    endpoint("UpdateInstanceAlias", "4.3.24")
        .put("/v3/{project_id}/instances/{instance_id}/alias")
        .action("gaussdb:instance:modify")
        .title("Change the description of an instance"),
    endpoint("CreateDns", "4.3.25")
        .post("/v3/{project_id}/instances/{instance_id}/dns")
        .action("gaussdb:instance:modifyNetwork")
        .title("Apply for a private domain name")
        .job(),
    endpoint("UpdateDns", "4.3.26")
        .put("/v3/{project_id}/instances/{instance_id}/dns")
        .action("gaussdb:instance:modifyNetwork")
        .title("Change the private domain name")
        .job(),
    endpoint("ShowInstanceDatabaseVersion", "4.3.27")
        .get("/v3/{project_id}/instances/{instance_id}/database-version")
        .action("gaussdb:instance:list")
        .title("Show the kernel version"),
    endpoint("UpdateAutoScalingPolicy", "4.3.28")
        .put("/v3/{project_id}/instances/{instance_id}/auto-scaling/policy")
        .action("gaussdb:instance:modifySpec")
        .title("Change the autoscaling policy"),
    endpoint("ShowAutoScalingPolicy", "4.3.29")
        .get("/v3/{project_id}/instances/{instance_id}/auto-scaling/policy")
        .action("gaussdb:instance:list")
        .title("Show the autoscaling policy"),
    endpoint("CheckResource", "4.3.30")
        .post("/v3/{project_id}/resource-check")
        .action("gaussdb:instance:list")
        .title("Check whether resources suffice"),
    endpoint("ListInstances", "4.3.31")
        .get("/v3.1/{project_id}/instances")
        .action("gaussdb:instance:list")
        .title("List instances"),
    endpoint("ShowInstance", "4.3.32")
        .get("/v3.1/{project_id}/instances/{instance_id}")
        .action("gaussdb:instance:list")
        .title("Show an instance"),
    endpoint("ListInstanceDetails", "4.3.33")
        .get("/v3.1/{project_id}/instances/details")
        .action("gaussdb:instance:list")
        .title("Show several instances"),
    endpoint("UpdateRecyclePolicy", "4.3.34")
        .put("/v3/{project_id}/instances/recycle-policy")
        .action("gaussdb:instance:modifyRecyclePolicy")
        .title("Change the recycling policy"),
    endpoint("ShowRecyclePolicy", "4.3.35")
        .get("/v3/{project_id}/instances/recycle-policy")
        .action("gaussdb:instance:list")
        .title("Show the recycling policy"),
    endpoint("ListRecycleInstances", "4.3.36")
        .get("/v3/{project_id}/instances/recycle-info")
        .action("gaussdb:instance:list")
        .title("List the recycle bin"),
    endpoint("RenameNodes", "4.3.37")
        .put("/v3/{project_id}/instances/{instance_id}/nodes/name")
        .action("gaussdb:instance:modify")
        .title("Rename nodes")
        .job(),
    endpoint("ListAutoScalingHistory", "4.3.38")
        .get("/v3/{project_id}/instances/{instance_id}/auto-scaling/history")
        .action("gaussdb:instance:list")
        .title("List autoscaling events"),
    endpoint("UpdateServerlessPolicy", "4.3.39")
        .put("/v3/{project_id}/instances/{instance_id}/serverless/policy")
        .action("gaussdb:instance:modifySpec")
        .title("Set the policy of a serverless instance"),
    endpoint("UpdateNodePriority", "4.3.40")
        .put("/v3/{project_id}/instances/{instance_id}/nodes/{node_id}/priority")
        .action("gaussdb:instance:modify")
        .title("Change the failover priority of a read replica")
        .job(),
    endpoint("ShowInstanceEip", "4.3.41")
        .get("/v3/{project_id}/instances/{instance_id}/eip")
        .action("gaussdb:instance:list")
        .title("Show the EIP of an instance"),
];
