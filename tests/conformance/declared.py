"""Checks replies against the documentation's declared names and types (declared_types.json).

A reply may differ from the declaration only where one of the tables below says so, with a reason.
"""

import json
import pathlib

DECLARED = json.loads((pathlib.Path(__file__).parent / "declared_types.json").read_text())

# The identity service is another product, of which the documentation shows two calls. Its replies
# are those of Keystone v3, as far as clients read them.
_LINKS = {"self": "string", "next": "null", "previous": "null"}  # a next one would be fetched
_NAMED = {"id": "string", "name": "string"}
_TOKEN = {
    "methods": ["string"],
    "expires_at": "string",
    "issued_at": "string",
    "user": {**_NAMED, "domain": _NAMED, "password_expires_at": "string"},
    "project": {**_NAMED, "domain": _NAMED},
    "roles": [_NAMED],
    "catalog": [
        {
            **_NAMED,
            "type": "string",
            "endpoints": [
                {
                    "id": "string",
                    "interface": "string public",
                    "region": "string",
                    "region_id": "string",
                    "url": "string",
                }
            ],
        }
    ],
}
_VERSION = {
    "id": "string",
    "status": "string",
    "updated": "string",
    "links": [{"rel": "string", "href": "string"}],
    "media-types": [{"base": "string", "type": "string"}],
}
_DOMAIN = {**_NAMED, "enabled": "boolean", "description": "string", "links": _LINKS}
_PROJECT = {**_DOMAIN, "domain_id": "string", "parent_id": "string", "is_domain": "boolean"}
IDENTITY = {
    "ListVersions": (200, {"versions": {"values": [_VERSION]}}),
    "ShowVersion": (200, {"version": _VERSION}),
    "CreateToken": (201, {"token": _TOKEN}),
    "ShowToken": (200, {"token": _TOKEN}),
    "ListProjects": (200, {"projects": [_PROJECT], "links": _LINKS}),
    "ListDomains": (200, {"domains": [_DOMAIN], "links": _LINKS}),
}

# Status: what the documentation says, and why it is not that.
STATUS = {
    "ListFlavors": (200, "documented as 202; golangsdk takes nothing but 200 for a GET"),
    "LegacyListFlavors": (200, "as ListFlavors, from where its 202 was taken"),
    "ResetInstancePassword": (200, "not documented; golangsdk takes nothing but 200"),
    "LegacyResetInstancePassword": (200, "as ResetInstancePassword"),
}

# Types that the tables of chapter 5 have differently from chapter 4: what clients decode counts.
_KEEP_DAYS = ("string", "a string in its sample, in 5.3.2 and in every client's model")
TYPES = {
    ("LegacyListFlavors", "flavors[].type"): (
        "string arm|x86|generalX86",
        "arm alone in the table, x86 in its sample",
    ),
    ("LegacyCreateInstance", "instance.backup_strategy.keep_days"): _KEEP_DAYS,
    ("LegacyShowInstance", "instance.backup_strategy.keep_days"): _KEEP_DAYS,
    ("LegacyShowInstance", "instance.nodes[].priority"): (
        "integer",
        "an integer in 5.3.5 and in every client's model",
    ),
    ("LegacyShowInstance", "instance.private_write_ips[]"): (
        "string",
        "'Array of Lists' in the table alone",
    ),
    ("LegacyShowProxy", "proxy.nodes"): (
        [
            {
                "id": "string",
                "status": "string normal|abnormal|creating|deleted",
                "name": "string",
                "role": "string master|slave",
                "az_code": "string",
                "frozen_flag": "integer 0|1|2",
            }
        ],
        "an object in the table, an array in its sample and in 5.7.3",
    ),
    ("ListProxyFlavorsByZone", "proxy_flavor_groups[].proxy_flavors[].az_status"): (
        {"*": "string normal|unsupported"},
        "an object of no known fields in the SDK; as in 4.7.4",
    ),
    ("ListProxyFlavors", "proxy_flavor_groups[].proxy_flavors[].az_status"): (
        {"*": "string normal|unsupported"},
        "an object of no known fields in the table; as its text says",
    ),
    ("LegacyShowInstance", "instance.tags[]"): (
        {"key": "string", "value": "string"},
        "the table names the columns type and used, but describes key and value",
    ),
}

# Fields that are not declared where they are: by operation ("*": any) and path.
EXTRA = {
    "*": {
        "instance.db_user_name": "the samples' and the SDK's name of db_username",
        "instances[].db_user_name": "the samples' and the SDK's name of db_username",
        "instance.nodes[].priotiry": "what one release of the Go SDK reads for priority",
        "instances[].nodes[].priotiry": "what one release of the Go SDK reads for priority",
        "instance.volume": "golangsdk decodes it in every detail, 5.3.7 declares it",
        "instances[].volume": "golangsdk decodes it in every detail, 5.3.7 declares it",
    },
    "ListProxies": {"proxy_list[].proxy.type": "the SDK reads it: readwrite or readonly"},
    "LegacyShowProxy": {"proxy.name": "5.7.3 declares it"},
}

