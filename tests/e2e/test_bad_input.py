"""Bad input: each case has its documented status and code, names what is at fault, and starts
nothing."""

import contextlib
import json
import os
import shutil
import subprocess
import time
import uuid

import pytest

from lib.deployment import Deployment
from lib.processes import below
from lib.signing import signed_headers
from lib.wait import until

CREATE = "/v3/{project_id}/instances"
MB = 1 << 20
ABSENT = object()

PARAMETER = (400, "DBS.280001")
EMPTY = (400, "DBS.200006")
MALFORMED = (400, "DBS.200001")
UNAUTHENTICATED = (401, "DBS.000401")
BAD_TOKEN = (401, "DBS.001401")
FORBIDDEN = (403, "DBS.200010")
NO_INSTANCE = (404, "DBS.200002")
BUSY = (409, "DBS.200019")
ID_FORMAT = (400, "DBS.280404")
NO_NODE = (400, "DBS.212005")
SOLD_OUT = (400, "DBS.280450")


@pytest.fixture(scope="module")
def instance(deployment):
    made = deployment.create_ready("bad-input", slave_count=0)
    yield made
    deployment.delete_all()
    deployment.assert_tidy()


def traces(deployment):
    """Everything that a job would leave."""
    return {
        "instances": [(row["id"], row["status"]) for row in deployment.instances()],
        "processes": sorted(process.pid for process in deployment.processes()),
        "directories": sorted(deployment.node_directories()),
        "jobs": deployment.database("SELECT COUNT(*) FROM jobs"),
        "nodes": deployment.database("SELECT COUNT(*) FROM nodes"),
        "addresses": deployment.database("SELECT COUNT(*) FROM addresses"),
        "busy": deployment.database("SELECT COUNT(*) FROM instances WHERE busy_job IS NOT NULL"),
    }


@contextlib.contextmanager
def nothing_started(deployment):
    before = traces(deployment)
    yield
    assert traces(deployment) == before


@pytest.fixture(autouse=True)
def nothing_is_started(request):
    """Holds for every test here that uses the shared deployment, unless it says otherwise."""
    starts = request.node.get_closest_marker("starts_jobs")
    if starts or "deployment" not in request.fixturenames:
        yield
        return
    deployment = request.getfixturevalue("deployment")
    request.getfixturevalue("instance")
    with nothing_started(deployment):
        yield


def changed(body, path, value):
    """The body with one field changed, given by its path, or left out."""
    body = json.loads(json.dumps(body))
    *parents, last = path.split(".")
    owner = body
    for name in parents:
        owner = owner.setdefault(name, {})
    if value is ABSENT:
        owner.pop(last, None)
    else:
        owner[last] = value
    return body


def tags(count):
    return [{"key": f"k{n}", "value": ""} for n in range(count)]


UNKNOWN_UUID = str(uuid.UUID(int=7, version=4))

