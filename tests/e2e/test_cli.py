"""The command line against a real deployment: what it does, prints and exits with."""

import json
import re

import pytest

from lib import mysql
from lib.deployment import new_password

OK, FAILED, USAGE, NOT_FOUND, CONFLICT, DENIED, UNREACHABLE, TIMED_OUT = range(8)
NAME = "by-cli"


@pytest.fixture(scope="module")
def cli(deployment):
    """Runs a command; by default it has to end well."""

    def run(*arguments, code=OK, **options):
        ended = deployment.hyades(*arguments, **options)
        assert ended.returncode == code, ended
        return ended

    yield run
    deployment.delete_all()
    deployment.assert_tidy()


@pytest.fixture(scope="module")
def as_json(cli):
    return lambda *arguments, **options: json.loads(
        cli(*arguments, "--output", "json", **options).stdout
    )


@pytest.fixture(scope="module")
def instance(cli, deployment):
    """Created by the command line, with a password from standard input."""
    password = new_password()
    ended = cli(
        "instance",
        "create",
        NAME,
        "--replicas",
        "1",
        "--password-stdin",
        "--time-zone",
        "UTC-03:00",
        "--tag",
        "a=b",
        input=password + "\n",
    )
    return ended.stdout, password


def detail(as_json):
    return as_json("instance", "show", NAME)["instance"]


def connect(as_json, password):
    shown = detail(as_json)
    return mysql.session(shown["private_write_ips"][0], shown["port"], "root", password)


def test_create(instance, as_json):
    stdout, password = instance
    assert NAME in stdout and "normal" in stdout and "mysql --host=" in stdout
    assert password not in stdout
    shown = detail(as_json)
    assert (shown["status"], shown["node_count"], shown["time_zone"]) == ("normal", 2, "UTC-03:00")
    with connect(as_json, password) as connection:
        assert mysql.value(connection, "SELECT @@time_zone") == "-03:00"


def test_list(instance, cli, as_json):
    lines = cli("instance", "list").stdout.splitlines()
    assert lines[0].split() == ["NAME", "ID", "STATUS", "ADDRESS", "FLAVOR", "CREATED"]
    assert re.match(rf"{NAME} +[0-9a-f]{{32}}in07 +normal +127\.\S+:3306 ", lines[1])
    assert len(lines) == 2
    assert as_json("instance", "list")["total_count"] == 1
    assert as_json("instance", "list", "--name", "*cli")["total_count"] == 1
    assert as_json("instance", "list", "--name", "other")["instances"] == []
    assert as_json("instance", "list", "--offset", "1")["instances"] == []


def test_show(instance, cli, as_json):
    text = cli("instance", "show", NAME).stdout
    shown = detail(as_json)
    assert cli("instance", "show", shown["id"]).stdout == text
    for node in shown["nodes"]:
        assert node["name"] in text and node["id"] in text
    assert "primary" in text and "replica" in text and "a=b" in text


def test_rename(instance, cli, as_json):
    assert "renamed" in cli("instance", "rename", NAME, "by-cli-2").stdout
    assert as_json("instance", "rename", "by-cli-2", NAME)["job"]["status"] == "Completed"
    assert detail(as_json)["name"] == NAME


def test_reset_password(instance, cli, as_json, tmp_path):
    new = new_password()
    file = tmp_path / "password"
    file.write_text(new + "\n")
    cli("instance", "reset-password", NAME, "--password-file", str(file))
    with connect(as_json, new) as connection:
        assert mysql.value(connection, "SELECT 1") == 1
    # Without one given, a password is made up and shown once.
    made_up = cli("instance", "reset-password", NAME).stdout.splitlines()[0]
    with connect(as_json, made_up) as connection:
        assert mysql.value(connection, "SELECT 1") == 1
    made_up = as_json("instance", "reset-password", NAME)["password"]
    with connect(as_json, made_up) as connection:
        assert mysql.value(connection, "SELECT 1") == 1
    ended = cli("instance", "reset-password", NAME, "--password-stdin", input="weak\n", code=FAILED)
    assert "password" in ended.stderr and "DBS.280246" in ended.stderr


def test_restart(instance, cli, deployment):
    before = {process.pid for process in deployment.processes("mysqld")}
    assert "restarted" in cli("instance", "restart", NAME).stdout
    assert not before & {process.pid for process in deployment.processes("mysqld")}


