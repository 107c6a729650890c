"""Every operation that is documented and not there yet says so, to those who may ask."""

import json
import pathlib
import re

import pytest

METHODS = ("get", "put", "post", "delete", "patch")


@pytest.fixture(scope="module")
def table(deployment):
    """The endpoint table, as the deployment describes it: (id, method, path, implemented)."""
    document = deployment.api.send("GET", "/openapi.json").ok(200)
    return [
        (operation["operationId"], method.upper(), path, "501" not in operation["responses"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]


def with_variables(path, project):
    """A path with well-formed values in the place of its variables."""
    values = {
        "project_id": project,
        "instance_id": "0" * 32 + "in07",
        "node_id": "0" * 32 + "no07",
        "proxy_id": "0" * 32 + "po01",
        "configuration_id": "0" * 32 + "pr07",
        "config_id": "0" * 32 + "pr07",
        "backup_id": "0" * 32 + "br07",
    }
    return re.sub(r"{(\w+)}", lambda name: values.get(name[1], "x"), path)


def test_the_table_is_that_of_the_documentation(table):
    assert len(table) >= 232, "the manual has 232 distinct operations"
    ids = [operation for operation, *_ in table]
    assert len(set(ids)) == len(ids)


def test_the_document_is_the_checked_in_one(deployment):
    file = pathlib.Path(__file__).resolve().parents[2] / "docs/openapi.json"
    live = deployment.api.send("GET", "/openapi.json").ok(200)
    assert live == json.loads(file.read_text()), "docs/openapi.json is not up to date"


def test_without_credentials_everything_else_is_refused(deployment, table):
    """401 for what is there and what is not, with the way to authenticate."""
    open_to_all = {"ListVersions", "ShowVersion", "CreateToken"}
    problems = []
    for operation, method, path, _ in table:
        if operation in open_to_all:
            continue
        path = with_variables(path, deployment.credentials["project_id"])
        reply = deployment.api.send(method, path)
        if (reply.status, reply.code) != (401, "DBS.000401"):
            problems.append(f"{operation}: {reply!r}")
        elif "WWW-Authenticate" not in reply.headers:
            problems.append(f"{operation}: no WWW-Authenticate")
    assert not problems, "\n".join(problems)


def test_what_is_not_implemented_says_so(deployment, table):
    problems, asked = [], 0
    for operation, method, path, implemented in table:
        if implemented:
            continue
        path = with_variables(path, deployment.credentials["project_id"])
        json = None if method == "GET" else {}
        reply = deployment.api(method, path, json)
        asked += 1
        if (reply.status, reply.code) != (501, "DBS.000501"):
            problems.append(f"{operation}: {reply!r}")
        elif operation not in reply.message:
            problems.append(f"{operation} is not named: {reply!r}")
    assert not problems, "\n".join(problems)
    assert asked >= 160


def test_a_foreign_project_is_refused_before_anything_is_said(deployment, table):
    _, method, path, _ = next(row for row in table if not row[3] and "{project_id}" in row[2])
    path = with_variables(path, "0" * 32)
    deployment.api(method, path).refused(403, "DBS.200010")