# Field, value, (status, code), what the message names (the field, unless given).
FIELDS = [
    # region
    ("region", ABSENT, PARAMETER),
    ("region", "", (400, "DBS.200024")),
    ("region", "elsewhere-1", (400, "DBS.200024")),
    ("region", {}, PARAMETER),
    ("region", ["local-1"], PARAMETER),
    ("region", None, PARAMETER),
    # name
    ("name", ABSENT, PARAMETER),
    ("name", "", (400, "DBS.200021")),
    ("name", "abc", (400, "DBS.200021")),
    ("name", "a" * 65, (400, "DBS.200021")),
    ("name", "1abc", (400, "DBS.200021")),
    ("name", "_abc", (400, "DBS.200021")),
    ("name", "ab cd", (400, "DBS.200021")),
    ("name", "abcd;", (400, "DBS.200021")),
    ("name", "abc'd", (400, "DBS.200021")),
    ("name", "../../etc", (400, "DBS.200021")),
    ("name", "äbcd", (400, "DBS.200021")),
    ("name", "abcd\n", (400, "DBS.200021")),
    ("name", 12345, (400, "DBS.200021")),
    ("name", True, PARAMETER),
    ("name", {"a": 1}, PARAMETER),
    # datastore
    ("datastore", ABSENT, PARAMETER),
    ("datastore", None, PARAMETER),
    ("datastore", "gaussdb-mysql", PARAMETER),
    ("datastore", [], PARAMETER),
    ("datastore", {}, PARAMETER),
    ("datastore.type", ABSENT, PARAMETER),
    ("datastore.type", "postgresql", (400, "DBS.280235")),
    ("datastore.type", {}, PARAMETER),
    ("datastore.version", ABSENT, PARAMETER),
    ("datastore.version", "5.7", (400, "DBS.280238")),
    ("datastore.version", [], PARAMETER),
    ("datastore.kernel_version", "1.2.3.4", (400, "DBS.05000035")),
    ("datastore.kernel_version", "newest", (400, "DBS.05000035")),
    ("datastore.kernel_version", {}, PARAMETER),
    # mode
    ("mode", ABSENT, PARAMETER),
    ("mode", "Single", (400, "DBS.280342")),
    ("mode", "", (400, "DBS.280342")),
    ("mode", {}, PARAMETER),
    # flavor_ref
    ("flavor_ref", ABSENT, PARAMETER),
    ("flavor_ref", "", (400, "DBS.200053")),
    ("flavor_ref", "gaussdb.mysql.tiny.x86.1", (400, "DBS.200053")),
    ("flavor_ref", "gaussdb.mysql.medium.x86.1 ", (400, "DBS.200053")),
    ("flavor_ref", [], PARAMETER),
    # vpc_id
    ("vpc_id", ABSENT, PARAMETER),
    ("vpc_id", "", (400, "DBS.200048")),
    ("vpc_id", "not-an-id", (400, "DBS.200048")),
    ("vpc_id", UNKNOWN_UUID, (404, "DBS.200503")),
    ("vpc_id", {}, PARAMETER),
    # subnet_id
    ("subnet_id", ABSENT, PARAMETER),
    ("subnet_id", "", (400, "DBS.200049")),
    ("subnet_id", "not-an-id", (400, "DBS.200049")),
    ("subnet_id", UNKNOWN_UUID, (404, "DBS.200501")),
    ("subnet_id", {}, PARAMETER),
    # security_group_id
    ("security_group_id", "not-an-id", (400, "DBS.05000090")),
    ("security_group_id", UNKNOWN_UUID, (404, "DBS.200050")),
    ("security_group_id", {}, PARAMETER),
    # configuration_id
    ("configuration_id", "0" * 32 + "pr07", (404, "DBS.212001")),
    ("configuration_id", "not-an-id", (404, "DBS.212001")),
    ("configuration_id", {}, PARAMETER),
    # password
    ("password", ABSENT, PARAMETER),
    ("password", None, PARAMETER),
    ("password", 12345678, PARAMETER),
    ("password", {}, PARAMETER),
    ("password", "", (400, "DBS.280246")),
    ("password", "aB3!xyz", (400, "DBS.280246")),
    ("password", "aB3!" + "xyzw" * 7 + "v", (400, "DBS.280246")),
    ("password", "abc DEF 123 ghi", (400, "DBS.280246")),
    ("password", "abcDEF123\u00e4\u00f6\u00fc", (400, "DBS.280246")),
    ("password", "abcDEF123'\"`", (400, "DBS.280246")),
    ("password", "abcDEF123\n456", (400, "DBS.280246")),
    ("password", "abcdefghij", (400, "DBS.280203")),
    ("password", "abcdefgh12", (400, "DBS.280203")),
    ("password", "12345678", (400, "DBS.280203")),
    ("password", "Passw0rd!", (400, "DBS.280203")),
    ("password", "Huawei@123", (400, "DBS.280203")),
    ("password", "P@ssw0rd", (400, "DBS.280203")),
    ("password", "root", (400, "DBS.05000006")),
    ("password", "ROOT", (400, "DBS.05000006")),
    ("password", "toor", (400, "DBS.05000007")),
    # availability_zone_mode
    ("availability_zone_mode", ABSENT, PARAMETER),
    ("availability_zone_mode", "", (400, "DBS.280260")),
    ("availability_zone_mode", "double", (400, "DBS.280260")),
    ("availability_zone_mode", {}, PARAMETER),
    # Several zones need to be told which one is the primary's.
    ("availability_zone_mode", "multi", (400, "DBS.280285"), "master_availability_zone"),
    # master_availability_zone
    ("master_availability_zone", "nowhere-1a", (400, "DBS.280285")),
    ("master_availability_zone", {}, PARAMETER),
    # slave_count
    ("slave_count", ABSENT, PARAMETER),
    ("slave_count", None, PARAMETER),
    ("slave_count", -1, (400, "DBS.05000089")),
    ("slave_count", 10, (400, "DBS.05000089")),
    ("slave_count", 2**40, (400, "DBS.05000089")),
    ("slave_count", 2**70, PARAMETER),
    ("slave_count", "two", PARAMETER),
    ("slave_count", "", PARAMETER),
    ("slave_count", 1.5, PARAMETER),
    ("slave_count", True, PARAMETER),
    ("slave_count", [1], PARAMETER),
    # charge_info
    ("charge_info", "postPaid", PARAMETER),
    ("charge_info", {}, PARAMETER),
    ("charge_info.charge_mode", "prePaid", PARAMETER),
    ("charge_info.charge_mode", "free", PARAMETER),
    # backup_strategy
    ("backup_strategy", "08:00-09:00", PARAMETER),
    ("backup_strategy", {"keep_days": "7"}, PARAMETER, "backup_strategy.start_time"),
    ("backup_strategy", {"start_time": {}}, PARAMETER, "backup_strategy.start_time"),
    *[
        ("backup_strategy", {"start_time": window}, (400, "DBS.280216"), "start_time")
        for window in ("", "8", "08:00", "08:00-10:00", "24:00-25:00", "08:30-09:30", "8:00-9:00")
    ],
    *[
        (
            "backup_strategy",
            {"start_time": "08:00-09:00", "keep_days": days},
            (400, "DBS.280250"),
            "keep_days",
        )
        for days in (0, -1, 733, "0", "733")
    ],
    *[
        (
            "backup_strategy",
            {"start_time": "08:00-09:00", "keep_days": days},
            PARAMETER,
            "keep_days",
        )
        for days in ("many", 1.5, True, [])
    ],
    # time_zone
    ("time_zone", "Europe/Berlin", PARAMETER),
    ("time_zone", "UTC+13:00", PARAMETER),
    ("time_zone", "UTC-13:00", PARAMETER),
    ("time_zone", "UTC+08:30", PARAMETER),
    ("time_zone", "+08:00", PARAMETER),
    ("time_zone", {}, PARAMETER),
    # volume: of prePaid instances only
    ("volume", {"size": "40"}, PARAMETER),
    ("volume", "40", PARAMETER),
    # tags
    ("tags", "key=value", PARAMETER),
    ("tags", 5, PARAMETER),
    ("tags", [5], PARAMETER),
    ("tags", [{"value": "v"}], PARAMETER),
    ("tags", [{"key": "", "value": "v"}], PARAMETER),
    ("tags", [{"key": " ", "value": "v"}], PARAMETER),
    ("tags", [{"key": "k" * 37, "value": "v"}], PARAMETER),
    ("tags", [{"key": "k.k", "value": "v"}], PARAMETER),
    ("tags", [{"key": "k", "value": "v" * 44}], PARAMETER),
    ("tags", [{"key": "k", "value": "a b"}], PARAMETER),
    ("tags", [{"key": "k", "value": []}], PARAMETER),
    ("tags", [{"key": "k", "value": "1"}, {"key": "k", "value": "2"}], (400, "DBS.280272")),
    ("tags", tags(11), (400, "DBS.200087")),
    # lower_case_table_names
    ("lower_case_table_names", 2, PARAMETER),
    ("lower_case_table_names", -1, PARAMETER),
    ("lower_case_table_names", "yes", PARAMETER),
    ("lower_case_table_names", 0.5, PARAMETER),
    ("lower_case_table_names", True, PARAMETER),
    # enterprise_project_id
    ("enterprise_project_id", UNKNOWN_UUID, PARAMETER),
    ("enterprise_project_id", {}, PARAMETER),
    # dedicated_resource_id
    ("dedicated_resource_id", UNKNOWN_UUID, (400, "DBS.05000087")),
    ("dedicated_resource_id", {}, PARAMETER),
    # restore_point
    ("restore_point", {"source_instance_id": "0" * 32 + "in07"}, (400, "DBS.05000091")),
    ("restore_point", "yesterday", PARAMETER),
    # tde_info
    ("tde_info", {"enable_tde": True, "encryption_type": "AES256"}, (400, "DBS.05000068")),
    ("tde_info", "AES256", PARAMETER),
]