# Earlier forms answer with the objects of their successors: more fields than they declare.
SUCCESSOR = {
    "LegacyListDatastores": "ListDatastores",
    "LegacyListFlavors": "ListFlavors",
    "LegacyCreateInstance": "CreateInstance",
    "LegacyListInstances": "ListInstances",
    "LegacyShowInstance": "ShowInstance",
    "LegacyShowJob": "ShowJob",
}


def _unless_ended(job):
    return job["status"] not in ("Completed", "Failed")


def _prepaid(_):
    return True  # no instance of Hyades is ever prePaid


# Declared fields that may be missing, by path: when (given the object that they are missing in),
# and why.
MAY_MISS = {
    "order_id": (_prepaid, "orders are of prePaid instances"),
    "instance.volume": (_prepaid, "a size is chosen for prePaid instances"),
    "instance.nodes[].volume.size": (_prepaid, "a size is chosen for prePaid instances"),
    "instances[].nodes[].volume.size": (_prepaid, "a size is chosen for prePaid instances"),
    **{
        f"{owner}.charge_info.{name}": (_prepaid, "how a prePaid instance is paid")
        for owner in ("instance", "instances[]")
        for name in ("period_type", "period_num", "is_auto_renew", "is_auto_pay")
    },
    "instances[].dedicated_resource_id": (lambda _: True, "in lists only if there is a pool"),
    "instance.tde_info": (lambda _: True, "only of encrypted instances"),
    "instances[].tde_info": (lambda _: True, "only of encrypted instances"),
    "instance.nodes[].max_connections": (
        lambda node: node["status"] in ("creating", "BUILD"),
        "what the server says, so not before there is one",
    ),
    "update_result[].workflow_id": (
        lambda result: result["state"] == "REJECT",
        "what is rejected starts nothing",
    ),
    "update_result[].error_message": (
        lambda result: result["state"] == "ACCEPT",
        "only of what is rejected",
    ),
    "job.ended": (_unless_ended, "a job that runs has not ended"),
    "job.fail_reason": (lambda job: job["status"] != "Failed", "only of jobs that failed"),
    **{
        f"job.entities.{name}": (lambda _: True, "varies with the kind of job")
        for name in ("instance", "resource_ids", "public_ip")
    },
}

_SCALARS = {
    "null": lambda value: value is None,
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
}


def expected_status(operation):
    if operation in IDENTITY:
        return IDENTITY[operation][0]
    if operation in STATUS:
        return STATUS[operation][0]
    return DECLARED[operation]["status"]


def check(operation, status, reply):
    """Asserts that a reply is as declared."""
    wanted = expected_status(operation)
    problems = [] if status == wanted else [f"status {status}, not {wanted}"]
    if operation in IDENTITY:
        declared = IDENTITY[operation][1]
    else:
        declared = DECLARED[operation]["response"] or {}
    successor = DECLARED.get(SUCCESSOR.get(operation), {}).get("response")
    problems += _Checker(operation).differences(reply, declared, successor, "")
    assert not problems, f"{operation}: " + "; ".join(problems)


class _Checker:
    def __init__(self, operation):
        self.operation = operation

    def differences(self, value, declared, successor, path):
        """What is wrong with a value at a path; `successor` is what is allowed besides."""
        declared = TYPES.get((self.operation, path), (declared,))[0]
        if isinstance(declared, list):
            if not isinstance(value, list):
                return [f"{path} is not an array: {value!r}"]
            inner = successor[0] if isinstance(successor, list) else None
            found = [self.differences(item, declared[0], inner, f"{path}[]") for item in value]
            return sum(found, [])
        if isinstance(declared, dict):
            return self.object_differences(value, declared, successor, path)
        kind, _, values = declared.partition(" ")
        if not _SCALARS[kind](value):
            return [f"{path} is not of type {kind}: {value!r}"]
        if values and str(value) not in values.split("|"):
            return [f"{path} is none of {values}: {value!r}"]
        return []

    def object_differences(self, value, declared, successor, path):
        if not isinstance(value, dict):
            return [f"{path} is not an object: {value!r}"]
        if "*" in declared:
            found = [self.differences(v, declared["*"], None, f"{path}.*") for v in value.values()]
            return sum(found, [])
        problems = []
        successor = successor if isinstance(successor, dict) else {}
        for name, inner in declared.items():
            below = f"{path}.{name}".lstrip(".")
            if name in value:
                problems += self.differences(value[name], inner, successor.get(name), below)
            elif not self.may_miss(below, value):
                problems.append(f"{below} is missing")
        for name in value.keys() - declared.keys():
            below = f"{path}.{name}".lstrip(".")
            if name in successor:
                problems += self.differences(value[name], successor[name], None, below)
            elif below not in {**EXTRA["*"], **EXTRA.get(self.operation, {})}:
                problems.append(f"{below} is not declared")
        return problems

    @staticmethod
    def may_miss(path, owner):
        condition, _ = MAY_MISS.get(path, (lambda _: False, ""))
        return condition(owner)
