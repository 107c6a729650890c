"""Database proxies: real processes behind one address, through what happens to them."""

import contextlib
import socket
import threading

import pymysql
import pytest

from lib import mysql
from lib.wait import until



class Proxy:
    """A proxy of an instance, and calls about it."""

    def __init__(self, instance, **fields):
        self.instance, self.deployment = instance, instance.deployment
        groups = self.api("GET", "/proxy/flavors")["proxy_flavor_groups"]
        flavor = groups[0]["proxy_flavors"][0]["spec_code"]
        body = {"flavor_ref": flavor, "node_num": 2, "proxy_name": "reader", **fields}
        reply = self.api("POST", "/proxy", body)
        [self.id] = [
            proxy["pool_id"]
            for proxy in self.deployment.proxies(instance.id)
            if proxy["status"] == "ENABLING PROXY"
        ]
        self.deployment.wait_job(reply["job_id"])

    def api(self, method, path, body=None):
        path = f"/v3/{{project_id}}/instances/{self.instance.id}{path}"
        return self.deployment.api(method, path, body).ok()

    def run(self, method, path, body=None):
        reply = self.api(method, f"/proxy/{self.id}{path}", body)
        return self.deployment.wait_job(reply["job_id"])

    def entry(self):
        listed = self.api("GET", "/proxies")["proxy_list"]
        return next(one for one in listed if one["proxy"]["pool_id"] == self.id)

    def show(self):
        return self.entry()["proxy"]

    def nodes(self):
        return [node["id"] for node in self.show()["nodes"]]

    def processes(self):
        """The processes of its nodes, by node."""
        found = self.deployment.processes("proxy_node")
        return {process.node: process for process in found}

    def wait_processes(self):
        """Waits until its nodes have one process each: old ones may still have clients."""

        def settled():
            there = self.deployment.processes("proxy_node")
            return sorted(process.node for process in there) == sorted(self.nodes())

        until(settled, 40, lambda: f"there is a process for each node: {self.processes()}")
        return self.processes()

    def wait_active(self):
        def active():
            shown = self.show()
            return {shown["status"], *(node["status"] for node in shown["nodes"])} == {"ACTIVE"}

        until(active, 20, lambda: f"the proxy and its nodes are active: {self.show()}")

    @property
    def endpoint(self):
        shown = self.show()
        return shown["address"], shown["port"]

    def session(self, user="root", password=None, **options):
        return mysql.session(*self.endpoint, user, password or self.instance.password, **options)

    def delete(self):
        reply = self.api("DELETE", "/proxy", {"proxy_ids": [self.id]})
        self.deployment.wait_job(reply["job_id"])


@pytest.fixture(scope="module")
def instance(deployment):
    instance = deployment.create_ready("proxied", slave_count=1)
    yield instance
    instance.delete()
    deployment.assert_tidy()


@pytest.fixture
def proxy(instance):
    proxy = Proxy(instance)
    yield proxy
    with contextlib.suppress(StopIteration):
        proxy.show()
        proxy.delete()


@contextlib.contextmanager
def knocking(endpoint):
    """Opens connections all the while, and collects the ones that nobody answered.

    A handshake that meets a listener on its way out is reset: the kernel hands it on to the other
    listeners of the address only where `net.ipv4.tcp_migrate_req` is on. Clients try again.
    """
    refused, over = [], threading.Event()

    def knock():
        while not over.is_set():
            try:
                socket.create_connection(endpoint, timeout=3).close()
            except ConnectionResetError:
                pass
            except OSError as error:
                refused.append(error)
            over.wait(0.005)

    thread = threading.Thread(target=knock)
    thread.start()
    try:
        yield refused
    finally:
        over.set()
        thread.join()


def test_a_proxy_is_processes_behind_one_address(proxy):
    processes = proxy.processes()
    assert set(processes) == set(proxy.nodes()) and len(processes) == 2
    assert proxy.endpoint in proxy.deployment.listening()
    proxy.deployment.assert_tidy()
    proxy.delete()
    until(lambda: proxy.processes() == {}, 40, "its processes have left")
    proxy.deployment.assert_tidy()


def test_a_killed_node_is_replaced(proxy):
    node, process = next(iter(proxy.processes().items()))
    process.kill()
    until(
        lambda: proxy.processes().get(node, process).pid != process.pid,
        15,
        "the node has a new process",
    )
    proxy.wait_active()
    proxy.wait_processes()


def test_a_proxy_outlives_the_control_plane(deploy):
    deployment = deploy().start()
    proxy = Proxy(deployment.create_ready("outlives", slave_count=1))
    before = {process.pid for process in proxy.processes().values()}
    endpoint = proxy.endpoint
    with knocking(endpoint) as refused:
        deployment.kill9()
        assert endpoint in deployment.listening()
        deployment.start()
        proxy.wait_active()
    assert {process.pid for process in proxy.processes().values()} == before
    assert not refused


def test_a_restart_is_rolling(proxy):
    before = {node: process.pid for node, process in proxy.processes().items()}
    with knocking(proxy.endpoint) as refused:
        proxy.run("POST", "/restart")
    after = {node: process.pid for node, process in proxy.wait_processes().items()}
    assert set(after) == set(before)
    assert not set(after.values()) & set(before.values())
    assert not refused
    proxy.wait_active()


