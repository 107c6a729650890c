"""The full SQL log: recorded by the data plane, downloaded by links that expire."""

import base64
import hashlib
import hmac
import io
import json
import time
import urllib.parse

import pymysql
import pytest
import requests
import zstandard

from lib import mysql
from lib.wait import until

ROTATED = 20  # seconds: files are closed two seconds after the end of recording


class Recording:
    """The recording of an instance, and the files that come of it."""

    def __init__(self, instance):
        self.instance, self.deployment = instance, instance.deployment
        self.created = instance.show()["created"]

    def switch(self, word):
        path = f"/v3/{{project_id}}/instances/{self.instance.id}/audit-log/switch"
        body = {"switch_status": word}
        assert self.deployment.api("POST", path, body).ok(200) == {"result": "success"}

    def files(self, **query):
        """The files that 4.8.5 lists."""
        now = time.strftime("%Y-%m-%dT%H:%M:%S+0000", time.gmtime())
        query = {"start_time": self.created, "end_time": now, "limit": 50, **query}
        path = f"/v3/{{project_id}}/instance/{self.instance.id}/auditlog/download-link"
        path += "?" + urllib.parse.urlencode(query)
        return self.deployment.api("GET", path).ok(200)["files"]

    @property
    def directory(self):
        return self.deployment.data / "records" / self.instance.id

    def parts(self):
        return list(self.directory.glob("*.part"))

    def lines(self):
        """Everything that can be downloaded, oldest first."""
        found = [line for file in self.files() for line in lines(file)]
        return sorted(found, key=lambda line: line["time"])

    def statements(self):
        return [line["statement"] for line in self.lines()]

    def wait_for(self, *statements):
        """Waits until these statements can be downloaded."""

        def there():
            return set(statements) <= set(self.statements())

        until(there, ROTATED, lambda: f"{statements} are there: {self.lines()} {self.parts()}")

    def find(self, statement):
        found = [line for line in self.lines() if line["statement"] == statement]
        assert len(found) == 1, f"{statement!r}: {self.lines()}"
        return found[0]


def fetch(link):
    """As a browser does it: without credentials."""
    return requests.get(link, timeout=30)


