"""Security groups, as the official SDK of the VPC service calls them.

`OPERATIONS` is in the order of a group's life; each entry relies on those before it.
"""

import huaweicloudsdkvpc.v3 as vpc
import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException

from lib import sdk
from lib.security import Group, call


class Scene:
    """The client, the group and a rule of it."""

    def __init__(self, deployment):
        self.client = sdk.vpc_client(deployment.credentials)
        self.group = self.rule = None

    def show(self):
        return self.group.call("ShowSecurityGroup").security_group

    def refused(self, status, what):
        with pytest.raises(ClientRequestException) as refused:
            what()
        assert refused.value.status_code == status
        return refused.value.error_msg


@pytest.fixture(scope="module")
def scene(deployment):
    return Scene(deployment)


def create_group(scene):
    scene.group = Group(scene.client, "office")


def update_group(scene):
    body = vpc.UpdateSecurityGroupOption(name="head-office")
    updated = scene.group.call("UpdateSecurityGroup", body).security_group
    assert (updated.name, updated.description) == ("head-office", "made by a test")


def create_rule(scene):
    rule = scene.group.add(protocol="tcp", remote_ip_prefix="10.0.0.0/8", description="the LAN")
    assert (rule.ethertype, rule.action, rule.priority, rule.enabled) == ("IPv4", "allow", 1, True)
    assert (rule.protocol, rule.multiport, rule.description) == ("tcp", None, "the LAN")
    scene.rule = rule
    said = scene.refused(400, lambda: scene.group.add(remote_ip_prefix="everywhere"))
    assert "security_group_rule.remote_ip_prefix" in said


def show_rule(scene):
    found = call(scene.client, "ShowSecurityGroupRule", security_group_rule_id=scene.rule.id)
    assert found.security_group_rule == scene.rule


def show_group(scene):
    shown = scene.show()
    assert shown.name == "head-office"
    assert shown.created_at <= shown.updated_at
    assert scene.rule in shown.security_group_rules


def list_groups(scene):
    listed = call(scene.client, "ListSecurityGroups", id=[scene.group.id])
    assert [each.name for each in listed.security_groups] == ["head-office"]


def list_rules(scene):
    wanted = {"security_group_id": [scene.group.id], "direction": "ingress", "limit": 2}
    first = call(scene.client, "ListSecurityGroupRules", **wanted)
    marker = first.page_info.next_marker
    second = call(scene.client, "ListSecurityGroupRules", marker=marker, **wanted)
    assert second.page_info.next_marker is None
    # Those that the group begins with let its own members in.
    rules = first.security_group_rules + second.security_group_rules
    assert len(rules) == 3 and scene.rule in rules


def delete_rule(scene):
    scene.group.remove(scene.rule)
    assert scene.rule not in scene.show().security_group_rules


def delete_group(scene):
    scene.group.delete()
    scene.refused(404, scene.show)


OPERATIONS = {
    "CreateSecurityGroup": create_group,
    "UpdateSecurityGroup": update_group,
    "CreateSecurityGroupRule": create_rule,
    "ShowSecurityGroupRule": show_rule,
    "ShowSecurityGroup": show_group,
    "ListSecurityGroups": list_groups,
    "ListSecurityGroupRules": list_rules,
    "DeleteSecurityGroupRule": delete_rule,
    "DeleteSecurityGroup": delete_group,
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_operation(operation, scene):
    OPERATIONS[operation](scene)
