//! Security groups: the part of the VPC service's API (version 3) that decides who may connect to an instance.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("CreateSecurityGroup", "VPC")
        .post("/v3/{project_id}/vpc/security-groups")
        .action("vpc:securityGroups:create")
        .title("Create a security group")
        .success(201),
    endpoint("ListSecurityGroups", "VPC")
        .get("/v3/{project_id}/vpc/security-groups")
        .action("vpc:securityGroups:list")
        .title("List security groups"),
    endpoint("ShowSecurityGroup", "VPC")
        .get("/v3/{project_id}/vpc/security-groups/{security_group_id}")
        .action("vpc:securityGroups:get")
        .title("Show a security group"),
    endpoint("UpdateSecurityGroup", "VPC")
        .put("/v3/{project_id}/vpc/security-groups/{security_group_id}")
        .action("vpc:securityGroups:update")
        .title("Rename a security group"),
    endpoint("DeleteSecurityGroup", "VPC")
        .delete("/v3/{project_id}/vpc/security-groups/{security_group_id}")
        .action("vpc:securityGroups:delete")
        .title("Delete a security group")
        .success(204),
    endpoint("CreateSecurityGroupRule", "VPC")
        .post("/v3/{project_id}/vpc/security-group-rules")
        .action("vpc:securityGroupRules:create")
        .title("Add a rule to a security group")
        .success(201),
    endpoint("ListSecurityGroupRules", "VPC")
        .get("/v3/{project_id}/vpc/security-group-rules")
        .action("vpc:securityGroupRules:list")
        .title("List rules of security groups"),
    endpoint("ShowSecurityGroupRule", "VPC")
        .get("/v3/{project_id}/vpc/security-group-rules/{security_group_rule_id}")
        .action("vpc:securityGroupRules:get")
        .title("Show a rule of a security group"),
    endpoint("DeleteSecurityGroupRule", "VPC")
        .delete("/v3/{project_id}/vpc/security-group-rules/{security_group_rule_id}")
        .action("vpc:securityGroupRules:delete")
        .title("Delete a rule of a security group")
        .success(204),
];
