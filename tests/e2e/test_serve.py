"""The control plane as a program: starting, refusing to, ending, its files, and its secrets."""

import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess

import huaweicloudsdkgaussdb.v3 as sdk
import pytest
import requests

from lib import mysql, processes
from lib.api import Api
from lib.deployment import binary, environment, new_password
from lib.wait import Stopwatch, until

FIELDS = (
    "endpoint iam_endpoint region availability_zones domain_name user_name password project_id "
    "project_name ak sk vpc_id subnet_id security_group_id default_flavor"
).split()


def run(*command, timeout=20, **more):
    """Runs a program that is to end by itself."""
    return subprocess.run(
        [binary(), *map(str, command)],
        capture_output=True,
        text=True,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
        env=environment(**more),
    )


def mode(path):
    return stat.S_IMODE(os.lstat(path).st_mode)


def test_the_first_start(deploy):
    site = deploy()
    with Stopwatch("first start, until it answers"):
        site.start()
    credentials = site.credentials
    assert list(credentials) == FIELDS or set(FIELDS) <= set(credentials)
    assert mode(site.data / "credentials.json") == 0o600
    assert mode(site.data) == 0o700
    assert credentials["endpoint"] == credentials["iam_endpoint"]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", credentials["endpoint"])
    assert str(site.data / "credentials.json") in site.stdout
    secret = ("credentials.json", "deployment.key", "ca-key.pem", "hyades.db")
    assert {name: oct(mode(site.data / name)) for name in secret} == {
        name: oct(0o600) for name in secret
    }


def test_a_second_start_keeps_everything_but_the_port(deploy):
    site = deploy().start()
    first = site.credentials
    token = site.api.token()
    site.stop()
    with Stopwatch("second start, until it answers"):
        site.start()
    changed = {name for name in first if first[name] != site.credentials[name]}
    assert changed <= {"endpoint", "iam_endpoint"}
    reply = site.api.send("GET", "/v3.1/{project_id}/instances", headers={"X-Auth-Token": token})
    reply.ok(200)


def test_a_second_server_on_the_same_data_directory_is_refused(deploy):
    site = deploy().start()
    ended = run(*site.command()[1:])
    assert ended.returncode != 0
    assert str(site.data) in ended.stderr and "another" in ended.stderr
    assert "panicked" not in ended.stderr and len(ended.stderr.splitlines()) == 1
    assert json.loads((site.data / "credentials.json").read_text()) == site.credentials
    site.api("GET", "/v3.1/{project_id}/instances").ok(200)


def test_a_data_directory_of_a_newer_version_is_refused(deploy):
    site = deploy().start()
    site.stop()
    version = (site.data / "VERSION").read_text()
    (site.data / "VERSION").write_text("999\n")
    ended = run(*site.command()[1:])
    assert ended.returncode != 0 and "newer" in ended.stderr and "999" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1, ended.stderr
    (site.data / "VERSION").write_text(version)
    site.start()


def test_a_store_of_a_newer_version_is_refused(deploy):
    site = deploy().start()
    site.stop()
    change = "UPDATE settings SET value = ? WHERE setting = 'schema_version'"
    [[version]] = site.database("SELECT value FROM settings WHERE setting = 'schema_version'")
    site.database(change, 999)
    ended = run(*site.command()[1:])
    assert ended.returncode != 0 and "newer" in ended.stderr
    site.database(change, version)
    site.start()


def test_it_ends_in_time_and_the_databases_go_on_until_they_are_stopped(deploy):
    site = deploy().start()
    made = site.create_ready("goes-on", slave_count=1)
    address = made.endpoint()[0]
    for number in (signal.SIGTERM, signal.SIGINT):
        end(site, number, address, made.password)
        refused = site.start() and run("stop", "--all", "--data-dir", site.data)
        assert refused.returncode != 0 and "serve is running" in refused.stderr
        assert len(site.processes()) == 3
    site.stop()
    with Stopwatch("hyades stop of 2 servers and the proxy"):
        ended = run("stop", "--all", "--data-dir", site.data, timeout=60)
    assert ended.returncode == 0 and len(ended.stdout.splitlines()) == 3
    assert "killed" not in ended.stdout
    assert site.processes() == [] and site.listening() == set()
    again = run("stop", "--all", "--data-dir", site.data)
    assert again.returncode == 0 and "nothing runs" in again.stdout