def short(value):
    text = "absent" if value is ABSENT else json.dumps(value)
    return text if len(text) < 30 else text[:27] + "..."


@pytest.mark.parametrize("case", FIELDS, ids=[f"{case[0]}={short(case[1])}" for case in FIELDS])
def test_create_refuses(case, deployment):
    path, value, (status, code), *names = case
    body = changed(deployment.create_body("never-made"), path, value)
    reply = deployment.api("POST", CREATE, body)
    reply.refused(status, code, names[0] if names else path)
    if path == "password" and isinstance(value, (str, int)) and len(str(value)) > 4:
        assert str(value) not in reply.text, "the message repeats the password"


def test_create_refuses_a_flavor_that_is_too_large_for_the_host(deployment):
    body = deployment.create_body(flavor_ref=largest(deployment))
    deployment.api("POST", CREATE, body).refused(*SOLD_OUT, "flavor_ref")


def largest(deployment):
    path = "/v3/{project_id}/flavors/gaussdb-mysql?availability_zone_mode=single"
    flavors = deployment.api("GET", path).ok()["flavors"]
    flavor = max(flavors, key=lambda flavor: int(flavor["ram"]))
    assert set(flavor["az_status"].values()) & {"unsupported", "sellout"}, flavor
    return flavor["spec_code"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (None, EMPTY),
        ("", EMPTY),
        ("   ", EMPTY),
        ("{", MALFORMED),
        ("{'name': 'x'}", MALFORMED),
        ('{"name": "x",}', MALFORMED),
        ("\x00", MALFORMED),
        (b'{"name": "\xff\xfe"}', MALFORMED),
        ("[" * 100_000, MALFORMED),
        ('{"a":' * 100_000, MALFORMED),
        ('{"name": "x"} trailing', MALFORMED),
        ("[]", PARAMETER),
        ('"text"', PARAMETER),
        ("null", PARAMETER),
        ("5", PARAMETER),
        ("{}", PARAMETER),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_bodies_that_are_no_object(deployment, body, expected):
    headers = {"X-Auth-Token": deployment.api.token(), "Content-Type": "application/json"}
    deployment.api.send("POST", CREATE, body=body, headers=headers).refused(*expected)


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "",
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=gbk",
    ],
)
def test_bodies_of_another_type(deployment, kind):
    body = json.dumps(deployment.create_body())
    headers = {"X-Auth-Token": deployment.api.token()}
    if kind is not None:
        headers["Content-Type"] = kind
    # As bytes: a string would be given a type by the client.
    deployment.api.send("POST", CREATE, body=body.encode(), headers=headers).refused(
        415, "DBS.000415"
    )


