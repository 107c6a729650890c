"""Security groups, as the official SDK of the VPC service calls them. The test runs in the order of a group's life."""

import huaweicloudsdkvpc.v3 as vpc
import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException

from lib import sdk
from lib.security import Group, call


def test_a_group_and_its_rules(deployment):
    client = sdk.vpc_client(deployment.credentials)
    group = Group(client, "office")  # CreateSecurityGroup, CreateSecurityGroupRule
    rule = group.add(protocol="tcp", remote_ip_prefix="10.0.0.0/8", description="the LAN")
    assert (rule.ethertype, rule.action, rule.priority, rule.enabled) == ("IPv4", "allow", 1, True)
    assert (rule.protocol, rule.multiport, rule.description) == ("tcp", None, "the LAN")
    found = call(client, "ShowSecurityGroupRule", security_group_rule_id=rule.id)
    assert found.security_group_rule == rule

    group.call("UpdateSecurityGroup", vpc.UpdateSecurityGroupOption(name="head-office"))
    shown = group.call("ShowSecurityGroup").security_group
    assert (shown.name, shown.description) == ("head-office", "made by a test")
    assert shown.created_at <= shown.updated_at
    assert rule in shown.security_group_rules
    listed = call(client, "ListSecurityGroups", id=[group.id])
    assert [each.name for each in listed.security_groups] == ["head-office"]

    wanted = {"security_group_id": [group.id], "direction": "ingress", "limit": 2}
    first = call(client, "ListSecurityGroupRules", **wanted)
    marker = first.page_info.next_marker
    second = call(client, "ListSecurityGroupRules", marker=marker, **wanted)
    assert second.page_info.next_marker is None
    # Those that the group begins with let its own members in.
    rules = first.security_group_rules + second.security_group_rules
    assert len(rules) == 3 and rule in rules

    with pytest.raises(ClientRequestException) as refused:
        group.add(remote_ip_prefix="everywhere")
    assert refused.value.status_code == 400
    assert "security_group_rule.remote_ip_prefix" in refused.value.error_msg
    group.remove(rule)  # DeleteSecurityGroupRule
    group.delete()  # DeleteSecurityGroup
    with pytest.raises(ClientRequestException) as refused:
        group.call("ShowSecurityGroup")
    assert refused.value.status_code == 404