def test_replicas(instance, cli, as_json):
    assert "added" in cli("replica", "add", NAME, "--priority", "5").stdout
    nodes = {node["name"]: node for node in detail(as_json)["nodes"]}
    assert nodes[f"{NAME}_node03"]["priority"] == 5
    assert "deleted" in cli("replica", "delete", NAME, f"{NAME}_node03").stdout
    assert detail(as_json)["node_count"] == 2
    cli("replica", "delete", NAME, f"{NAME}_node03", code=NOT_FOUND)
    cli("replica", "delete", NAME, "0" * 32 + "no07", code=FAILED)
    # The primary is no replica.
    cli("replica", "delete", NAME, f"{NAME}_node01", code=FAILED)


def test_jobs(instance, cli, as_json):
    started = as_json("replica", "add", NAME, "--no-wait")
    job = started["job_id"]
    assert cli("job", "show", job).stdout
    busy = cli("instance", "restart", NAME, code=CONFLICT)
    assert "DBS.200019" in busy.stderr
    late = cli("job", "wait", job, "--timeout", "0", code=TIMED_OUT)
    assert job in late.stderr
    assert "completed" in cli("job", "wait", job).stdout
    assert as_json("job", "show", job)["job"]["status"] == "Completed"
    assert detail(as_json)["node_count"] == 3
    assert cli("job", "wait", job, "--quiet").stdout == ""
    unknown = "00000000-0000-4000-8000-000000000000"
    cli("job", "show", unknown, code=NOT_FOUND)
    cli("job", "wait", unknown, code=NOT_FOUND)


def test_flavors(cli, as_json, deployment):
    default = deployment.credentials["default_flavor"]
    assert default in cli("flavor", "list").stdout
    assert default in [f["spec_code"] for f in as_json("flavor", "list")["flavors"]]


def test_token(cli, as_json, deployment):
    token = cli("token").stdout.strip()
    other = as_json("token")
    assert other["project_id"] == deployment.credentials["project_id"]
    for text in (token, other["token"]):
        reply = deployment.api.send(
            "GET", "/v3.1/{project_id}/instances", headers={"X-Auth-Token": text}
        )
        reply.ok(200)


def test_usage_and_things_that_are_not_there(cli, deployment, tmp_path):
    cli("instance", code=USAGE)
    cli("instance", "create", code=USAGE)
    cli("instance", "list", "--output", "xml", code=USAGE)
    cli("instance", "create", "abcd", "--password", "x", code=USAGE)  # never on the command line
    cli("instance", "show", "nobody", code=NOT_FOUND)
    cli("instance", "show", "0" * 32 + "in07", code=NOT_FOUND)
    cli("instance", "delete", "nobody", code=USAGE)  # nobody to confirm it, and no --yes
    cli("instance", "delete", "nobody", "--yes", code=NOT_FOUND)
    bad = cli("instance", "create", "1bad", code=FAILED)
    assert "DBS.200021" in bad.stderr and "name" in bad.stderr
    cli("instance", "list", "--credentials", str(tmp_path / "none.json"), code=DENIED)
    stolen = tmp_path / "wrong.json"
    stolen.write_text(json.dumps({**deployment.credentials, "password": "wrong"}))
    cli("instance", "list", "--credentials", str(stolen), code=DENIED)
    cli("instance", "list", "--endpoint", "http://127.0.0.1:1", code=UNREACHABLE)


def test_errors_are_objects_for_programs(cli):
    ended = cli("instance", "show", "0" * 32 + "in07", "--output", "json", code=NOT_FOUND)
    assert ended.stdout == ""
    error = json.loads(ended.stderr)
    assert (error["error_code"], error["exit_code"]) == ("DBS.200002", NOT_FOUND)
    assert error["request_id"]


def test_completion(cli):
    for shell in ("bash", "zsh", "fish"):
        assert "hyades" in cli("completion", shell).stdout


def test_names_that_several_instances_have(instance, cli, deployment):
    twin = deployment.create(NAME)
    deployment.wait_job(twin.job)
    ended = cli("instance", "restart", NAME, code=USAGE)
    assert twin.id in ended.stderr
    assert "deleted" in cli("instance", "delete", twin.id, "--yes").stdout


def test_delete(instance, cli, as_json):
    refused = cli("instance", "delete", NAME, code=USAGE)
    assert "--yes" in refused.stderr
    assert as_json("instance", "delete", NAME, "--yes")["job"]["status"] == "Completed"
    cli("instance", "show", NAME, code=NOT_FOUND)
    assert cli("instance", "list").stdout.split() == [
        "NAME",
        "ID",
        "STATUS",
        "ADDRESS",
        "FLAVOR",
        "CREATED",
    ]