@pytest.mark.parametrize("kind", ["application/json", "application/json;charset=UTF-8"])
def test_bodies_of_json_are_read(deployment, kind):
    headers = {"X-Auth-Token": deployment.api.token(), "Content-Type": kind}
    deployment.api.send("POST", CREATE, body="{}", headers=headers).refused(*PARAMETER)


@pytest.mark.parametrize("how", ["declared", "chunked", "signed"])
def test_a_body_over_12_mb(deployment, how):
    body = json.dumps(deployment.create_body("x" * (12 * MB))).encode()
    headers = {"X-Auth-Token": deployment.api.token(), "Content-Type": "application/json"}
    if how == "signed":
        key = deployment.credentials
        url = deployment.api.url(CREATE)
        headers = signed_headers("POST", url, body.decode(), key["ak"], key["sk"])
    chunks = iter([body[:MB]] * 12 + [body[-MB:]]) if how == "chunked" else body
    deployment.api.send("POST", CREATE, body=chunks, headers=headers).refused(413, "DBS.000413")


def test_a_body_just_under_12_mb_is_read(deployment):
    body = json.dumps(deployment.create_body("x")).ljust(12 * MB)
    headers = {"X-Auth-Token": deployment.api.token(), "Content-Type": "application/json"}
    deployment.api.send("POST", CREATE, body=body, headers=headers).refused(400, "DBS.200021")


# Instances, nodes, jobs

ON_AN_INSTANCE = [
    ("GET", "/v3.1/{project_id}/instances/{id}", None),
    ("GET", "/v3/{project_id}/instances/{id}", None),
    ("GET", "/mysql/v3/{project_id}/instances/{id}", None),
    ("DELETE", "/v3/{project_id}/instances/{id}", None),
    ("POST", "/v3/{project_id}/instances/{id}/restart", {}),
    ("POST", "/v3/{project_id}/instances/{id}/nodes/enlarge", {"priorities": [1]}),
    ("DELETE", "/v3/{project_id}/instances/{id}/nodes/{node}", None),
    ("POST", "/v3/{project_id}/instances/{id}/nodes/{node}/restart", {}),
    ("PUT", "/v3/{project_id}/instances/{id}/name", {"name": "another"}),
    ("PUT", "/v3/{project_id}/instances/{id}/alias", {"alias": "another"}),
    ("POST", "/v3/{project_id}/instances/{id}/password", {"password": "Tr0ub4dor&3xyz"}),
]


def on(path, instance, node="0" * 32 + "no07"):
    return path.replace("{id}", instance).replace("{node}", node)


@pytest.mark.parametrize(("method", "path", "body"), ON_AN_INSTANCE)
def test_an_unknown_instance(deployment, method, path, body):
    path = on(path, "0123456789abcdef" * 2 + "in07")
    deployment.api(method, path, body).refused(*NO_INSTANCE)


@pytest.mark.parametrize(("method", "path", "body"), ON_AN_INSTANCE)
@pytest.mark.parametrize(
    "bad", ["x", "0" * 36, "-" * 32 + "in07", "0" * 32 + "no07", "0" * 32 + "in17", "%27OR%271"]
)
def test_an_instance_id_of_the_wrong_form(deployment, method, path, body, bad):
    deployment.api(method, on(path, bad), body).refused(*ID_FORMAT, "instance_id")


@pytest.mark.parametrize("method", ["DELETE", "POST"])
def test_an_unknown_node(deployment, instance, method):
    path = f"/v3/{{project_id}}/instances/{instance.id}/nodes/" + "0" * 32 + "no07"
    path += "/restart" if method == "POST" else ""
    deployment.api(method, path).refused(*NO_NODE, "node_id")


@pytest.mark.parametrize("method", ["DELETE", "POST"])
def test_a_node_id_of_the_wrong_form(deployment, instance, method):
    path = f"/v3/{{project_id}}/instances/{instance.id}/nodes/{instance.id}"
    path += "/restart" if method == "POST" else ""
    deployment.api(method, path).refused(*ID_FORMAT, "node_id")


def test_the_primary_cannot_be_deleted(deployment, instance):
    path = f"/v3/{{project_id}}/instances/{instance.id}/nodes/{instance.primary['id']}"
    deployment.api("DELETE", path).refused(400, "DBS.05000091", "node_id")


