"""A security group, by way of the official SDK of the VPC service."""

import huaweicloudsdkvpc.v3 as vpc


def call(client, operation, body=None, **fields):
    """Calls an operation by its name; `body` is what the one field of the request's body holds."""
    request = getattr(vpc, f"{operation}Request")(**fields)
    if body is not None:
        kind = getattr(vpc, f"{operation}RequestBody")
        [field] = [name for name in kind.openapi_types if name != "dry_run"]
        request.body = kind(**{field: body})
    method = "".join(f"_{c.lower()}" if c.isupper() else c for c in operation).lstrip("_")
    return getattr(client, method)(request)


class Group:
    """A security group, and calls about it."""

    def __init__(self, client, name):
        self.client = client
        option = vpc.CreateSecurityGroupOption(name=name, description="made by a test")
        self.id = call(client, "CreateSecurityGroup", option).security_group.id

    def call(self, operation, body=None):
        return call(self.client, operation, body, security_group_id=self.id)

    def add(self, **fields):
        """Adds a rule about what comes in; returns it."""
        option = vpc.CreateSecurityGroupRuleOption(
            security_group_id=self.id, direction="ingress", **fields
        )
        return call(self.client, "CreateSecurityGroupRule", option).security_group_rule

    def remove(self, rule):
        call(self.client, "DeleteSecurityGroupRule", security_group_rule_id=rule.id)

    def delete(self):
        self.call("DeleteSecurityGroup")