def end(site, number, address, password):
    # Requests under way and clients that keep their connection do not hold it up.
    lazy = socket.create_connection(site.credentials["endpoint"].removeprefix("http://").split(":"))
    lazy.sendall(b"POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    with mysql.session(address, 3306, "root", password) as connection:
        with Stopwatch(f"signal {number}, until it has ended"):
            site.process.send_signal(number)
            code = site.process.wait(5)
        assert mysql.value(connection, "SELECT 1") == 1
    lazy.close()
    assert code == 0
    assert "databases keep running" in site.stdout
    assert f"hyades stop --all --data-dir {site.data}" in site.stdout
    assert len(site.processes("mysqld")) == 2 and site.proxy()
    with mysql.session(address, 3306, "root", password) as connection:
        assert mysql.value(connection, "SELECT 1") == 1


def test_it_ends_in_time_in_the_middle_of_a_job(deploy):
    site = deploy().start()
    made = site.create(slave_count=1)
    until(lambda: site.processes("mysqld", "helper"), 30, "a server is being made")
    with Stopwatch("SIGTERM during a job, until it has ended"):
        assert site.stop(5) == 0
    site.start()
    site.wait_job(made.job)
    assert made.answers()
    site.assert_tidy()


def test_quickstart(deploy):
    site = deploy("--quickstart")
    site.start()
    with Stopwatch("quickstart, from the first answer until it is ready"):
        until(lambda: "is ready at" in site.stdout, 60, lambda: site.stdout + site.tail())
    file = site.data / "quickstart.cnf"
    assert mode(file) == 0o600 and str(file) in site.stdout
    options = dict(re.findall(r'^(\w+)="?([^"\n]*)"?$', file.read_text(), re.MULTILINE))
    assert f"{options['host']}:{options['port']}" in site.stdout
    with mysql.session(
        options["host"], options["port"], options["user"], options["password"]
    ) as connection:
        assert mysql.value(connection, "SELECT 1") == 1
    [row] = site.instances()
    assert row["name"] == "quickstart" and len(row["readonly_private_ips"]) == 2
    site.stop()
    site.start()
    until(lambda: "is ready at" in site.stdout, 30, "the second start says it, too")
    assert [one["id"] for one in site.instances()] == [row["id"]]


@pytest.fixture(scope="module")
def tls_site(deploy_for_module):
    site = deploy_for_module("--tls").start()
    site.made = site.create_ready("over-tls")
    return site


def test_tls(tls_site):
    credentials = tls_site.credentials
    assert credentials["endpoint"].startswith("https://")
    ca = tls_site.data / credentials["ca_file"]
    tls_site.api("GET", "/v3.1/{project_id}/instances").ok(200)
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(credentials["endpoint"], timeout=5)
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(credentials["endpoint"].replace("https", "http"), timeout=5)
    # localhost is in the certificate, too.
    named = {**credentials, "endpoint": credentials["endpoint"].replace("127.0.0.1", "localhost")}
    Api(named, verify=str(ca)).send("GET", "/v3").ok(200)
    assert tls_site.hyades("instance", "list").returncode == 0
    with tls_site.made.connect(tls=True) as connection:
        assert mysql.value(connection, "SELECT 1") == 1


def test_the_sdk_over_tls(tls_site):
    """The unmodified SDK takes the deployment's CA as any other."""
    found = tls_site.sdk(ca=str(tls_site.data / "ca.pem")).show_gauss_my_sql_engine_version(
        sdk.ShowGaussMySqlEngineVersionRequest(database_name="gaussdb-mysql")
    )
    assert found.datastores


def write(path, text):
    path.write_text(text)
    return path


def test_configuration_file_environment_and_options_in_rising_order(deploy, tmp_path):
    file = write(tmp_path / "hyades.toml", 'region = "from-file"\navailability_zones = ["z1"]\n')
    site = deploy("--config", str(file))
    site.start()
    assert site.credentials["region"] == "from-file"
    assert site.credentials["availability_zones"] == ["z1"]
    site.stop()
    said = run(
        "config",
        "check",
        "--data-dir",
        site.data,
        "--config",
        file,
        "--listen",
        "127.0.0.1:0",
        "--network",
        site.range.network,
        HYADES_REGION="from-env",
    )
    assert said.returncode == 0 and "from-env" in said.stdout, said
    said = run(
        "config",
        "check",
        "--data-dir",
        site.data,
        "--config",
        file,
        "--listen",
        "127.0.0.1:0",
        "--network",
        site.range.network,
        "--region",
        "from-option",
        HYADES_REGION="from-env",
    )
    assert said.returncode == 0 and "from-option" in said.stdout, said


@pytest.mark.parametrize(
    ("file", "options", "says"),
    [
        ('regoin = "x"', (), "regoin"),
        ("listen = 5", (), "listen"),
        ("region = ", (), "line 1"),
        ('[network]\ncidr = "10.0.0.0/16"', (), "127.0.0.0/8"),
        ("", ("--network", "127.99.0.0/30"), "/29"),
        ("", ("--network", "127.0.0.0/24"), "listen"),
        ("", ("--region", "a b"), "region"),
        ("[capacity]\novercommit = -1", (), "overcommit"),
        ("", ("--listen", "192.0.2.1:80"), "192.0.2.1"),
    ],
)
def test_config_check_explains_mistakes(tmp_path, file, options, says):
    file = write(tmp_path / "hyades.toml", file)
    ended = run("config", "check", "--data-dir", tmp_path / "d", "--config", file, *options)
    assert ended.returncode == 1
    assert says in ended.stderr, ended
    assert "panicked" not in ended.stderr
    assert not (tmp_path / "d").exists(), "a check changes nothing"


def test_config_check_of_a_missing_file_and_an_impossible_directory(tmp_path):
    ended = run("config", "check", "--data-dir", tmp_path / "d", "--config", tmp_path / "none")
    assert ended.returncode == 1 and str(tmp_path / "none") in ended.stderr
    file = write(tmp_path / "file", "")
    ended = run("config", "check", "--data-dir", file / "d", "--listen", "127.0.0.1:0")
    assert ended.returncode == 1 and "not a directory" in ended.stderr


def test_serve_explains_what_keeps_it_from_starting(tmp_path):
    """One line, no backtrace."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        ended = run("serve", "--data-dir", tmp_path / "d", "--listen", address)
    assert ended.returncode == 1
    assert address in ended.stderr and len(ended.stderr.splitlines()) == 1, ended


def test_without_an_engine_nothing_can_be_created(deploy, tmp_path):
    """The API is there and says so; the log says why."""
    empty = tmp_path / "no-mysql-here"
    empty.mkdir()
    path = os.pathsep.join(
        part
        for part in os.environ["PATH"].split(os.pathsep)
        if not shutil.which("mysqld", path=part)
    )
    site = deploy("--engine-dir", str(empty), environment={"PATH": path}).start()
    assert "no MySQL build is installed" in site.stderr_file.read_text()
    datastores = site.api("GET", "/v3/{project_id}/datastores/gaussdb-mysql").ok(200)
    assert datastores == {"datastores": []}
    reply = site.api("POST", "/v3/{project_id}/instances", site.create_body())
    reply.refused(400, "DBS.280238", "no MySQL is installed")
    assert site.instances() == [] and site.node_directories() == set()


def test_a_missing_credentials_file_is_explained(deploy):
    site = deploy().start()
    site.stop()
    file = site.data / "credentials.json"
    kept = file.read_text()
    file.unlink()
    ended = run(*site.command()[1:])
    assert ended.returncode != 0 and "credentials.json" in ended.stderr
    file.write_text(kept)
    site.start()


# Secrets


def test_no_secret_shows(deploy):
    """Not in logs, replies, process lists, environments, errors, or files that need none of it."""
    site = deploy(log="debug,sqlx=debug,mysql_async=debug").start()
    passwords = [new_password() for _ in range(4)]
    made = site.create_ready("secretive", password=passwords[0], slave_count=1)
    token = site.api.token()
    seen = look(site)

    path = f"/v3/{{project_id}}/instances/{made.id}"
    site.api("POST", f"{path}/password", {"password": passwords[1]}).ok(200)
    made.password = passwords[1]
    seen |= look(site)
    # Passwords in requests that fail, in every way.
    refused = site.create_body("1bad", password=passwords[2])
    site.api("POST", "/v3/{project_id}/instances", refused)
    site.api("POST", "/v3/{project_id}/instances", {**refused, "password": [passwords[2]]})
    site.api("POST", "/v3/{project_id}/instances", {"password": passwords[2]})
    site.api("POST", f"{path}/password", {"passwort": passwords[2]})
    site.api("POST", f"{path}/password", {"password": passwords[2] + "\u00e4"})
    site.api(
        "POST", f"/v3/{{project_id}}/instances/{'0' * 32}in07/password", {"password": passwords[2]}
    )
    headers = {"X-Auth-Token": token, "Content-Type": "application/json"}
    site.api.send(
        "POST", f"{path}/password", body=f'{{"password": "{passwords[2]}"', headers=headers
    )
    wrong = Api({**site.credentials, "password": passwords[2]}, site.transcript)
    wrong.log_in().refused(401, "DBS.000401")
    site.api.signed("GET", path)
    site.api.signed("GET", path, sk="wrong").refused(401, "DBS.000401")
    # By the command line.
    ended = site.hyades(
        "instance", "reset-password", made.id, "--password-stdin", input=passwords[3] + "\n"
    )
    assert ended.returncode == 0
    made.password = passwords[3]
    seen |= look(site)
    # A wrong login to the database, and a statement with a password in it.
    with pytest.raises(mysql.NOT_YET):
        made.connect(password=passwords[2])
    # Jobs, restarts and kills.
    site.wait_job(site.api("POST", f"{path}/restart").ok(200)["job_id"])
    site.wait_job(site.api("POST", f"{path}/nodes/enlarge", {"priorities": [1]}).json["job_id"])
    site.kill9()
    site.start()
    seen |= look(site)
    until(made.answers, 10, "it answers", ignore=mysql.NOT_YET)
    seen |= look(site)

    credentials = site.credentials
    secrets = {
        **{f"password {n}": text for n, text in enumerate(passwords)},
        "sk": credentials["sk"],
        "the administrator's password": credentials["password"],
        "token": token,
        "deployment key": (site.data / "deployment.key").read_text().strip(),
    }
    found = []
    for name, text in secrets.items():
        found += [f"{name} in a process: {where[:200]}" for where in seen if text in where]
        found += [f"{name} in a reply: {where[:300]}" for where in site.transcript if text in where]
        found += [f"{name} in {log}" for log, content in site.logs().items() if text in content]
        if text in ended.stdout + ended.stderr:
            found.append(f"{name} printed by the command line")
        kept = {"deployment key": "deployment.key"}.get(name, "credentials.json")
        found += [
            f"{name} in the file {file}"
            for file in files_with(site.data, text.encode())
            if file != kept
        ]
    assert not found, "\n".join(found)
    # The search does find what is there.
    assert files_with(site.data, credentials["sk"].encode()) == ["credentials.json"]
    assert seen and site.transcript


def look(site):
    """Command lines and environments of everything that runs, as of now."""
    seen = set()
    for process in processes.below(site.data):
        seen |= {process.command, process.environment()}
    return seen


def files_with(directory, secret):
    """Files below a directory that contain the secret in the clear."""
    found = []
    for parent, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(parent, name)
            try:
                if stat.S_ISREG(os.lstat(path).st_mode) and contains(path, secret):
                    found.append(os.path.relpath(path, directory))
            except FileNotFoundError:
                pass
    return found


def contains(path, secret):
    rest = b""
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            if secret in rest + block:
                return True
            rest = block[-len(secret) :]
    return False


def test_files_are_for_the_owner_alone(tls_site):
    """No file or directory below the data directory can be reached by anybody else, even if the
    data directory itself were opened."""
    reachable = []
    for parent, directories, names in os.walk(tls_site.data):
        directories[:] = [name for name in directories if mode(os.path.join(parent, name)) & 0o077]
        reachable += [
            path
            for path in (os.path.join(parent, name) for name in names)
            if stat.S_ISREG(os.lstat(path).st_mode) and mode(path) & 0o077
        ]
    assert not reachable, reachable
    for node in tls_site.node_directories():
        assert mode(tls_site.data / "nodes" / node) == 0o700