@pytest.mark.parametrize(
    ("body", "expected", "names"),
    [
        (None, EMPTY, ""),
        ({}, PARAMETER, "priorities"),
        ({"priorities": []}, PARAMETER, "priorities"),
        ({"priorities": [0]}, PARAMETER, "priorities"),
        ({"priorities": [17]}, PARAMETER, "priorities"),
        ({"priorities": [-2]}, PARAMETER, "priorities"),
        ({"priorities": ["high"]}, PARAMETER, "priorities"),
        ({"priorities": [1.5]}, PARAMETER, "priorities"),
        ({"priorities": [1] * 10}, PARAMETER, "priorities"),
        ({"priorities": [1], "availability_zones": ["x"]}, (400, "DBS.05000074"), "zones"),
    ],
)
def test_replicas_that_cannot_be(deployment, instance, body, expected, names):
    path = f"/v3/{{project_id}}/instances/{instance.id}/nodes/enlarge"
    deployment.api("POST", path, body).refused(*expected, names)


@pytest.mark.parametrize(
    ("path", "body", "expected", "names"),
    [
        ("name", {}, PARAMETER, "name"),
        ("name", {"name": "1x"}, (400, "DBS.200021"), "name"),
        ("name", {"name": "abcd", "is_modify_node_name": "maybe"}, PARAMETER, "is_modify"),
        ("alias", {}, PARAMETER, "alias"),
        ("alias", {"alias": "a b"}, PARAMETER, "alias"),
        ("alias", {"alias": "a" * 65}, PARAMETER, "alias"),
        ("password", {}, PARAMETER, "password"),
        ("password", {"password": "short"}, (400, "DBS.280246"), "password"),
        ("password", {"password": "abcdefgh"}, (400, "DBS.280203"), "password"),
        ("password", {"password": "root"}, (400, "DBS.05000006"), "password"),
        ("restart", {"delay": "perhaps"}, PARAMETER, "delay"),
        # Nothing is scheduled yet, and a restart now is not what was asked for.
        ("restart", {"delay": True}, (400, "DBS.05000091"), "delay"),
    ],
)
def test_changes_that_cannot_be(deployment, instance, path, body, expected, names):
    method = "PUT" if path in ("name", "alias") else "POST"
    path = f"/v3/{{project_id}}/instances/{instance.id}/{path}"
    deployment.api(method, path, body).refused(*expected, names)


@pytest.mark.parametrize("family", ["/v3/{project_id}/jobs", "/mysql/v3/{project_id}/jobs"])
def test_unknown_jobs(deployment, family):
    deployment.api("GET", f"{family}?id={UNKNOWN_UUID}").refused(400, "DBS.200543")
    deployment.api("GET", f"{family}?id=x").refused(400, "DBS.200543")
    deployment.api("GET", family).refused(*PARAMETER, "id")


@pytest.mark.parametrize(
    ("query", "expected", "names"),
    [
        ("limit=0", (400, "DBS.280439"), "limit"),
        ("limit=101", (400, "DBS.280439"), "limit"),
        ("limit=-1", (400, "DBS.280439"), "limit"),
        ("limit=x", (400, "DBS.280439"), "limit"),
        ("offset=-1", (400, "DBS.280439"), "offset"),
        ("offset=x", (400, "DBS.280439"), "offset"),
        ("name=*", PARAMETER, "name"),
        ("id=*", PARAMETER, "id"),
        ("type=Single", PARAMETER, "type"),
        ("datastore_type=oracle", PARAMETER, "datastore_type"),
        ("tags=novalue", PARAMETER, "tags"),
        ("tags=a=1,a=2", (400, "DBS.280272"), "tags"),
    ],
)
def test_lists_that_cannot_be(deployment, query, expected, names):
    for family in ("v3.1", "v3", "mysql/v3"):
        path = f"/{family}/{{project_id}}/instances?{query}"
        deployment.api("GET", path).refused(*expected, names)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", PARAMETER),
        ("?instance_ids=", PARAMETER),
        ("?instance_ids=x", ID_FORMAT),
        ("?instance_ids=" + ",".join(["0" * 32 + "in07"] * 21), PARAMETER),
    ],
)
def test_details_that_cannot_be(deployment, query, expected):
    for family in ("v3.1", "v3"):
        path = f"/{family}/{{project_id}}/instances/details{query}"
        deployment.api("GET", path).refused(*expected, "instance_ids")


@pytest.mark.parametrize(
    ("path", "expected", "names"),
    [
        ("datastores/oracle", (400, "DBS.200042"), "database_name"),
        ("flavors/oracle?availability_zone_mode=single", (400, "DBS.200042"), "database_name"),
        ("flavors/gaussdb-mysql?availability_zone_mode=x", (400, "DBS.280260"), "zone_mode"),
        (
            "flavors/gaussdb-mysql?availability_zone_mode=single&version_name=5.7",
            (400, "DBS.280238"),
            "version_name",
        ),
    ],
)
def test_engines_that_cannot_be(deployment, path, expected, names):
    for family in ("v3", "mysql/v3"):
        deployment.api("GET", f"/{family}/{{project_id}}/{path}").refused(*expected, names)


