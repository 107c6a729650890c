"""Planned switchovers while clients work: through the gateway and through a database proxy."""

import collections
import contextlib
import threading
import time

from test_proxy import Proxy

from lib import mysql
from lib.wait import Stopwatch, until

LOOK = 0.005  # seconds between looks for the moment to kill
REST = 0.05  # seconds that a client rests between statements: replicas have to keep up on few cores


class Client(threading.Thread):
    """A client that does one thing again and again, and remembers how that went."""

    def __init__(self, connect, number):
        super().__init__(daemon=True)
        self.connect, self.number = connect, number
        self.over = threading.Event()
        self.done, self.longest = 0, 0.0
        self.errors = []

    def run(self):
        try:
            with contextlib.closing(self.connect()) as self.connection:
                self.begin()
                while not self.over.is_set():
                    begun = time.monotonic()
                    self.once()
                    self.longest = max(self.longest, time.monotonic() - begun)
                    self.done += 1
                    time.sleep(REST)
        except (*mysql.NOT_YET, AssertionError) as error:
            self.errors.append((type(self).__name__, self.number, error))

    def begin(self):
        pass

    def finish(self):
        self.over.set()
        self.join(30)
        assert not self.is_alive(), f"{self} hangs"

    def write(self, table):
        statement = f"INSERT INTO sw.{table} (client, number) VALUES (%s, %s)"
        mysql.rows(self.connection, statement, self.number, self.done)


class Writer(Client):
    def once(self):
        self.write("t")


class Transactor(Client):
    """Two rows, or none."""

    def once(self):
        self.connection.begin()
        self.write("t")
        self.write("u")
        self.connection.commit()


class Reader(Client):
    def once(self):
        assert mysql.value(self.connection, "SELECT number FROM sw.fixed WHERE client = 1") == 1


class Stateful(Client):
    """A session with state of every kind that can be taken along."""

    SEEN = (
        "SELECT @count, @name, @@sql_mode, @@time_zone, DATABASE(), @@group_concat_max_len, "
        "@@transaction_isolation"
    )

    def begin(self):
        for statement in (
            "USE sw",
            "SET @count = 41, @name = _utf8mb4'gr\u00fc\u00df dich'",
            "SET SESSION sql_mode = 'ANSI_QUOTES', time_zone = '+03:00'",
            "SET group_concat_max_len = 77",
            "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
        ):
            mysql.rows(self.connection, statement)
        self.seen = mysql.rows(self.connection, self.SEEN)

    def once(self):
        assert mysql.rows(self.connection, self.SEEN) == self.seen
        mysql.rows(self.connection, "INSERT INTO t (client, number) VALUES (%s, %s)", *self.row())

    def row(self):
        return self.number, self.done


class Stubborn(Client):
    """Writes on through whatever happens: what has not been acknowledged may be there or not."""

    def __init__(self, connect, number):
        super().__init__(connect, number)
        self.acknowledged = set()

    def run(self):
        while not self.over.is_set():
            with contextlib.suppress(*mysql.NOT_YET), contextlib.closing(self.connect()) as own:
                self.connection = own
                while not self.over.is_set():
                    self.done += 1
                    self.write("t")
                    self.acknowledged.add(self.done)
                    time.sleep(REST)
            time.sleep(0.02)


def prepare(instance):
    with instance.connect() as connection:
        mysql.rows(connection, "CREATE DATABASE sw")
        for table in ("t", "u", "fixed"):
            mysql.rows(
                connection,
                f"CREATE TABLE sw.{table} (id BIGINT AUTO_INCREMENT PRIMARY KEY, "
                "client INT NOT NULL, number INT NOT NULL, KEY (client, number))",
            )
        mysql.rows(connection, "INSERT INTO sw.fixed (client, number) VALUES (1, 1)")
        mysql.rows(connection, "CREATE TABLE sw.ran (event VARCHAR(9), server INT)")
        for name, status in EVENTS.items():
            mysql.rows(
                connection,
                f"CREATE EVENT sw.`{name.replace('`', '``')}` ON SCHEDULE EVERY 1 SECOND {status} "
                f"DO INSERT INTO sw.ran VALUES ('{status}', @@server_id)",
            )


EVENTS = {"\u00fcber `'\"\\": "ENABLE", "off '`": "DISABLE"}


def enabled_events(connection):
    statement = "SELECT event_name FROM information_schema.events WHERE status = 'ENABLED'"
    return [row[0] for row in mysql.rows(connection, statement)]


def check_events(instance):
    """They run on the primary, those that are enabled, and nowhere else."""
    enabled = [name for name, status in EVENTS.items() if status == "ENABLE"]
    with instance.connect() as connection:
        assert enabled_events(connection) == enabled
        mysql.rows(connection, "DELETE FROM sw.ran")
        ran = lambda: mysql.rows(connection, "SELECT DISTINCT event, server FROM sw.ran")
        until(ran, 10, "events run")
        server = mysql.value(connection, "SELECT @@server_id")
        assert list(ran()) == [("ENABLE", server)]
    for node in instance.replicas:
        with instance.connect(host=node["private_read_ips"][0]) as connection:
            until(lambda: not enabled_events(connection), 10, "events are off on replicas")


def there(instance, table, client):
    """How often each number of a client is there."""
    with instance.connect() as connection:
        statement = f"SELECT number FROM sw.{table} WHERE client = %s"
        return collections.Counter(row[0] for row in mysql.rows(connection, statement, client))


def switchover(instance, node):
    path = f"/v3/{{project_id}}/instances/{instance.id}/switchover"
    return instance.deployment.api("PUT", path, {"node_id": node}).ok(200)["job_id"]