def test_nodes_come_and_go_while_it_serves(proxy):
    with knocking(proxy.endpoint) as refused:
        reply = proxy.api("POST", "/proxy/enlarge", {"node_num": 2, "proxy_id": proxy.id})
        proxy.deployment.wait_job(reply["job_id"])
        assert len(proxy.processes()) == 4
        proxy.run("PUT", "/reduce", {"node_num": 2})
        assert len(proxy.wait_processes()) == 2
    assert not refused


def test_changes_do_not_replace_processes(proxy):
    before = {process.pid for process in proxy.processes().values()}
    proxy.run("PUT", "/session-consistence", {"session_consistence": True})
    proxy.run("PUT", "/port", {"port": 3311})
    proxy.run("PUT", "/ssl", {"ssl_option": "true"})
    address = proxy.show()["address"]
    assert (address, 3311) in proxy.deployment.listening()
    assert {process.pid for process in proxy.processes().values()} == before


def test_a_deleted_instance_takes_its_proxies_with_it(deployment):
    proxy = Proxy(deployment.create_ready("taken-along"))
    assert len(proxy.processes()) >= 2
    ours = set(proxy.nodes())
    proxy.instance.delete()
    until(lambda: not ours & set(proxy.processes()), 40, "its processes have left")


def test_replicas_join_and_leave(proxy):
    on = {"switch_status": "ON", "weight": 40}
    proxy.api("POST", f"/proxy/{proxy.id}/new-node-auto-add", on)
    reply = proxy.api("POST", "/nodes/enlarge", {"priorities": [1]})
    proxy.deployment.wait_job(reply["job_id"])
    nodes = proxy.entry()["readonly_nodes"]
    assert sorted(node["weight"] for node in nodes) == [40, 100]
    new = next(node["id"] for node in nodes if node["weight"] == 40)
    reply = proxy.api("DELETE", f"/nodes/{new}")
    proxy.deployment.wait_job(reply["job_id"])
    assert [node["weight"] for node in proxy.entry()["readonly_nodes"]] == [100]


# Statements


def test_reads_and_writes_go_through(proxy):
    with proxy.session() as connection:
        mysql.rows(connection, "CREATE DATABASE through_proxy")
        mysql.rows(connection, "CREATE TABLE through_proxy.t (id INT PRIMARY KEY)")
        mysql.rows(connection, "INSERT INTO through_proxy.t VALUES (1), (2)")
        count = "SELECT COUNT(*) FROM through_proxy.t"
        until(lambda: mysql.value(connection, count) == 2, 10, "what was written can be read")
        mysql.rows(connection, "DROP DATABASE through_proxy")


MANY = 200


def test_reads_go_to_replicas_and_writes_to_the_primary(proxy):
    replica = proxy.instance.replicas[0]["private_read_ips"][0]
    read = "SELECT COUNT(*) FROM split.t"

    def selects(connection, statement, at):
        """How many SELECTs a server has run for many of these statements."""
        before = int(mysql.status(at, "Com_select"))
        for _ in range(MANY):
            mysql.value(connection, statement)
        return int(mysql.status(at, "Com_select")) - before

    with proxy.instance.connect() as primary, proxy.instance.connect(host=replica) as other:
        mysql.rows(primary, "CREATE DATABASE split")
        mysql.rows(primary, "CREATE TABLE split.t (id INT PRIMARY KEY)")
        there = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'split'"
        until(lambda: mysql.value(other, there) == 1, 10, "the replica has the table")
        with proxy.session() as connection:
            assert selects(connection, read, other) >= MANY
            assert selects(connection, f"{read} FOR UPDATE", primary) >= MANY
            assert selects(connection, read, primary) < MANY / 2
        mysql.rows(primary, "DROP DATABASE split")


def test_the_access_list_counts(proxy):
    list_, switch = f"/proxy/{proxy.id}/access-control", f"/proxy/{proxy.id}/access-control-switch"
    proxy.api("POST", list_, {"type": "black", "ip_list": [{"ip": "127.0.0.0/8"}]})
    with proxy.session() as connection:
        assert mysql.value(connection, "SELECT 1") == 1
    proxy.api("POST", switch, {"open_access_control": True})
    with pytest.raises(mysql.NOT_YET), proxy.session():
        pass
    proxy.api("POST", switch, {"open_access_control": False})
    with proxy.session() as connection:
        assert mysql.value(connection, "SELECT 1") == 1


def test_a_rule_of_none_lets_none_through(instance):
    api = instance.deployment.api
    path = f"/v3/{{project_id}}/instances/{instance.id}/sql-filter"

    def run(method, rest, body):
        instance.deployment.wait_job(api(method, path + rest, body).ok(200)["job_id"])

    rule = {"sql_type": "SELECT", "patterns": [{"pattern": "select~4711", "max_concurrency": 0}]}
    rules = {"sql_filter_rules": [{"node_id": instance.primary["id"], "rules": [rule]}]}
    run("PUT", "/rules", rules)
    with instance.connect() as connection:
        assert mysql.value(connection, "SELECT 4711") == 4711
        run("POST", "/switch", {"switch_status": "ON"})
        with pytest.raises(pymysql.MySQLError, match="select~4711"):
            mysql.value(connection, "SELECT 4711")
        assert mysql.value(connection, "SELECT 4712") == 4712
        run("POST", "/switch", {"switch_status": "OFF"})
        assert mysql.value(connection, "SELECT 4711") == 4711