def test_paths_and_methods_that_do_not_exist(deployment):
    deployment.api("GET", "/v3/{project_id}/nothing").refused(404, "DBS.000404")
    deployment.api("GET", "/v4").refused(404, "DBS.000404")
    deployment.api("GET", "/v3/{project_id}/instances/../../etc/passwd").refused(404, "DBS.000404")
    reply = deployment.api("PATCH", "/v3/{project_id}/instances")
    reply.refused(405, "DBS.000405")
    assert "POST" in reply.headers["Allow"]


def test_messages_come_in_chinese_where_there_is_a_translation(deployment):
    path = "/v3/{project_id}/instances/" + "0" * 32 + "in07"
    english = deployment.api("GET", path).refused(*NO_INSTANCE)
    chinese = deployment.api("GET", path, headers={"X-Language": "zh-cn"}).refused(*NO_INSTANCE)
    assert english.message.isascii() and not chinese.message.isascii()


# Who asks


def send(deployment, headers=None, path=CREATE):
    body = json.dumps(deployment.create_body("forged"))
    headers = {"Content-Type": "application/json", **(headers or {})}
    return deployment.api.send("POST", path, body=body, headers=headers)


def test_no_credentials(deployment):
    send(deployment).refused(*UNAUTHENTICATED)
    send(deployment, {"X-Auth-Token": ""}).refused(*UNAUTHENTICATED)


def test_forged_tokens(deployment):
    token = deployment.api.token()
    middle = len(token) // 2
    other = "A" if token[middle] != "A" else "B"
    forged = [
        "x",
        "a" * 5000,
        token[:-1],
        token + "A",
        token[:middle] + other + token[middle + 1 :],
        token[::-1],
        token.swapcase(),
    ]
    for text in forged:
        send(deployment, {"X-Auth-Token": text}).refused(*BAD_TOKEN)


def test_a_token_of_another_deployment(deployment, deploy):
    other = deploy().start()
    send(deployment, {"X-Auth-Token": other.api.token()}).refused(*BAD_TOKEN)


def test_a_token_without_a_project_is_no_good_for_databases(deployment):
    unscoped = deployment.api.log_in(
        scope={"domain": {"name": deployment.credentials["domain_name"]}}
    )
    unscoped.ok(201)
    token = unscoped.headers["X-Subject-Token"]
    send(deployment, {"X-Auth-Token": token}).refused(*FORBIDDEN)


@pytest.mark.parametrize("field", ["user_name", "password", "domain_name"])
def test_logging_in_with_something_wrong(deployment, field):
    wrong = {**deployment.credentials, field: "wrong"}
    api = type(deployment.api)(wrong)
    api.log_in({"project": {"name": wrong["project_name"]}}).refused(*UNAUTHENTICATED)


@pytest.mark.parametrize("project", [{"name": "elsewhere"}, {"id": "0" * 32}])
def test_logging_in_to_a_project_that_is_not_there(deployment, project):
    deployment.api.log_in({"project": project}).refused(*UNAUTHENTICATED)


@pytest.mark.parametrize("project", ["0" * 32, "x", "%00"])
def test_another_projects_path(deployment, project):
    """Whether it exists or not is not said."""
    path = f"/v3/{project}/instances"
    send(deployment, path=path, headers={"X-Auth-Token": deployment.api.token()}).refused(
        *FORBIDDEN
    )
    deployment.api.signed("POST", path, deployment.create_body("foreign")).refused(*FORBIDDEN)


@pytest.mark.parametrize(("method", "path", "body"), ON_AN_INSTANCE)
def test_another_projects_instance_is_as_if_it_did_not_exist(
    deployment, instance, method, path, body
):
    other = second_project(deployment)
    node = instance.primary["id"]
    path = on(path, instance.id, node).replace("{project_id}", other)
    deployment.api.signed(method, path, body).refused(*NO_INSTANCE)
    listed = deployment.api.signed("GET", f"/v3.1/{other}/instances").ok(200)
    assert listed == {"instances": [], "total_count": 0}


def second_project(deployment):
    """A second project of the same domain, which AK/SK are good for, too. No call makes one yet."""
    project = "f" * 32
    deployment.database(
        "INSERT OR IGNORE INTO projects (id, domain_id, name) "
        "SELECT ?, domain_id, 'second' FROM projects LIMIT 1",
        project,
    )
    until(
        lambda: deployment.api.signed("GET", f"/v3.1/{project}/instances").status == 200,
        120,
        "the project that was put into the store is known",
    )
    return project


def signed(deployment, change=None, body=None, sent=None, **credentials):
    """A signed request; `change` gets the headers after they were signed."""
    key = {**deployment.credentials, **credentials}
    body = body or json.dumps(deployment.create_body("forged"))
    headers = signed_headers("POST", deployment.api.url(CREATE), body, key["ak"], key["sk"])
    if change:
        change(headers)
    return deployment.api.send("POST", CREATE, body=sent or body, headers=headers)