def refuses_writes(instance, node):
    address = node["private_read_ips"][0]
    with mysql.session(address, 3306, "root", instance.password, connect_timeout=3) as connection:
        return mysql.value(connection, "SELECT @@super_read_only") == 1


def check_roles(instance):
    """One server takes writes, the one that the API says; the others get what is written there."""
    nodes = instance.wait_normal()["nodes"]
    writers = [node["id"] for node in nodes if not refuses_writes(instance, node)]
    assert writers == [node["id"] for node in nodes if node["type"] == "master"]
    with instance.connect() as connection:
        mysql.rows(connection, "INSERT INTO sw.fixed (client, number) VALUES (2, 2)")
        rows = mysql.value(connection, "SELECT COUNT(*) FROM sw.fixed")
    for node in nodes:
        with instance.connect(host=node["private_read_ips"][0]) as connection:
            count = "SELECT COUNT(*) FROM sw.fixed"
            until(lambda: mysql.value(connection, count) == rows, 10, f"{node['name']} replicates")
    check_events(instance)


def test_clients_between_transactions_notice_nothing(deployment):
    instance = deployment.create_ready("switched", slave_count=2)
    prepare(instance)
    proxy = Proxy(instance)
    reply = proxy.api("PUT", f"/proxy/{proxy.id}/alt", {"alt_enabled": "on"})
    if "job_id" in reply:
        deployment.wait_job(reply["job_id"])
    kinds = (Writer, Transactor, Reader, Stateful)
    endpoint = proxy.endpoint
    through_proxy = lambda: mysql.connect(*endpoint, "root", instance.password)
    fronts = (instance.connect, lambda: instance.connect(tls=True), through_proxy)
    clients = [
        kind(front, 100 * one + other)
        for one, front in enumerate(fronts)
        for other, kind in enumerate(kinds)
    ]
    for client in clients:
        client.start()
    until(lambda: all(client.done > 5 or client.errors for client in clients), 20, "all work")
    for _ in range(4):
        before = [client.done for client in clients]
        to = instance.replicas[0]["id"]
        with Stopwatch("switchover"):
            deployment.wait_job(switchover(instance, to))
        assert instance.primary["id"] == to
        errors = [error for client in clients for error in client.errors]
        assert not errors
        until(
            lambda: all(client.done > was for client, was in zip(clients, before, strict=True)),
            10,
            "all go on",
        )
    for client in clients:
        client.finish()
    for kind in kinds:
        pauses = [client.longest for client in clients if type(client) is kind]
        print(f"[figure] longest pause of a {kind.__name__}: {max(pauses):.2f} s")
    assert [error for client in clients for error in client.errors] == []
    for client in clients:
        tables = {Transactor: ("t", "u"), Reader: ()}.get(type(client), ("t",))
        for table in tables:
            assert there(instance, table, client.number) == dict.fromkeys(range(client.done), 1)
    check_roles(instance)
    proxy.delete()
    instance.delete()


def held(instance):
    statement = "SELECT 1 FROM instance_switches WHERE instance_id = ? AND switch = 'held'"
    return bool(instance.deployment.database(statement, instance.id))


MOMENTS = {
    "statements wait": lambda instance, old, new: held(instance),
    "the primary refuses writes": lambda instance, old, new: refuses_writes(instance, old),
    "the replica takes writes": lambda instance, old, new: not refuses_writes(instance, new),
}


def test_a_kill_in_the_middle_loses_nothing(deploy):
    deployment = deploy().start()
    instance = deployment.create_ready("switched-and-killed", slave_count=1)
    prepare(instance)
    # The address is known before: nobody can be asked while there is no control plane.
    host, port = instance.endpoint()
    clients = [
        Stubborn(lambda: mysql.connect(host, port, "root", instance.password), number)
        for number in range(3)
    ]
    for client in clients:
        client.start()
    for name, moment in MOMENTS.items():
        old, new = instance.primary, instance.replicas[0]
        job = switchover(instance, new["id"])

        def reached():
            over = deployment.job(job)["status"] in ("Completed", "Failed")
            return over or moment(instance, old, new)

        until(reached, 30, name, pause=LOOK)
        deployment.kill9()
        deployment.start()
        ended = deployment.wait_job(job, expect=None)
        print(f"killed when {name}: {ended['status']} {ended.get('fail_reason', '')}")
        assert not held(instance)
        check_roles(instance)
        before = [len(client.acknowledged) for client in clients]
        until(
            lambda: all(
                len(client.acknowledged) > was
                for client, was in zip(clients, before, strict=True)
            ),
            10,
            "clients go on",
        )
    for client in clients:
        client.finish()
        found = there(instance, "t", client.number)
        assert client.acknowledged <= set(found)
        assert set(found.values()) == {1}


def test_an_open_transaction_is_not_cut_off(deployment):
    instance = deployment.create_ready("hindered", slave_count=1)
    prepare(instance)
    to = instance.replicas[0]["id"]
    write = "INSERT INTO sw.t (client, number) VALUES (1, 1)"
    with instance.connect() as busy, instance.connect() as other:
        busy.begin()
        mysql.rows(busy, write)
        job = switchover(instance, to)
        while instance.deployment.job(job)["status"] == "Running":
            mysql.rows(other, write)
        ended = instance.deployment.wait_job(job, expect="Failed")
        assert "have not ended" in ended["fail_reason"]
        mysql.rows(busy, write)
        busy.commit()
        assert instance.primary["id"] != to
        instance.deployment.wait_job(switchover(instance, to))
        mysql.rows(busy, write)
    check_roles(instance)
    instance.delete()