def lines(file):
    response = fetch(file["download_link"])
    assert response.status_code == 200, response.text
    assert len(response.content) == int(response.headers["Content-Length"])
    assert file["size"] == -(-len(response.content) // 1024)
    decoder = zstandard.ZstdDecompressor()
    with decoder.stream_reader(io.BytesIO(response.content), read_across_frames=True) as text:
        return [json.loads(line) for line in text.read().splitlines()]


def client_of(connection):
    host, port = connection._sock.getsockname()
    return f"{host}:{port}"


@pytest.fixture(scope="module")
def instance(deployment):
    instance = deployment.create_ready("recorded", slave_count=1)
    yield instance
    if any(one["id"] == instance.id for one in deployment.instances()):
        instance.delete()
    deployment.assert_tidy()


@pytest.fixture(scope="module")
def recording(instance):
    return Recording(instance)


@pytest.fixture(scope="module")
def proxy(instance):
    """The address of a database proxy of the instance."""
    api, path = instance.deployment.api, f"/v3/{{project_id}}/instances/{instance.id}"
    [group, *_] = api("GET", f"{path}/proxy/flavors").ok(200)["proxy_flavor_groups"]
    flavor = group["proxy_flavors"][0]["spec_code"]
    body = {"flavor_ref": flavor, "node_num": 2, "proxy_name": "reader"}
    instance.deployment.wait_job(api("POST", f"{path}/proxy", body).ok(201)["job_id"])
    [proxy] = instance.deployment.proxies(instance.id)
    return proxy


def test_statements_of_gateway_and_proxy_are_in_the_files(instance, recording, proxy):
    table, through = "CREATE TABLE shop.t (id INT PRIMARY KEY)", (proxy["address"], proxy["port"])
    with instance.connect() as direct:
        mysql.rows(direct, "SELECT 'before'")
        recording.switch("ON")
        # A connection that was there before is recorded, too.
        for statement in ("CREATE DATABASE shop", table, "INSERT INTO shop.t VALUES (1), (2), (3)"):
            mysql.rows(direct, statement)
        direct.select_db("shop")
        mysql.rows(direct, "SELECT id FROM t")
        with pytest.raises(pymysql.MySQLError):
            mysql.rows(direct, "SELECT * FROM nowhere")
        mysql.rows(direct, "SELECT SLEEP(0.2)")
        here = client_of(direct)
        with mysql.session(*through, "root", instance.password, database="shop") as session:
            count = "SELECT COUNT(*) FROM t"
            until(lambda: mysql.value(session, count) == 3, 10, "the replica has the rows")
            mysql.rows(session, "DELETE FROM t WHERE id > 1")
            there = client_of(session)
        recording.switch("OFF")
        mysql.rows(direct, "SELECT 'after'")
    # The last ones of gateway and proxy; those before them are in the same files or older ones.
    recording.wait_for("SELECT SLEEP(0.2)", "SELECT COUNT(*) FROM t", "DELETE FROM t WHERE id > 1")

    found = recording.find("SELECT id FROM t")
    primary = instance.primary["id"]
    assert (found["user"], found["client"]) == ("root", here)
    assert (found["database"], found["node"], found["rows"]) == ("shop", primary, 3)
    assert "error" not in found and len(found["digest"]) == 64
    assert recording.find("INSERT INTO shop.t VALUES (1), (2), (3)")["affected_rows"] == 3
    assert recording.find("SELECT * FROM nowhere")["error"] == 1146
    assert recording.find("SELECT SLEEP(0.2)")["duration_us"] >= 200_000
    deleted = recording.find("DELETE FROM t WHERE id > 1")
    assert (deleted["client"], deleted["front"]) == (there, proxy["pool_id"])
    assert (deleted["node"], deleted["affected_rows"]) == (primary, 2)
    replica = instance.replicas[0]["id"]
    reads = [line for line in recording.lines() if line["statement"] == "SELECT COUNT(*) FROM t"]
    assert replica in {line["node"] for line in reads}
    statements = recording.statements()
    assert "SELECT 'before'" not in statements and "SELECT 'after'" not in statements
    assert all("dropped" not in line for line in recording.lines())
    of_replica = recording.files(node_id=replica)
    assert of_replica and all(replica in file["name"] for file in of_replica)


def test_a_new_recording_is_a_new_file(instance, recording):
    before = [file["name"] for file in recording.files()]
    recording.switch("ON")
    with instance.connect() as connection:
        for statement in ("CREATE DATABASE brief", "USE `brief`", "SELECT 'again'"):
            mysql.rows(connection, statement)
        # Whoever is in a database that is gone is in none.
        mysql.rows(connection, "DROP DATABASE brief")
        assert mysql.value(connection, "SELECT DATABASE()") is None
        # What is not closed yet is not listed.
        until(recording.parts, 10, "there is a file")
        assert [file["name"] for file in recording.files()] == before
    recording.switch("OFF")
    recording.wait_for("SELECT 'again'")
    # Names tell whole seconds, so the new one need not be the last one.
    names = [file["name"] for file in recording.files()]
    assert len(names) == len(before) + 1 and set(before) < set(names)
    assert recording.find("SELECT 'again'")["database"] == "brief"
    assert [file["name"] for file in recording.files(limit=1)] == names[:1]
    assert [file["name"] for file in recording.files(last_file_name=names[0])] == names[1:]


def test_nobody_else_on_the_host_can_read_them(recording):
    modes = {path.stat().st_mode & 0o777 for path in recording.directory.iterdir()}
    assert modes == {0o600}
    assert recording.directory.stat().st_mode & 0o777 == 0o700


def sign(deployment, name, expires):
    """The signature of a link, as the service makes it."""
    key = bytes.fromhex((deployment.data / "deployment.key").read_text().strip())
    label = b"hyades-derive-1" + len(b"link").to_bytes(8, "big") + b"link"
    own = hmac.digest(key, label, hashlib.sha256)
    message = expires.to_bytes(8, "big") + f"full-sql/{name}".encode()
    code = hmac.digest(own, message, hashlib.sha256)
    return base64.urlsafe_b64encode(code).rstrip(b"=").decode()


def test_links_expire_and_cannot_be_changed(recording):
    file = recording.files()[0]
    link = file["download_link"]
    start, _ = link.split("?")
    now = int(time.time())
    for expires, status in ((now + 60, 200), (now - 1, 403)):
        signature = sign(recording.deployment, file["name"], expires)
        response = fetch(f"{start}?expires={expires}&signature={signature}")
        assert response.status_code == status, response.text
    assert "has expired" in response.json()["error_msg"]
    other = recording.files()[-1]["name"]
    for bad in (start, link[:-1], link.replace(file["name"], other), link.replace("=1", "=2", 1)):
        response = fetch(bad)
        assert response.status_code == 403, f"{bad}: {response.text}"
    # Neither is anything there to be looked at, nor to be found elsewhere.
    base = start.removesuffix(file["name"])
    for path in ("", "..%2f..%2fcredentials.json", f"{recording.instance.id}/"):
        assert fetch(base + path).status_code == 403
    assert link not in recording.deployment.tail(lines=100_000)


def test_it_goes_on_after_the_proxy_died(instance, recording):
    recording.switch("ON")
    before = recording.deployment.proxy()
    before.kill()

    def recorded():
        with instance.connect() as connection:
            mysql.rows(connection, "SELECT 'by the next process'")
        return True

    until(recorded, 30, "the gateway is back", ignore=mysql.NOT_YET)
    recording.switch("OFF")
    # What the killed process has left is completed later, by whoever looks then.
    recording.wait_for("SELECT 'by the next process'")


def test_a_deleted_instance_takes_its_files_with_it(instance, recording):
    link = recording.files()[0]["download_link"]
    recording.switch("ON")
    instance.delete()
    assert fetch(link).status_code == 404
    until(lambda: not recording.directory.exists(), 5, "the files are removed")
    assert list(recording.directory.parent.iterdir()) == []