def test_a_wrong_secret_key_and_an_unknown_access_key(deployment):
    wrong = signed(deployment, sk="wrong").refused(*UNAUTHENTICATED)
    unknown = signed(deployment, ak="UNKNOWNUNKNOWNUNKNOW").refused(*UNAUTHENTICATED)
    assert wrong.message == unknown.message, "it tells whether the key exists"


def test_a_changed_body(deployment):
    body = json.dumps(deployment.create_body("forged"))
    signed(deployment, body=body, sent=body.replace("forged", "f0rged")).refused(*UNAUTHENTICATED)


def test_a_body_whose_hash_is_only_claimed(deployment):
    """X-Sdk-Content-Sha256 does not stand for the body unless it is the body's."""
    body = json.dumps(deployment.create_body("forged"))
    for claim in ("UNSIGNED-PAYLOAD", "0" * 64):
        key = deployment.credentials
        url = deployment.api.url(CREATE)
        claimed = {"X-Sdk-Content-Sha256": claim}
        headers = signed_headers("POST", url, body, key["ak"], key["sk"], claimed)
        deployment.api.send("POST", CREATE, body=body, headers=headers).refused(*UNAUTHENTICATED)


def test_a_changed_query_and_path(deployment):
    key = deployment.credentials
    path = "/v3.1/{project_id}/instances"
    headers = signed_headers("GET", deployment.api.url(path + "?limit=1"), "", key["ak"], key["sk"])
    for other in (path, path + "?limit=2", path + "?limit=1&offset=1"):
        deployment.api.send("GET", other, headers=headers).refused(*UNAUTHENTICATED)
    deployment.api.send("GET", path + "?limit=1", headers=headers).ok(200)


@pytest.mark.parametrize("minutes", [-16, 16, -24 * 60])
def test_a_request_that_was_signed_at_another_time(deployment, minutes):
    reply = at(deployment, minutes)
    reply.refused(*UNAUTHENTICATED, "15 minutes")


@pytest.mark.parametrize("minutes", [-14, 14])
def test_clocks_may_differ_a_little(deployment, minutes):
    at(deployment, minutes).refused(400, "DBS.200021")


def at(deployment, minutes):
    """A request (with a bad name) that was signed so many minutes from now."""
    date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() + 60 * minutes))
    return deployment.api.signed(
        "POST", CREATE, deployment.create_body("1x"), headers={"X-Sdk-Date": date}
    )


def test_a_late_request_with_a_new_date(deployment):
    """The date is signed: it cannot be made younger."""

    def younger(headers):
        headers["X-Sdk-Date"] = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() + 60))

    signed(deployment, younger).refused(*UNAUTHENTICATED)


def test_partly_signed(deployment):
    """The date has to be among the signed headers, or a request could be repeated for ever."""
    key = deployment.credentials
    body = json.dumps(deployment.create_body("forged"))
    headers = partly_signed(deployment, body, key, sign=["content-type", "host"])
    deployment.api.send("POST", CREATE, body=body, headers=headers).refused(
        *UNAUTHENTICATED, "x-sdk-date"
    )
    # Signed as such, the same is fine (and refused for its content).
    body = json.dumps(deployment.create_body("1x"))
    headers = partly_signed(deployment, body, key, sign=["host", "x-sdk-date"])
    deployment.api.send("POST", CREATE, body=body, headers=headers).refused(400, "DBS.200021")


def test_signed_headers_that_are_not_there_or_not_signed(deployment):
    def drop(headers):
        del headers["Content-Type"]

    def name_one_more(headers):
        headers["X-Other"] = "1"
        headers["Authorization"] = headers["Authorization"].replace(
            "SignedHeaders=", "SignedHeaders=x-other;"
        )

    def change_one(headers):
        headers["Content-Type"] = "application/json; charset=utf-8"

    for change in (name_one_more, change_one):
        signed(deployment, change).refused(*UNAUTHENTICATED)

    # A header that is named as signed and not sent. The body is sent as bytes, so that the client
    # does not make a header up.
    key, body = deployment.credentials, json.dumps(deployment.create_body("forged"))
    headers = signed_headers("POST", deployment.api.url(CREATE), body, key["ak"], key["sk"])
    drop(headers)
    deployment.api.send("POST", CREATE, body=body.encode(), headers=headers).refused(
        *UNAUTHENTICATED, "content-type"
    )


def partly_signed(deployment, body, key, sign):
    """What the SDK's signer would make of it if it signed fewer headers."""
    import hashlib
    import hmac

    url = deployment.api.url(CREATE)
    headers = {
        "content-type": "application/json",
        "host": url.split("/")[2],
        "x-sdk-date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()),
    }
    lines = "".join(f"{name}:{headers[name]}\n" for name in sign)
    path = url.split("/", 3)[3]
    digest = hashlib.sha256(body.encode()).hexdigest()
    canonical = f"POST\n/{path}/\n\n{lines}\n{';'.join(sign)}\n{digest}"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"SDK-HMAC-SHA256\n{headers['x-sdk-date']}\n{hashed}"
    signature = hmac.new(key["sk"].encode(), text.encode(), hashlib.sha256).hexdigest()
    headers["authorization"] = (
        f"SDK-HMAC-SHA256 Access={key['ak']}, SignedHeaders={';'.join(sign)}, Signature={signature}"
    )
    return headers


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "Basic YWRtaW46YWRtaW4=",
        "Bearer x",
        "SDK-HMAC-SHA256",
        "SDK-HMAC-SHA256 Access=x",
        "SDK-HMAC-SHA256 Access=x, SignedHeaders=x-sdk-date, Signature=zz",
        "SDK-HMAC-SHA256 Access=x, SignedHeaders=, Signature=" + "0" * 64,
        "SDK-HMAC-SM3 Access=x, SignedHeaders=x-sdk-date, Signature=" + "0" * 64,
        "SDK-HMAC-SHA256 " + "x" * 20_000,
    ],
    ids=lambda text: text[:40],
)
def test_authorization_headers_that_make_no_sense(deployment, text):
    send(deployment, {"Authorization": text}).refused(*UNAUTHENTICATED)


# What there is no room for


def test_over_quota(deployment):
    project = deployment.credentials["project_id"]
    quota = len(deployment.instances())
    deployment.database("INSERT INTO quotas VALUES (?, 'instance', ?)", project, quota)
    try:
        deployment.api("POST", CREATE, deployment.create_body()).refused(413, "DBS.200046")
    finally:
        deployment.database("DELETE FROM quotas")


def test_no_memory_left_for_the_flavor(deploy):
    """With room for one small node, there is none for two, and nothing of them is made."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    own = deploy(overcommit=1.5 * (1 << 30) / total).start()
    with nothing_started(own):
        body = own.create_body(slave_count=1)
        own.api("POST", CREATE, body).refused(*SOLD_OUT, "flavor_ref")
    path = "/v3/{project_id}/flavors/gaussdb-mysql?availability_zone_mode=single"
    flavors = {flavor["spec_code"]: flavor for flavor in own.api("GET", path).ok()["flavors"]}
    default = flavors[own.credentials["default_flavor"]]
    assert set(default["az_status"].values()) == {"normal"}
    assert set(flavors[largest(own)]["az_status"].values()) <= {"sellout", "unsupported"}


def test_no_addresses_left(deploy):
    """A subnet of six addresses has no room for one more than it has."""
    own = deploy()
    small = next(own.range.network.subnets(new_prefix=29))
    own.range.network = small  # its lock holds for all of it
    own.start()
    with nothing_started(own):
        reply = own.api("POST", CREATE, own.create_body(slave_count=9))
        reply.refused(400, "DBS.05000020", "subnet_id")
    assert below(own.data)


@pytest.fixture
def small_disk():
    """A file system that is too small for a database; only root can make one."""
    own = Deployment()
    own.data.mkdir(mode=0o700)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=280m,mode=0700", "tmpfs", str(own.data)],
        capture_output=True,
        text=True,
    )
    try:
        if made.returncode != 0:
            pytest.skip(f"cannot mount a file system: {made.stderr.strip()}")
        yield own
    finally:
        try:
            own.close()
        finally:
            if made.returncode == 0:
                # What a process had open may be let go of a moment after it is gone.
                until(lambda: unmounted(own.data), 10, f"{own.data} is unmounted")
            shutil.rmtree(own.base, ignore_errors=True)


def unmounted(path):
    return subprocess.run(["umount", str(path)], capture_output=True).returncode == 0


def test_a_full_disk(small_disk):
    small_disk.start()
    with nothing_started(small_disk):
        reply = small_disk.api("POST", CREATE, small_disk.create_body())
        reply.refused(*SOLD_OUT, "disk")


# An instance that something else is done with


@pytest.mark.starts_jobs
def test_busy(deployment, instance):
    """While one operation is under way every other one is refused, with the code that clients
    wait and repeat on."""
    path = f"/v3/{{project_id}}/instances/{instance.id}"
    before = traces(deployment)["jobs"]
    job = deployment.api("POST", f"{path}/restart").ok(200)["job_id"]
    try:
        node = instance.primary["id"]
        for method, other, body in ON_AN_INSTANCE:
            if method == "GET" or other.endswith("/alias"):
                continue
            reply = deployment.api(method, on(other, instance.id, node), body)
            reply.refused(*BUSY)
        assert deployment.job(job)["status"] == "Running", "it was over before all had asked"
        shown = deployment.api("GET", path).ok(200)["instance"]
        assert shown["status"] == "REBOOTING"
        assert instance.show()["status"] == "normal"
    finally:
        deployment.wait_job(job)
    assert traces(deployment)["jobs"] == [(before[0][0] + 1,)], "one job, not more"
