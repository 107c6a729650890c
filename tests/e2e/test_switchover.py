"""Planned switchovers while clients work: through the gateway and through a database proxy."""

import collections
import contextlib
import threading
import time

import pytest
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
            try:
                with contextlib.closing(self.connect()) as self.connection:
                    self.begin()
                    while not self.over.is_set():
                        self.done += 1
                        self.write("t")
                        self.acknowledged.add(self.done)
                        time.sleep(REST)
            except mysql.NOT_YET as error:
                self.errors.append(error)
            time.sleep(0.02)


class Untied(Client):
    """Between transactions nothing binds it to its connection: `LAST_INSERT_ID()` would, too."""

    def begin(self):
        # With its first read its character set is known to the proxy.
        mysql.rows(self.connection, "SELECT number FROM sw.fixed")

    def once(self):
        self.connection.begin()
        for _ in range(2):
            self.write("untied")
        self.connection.commit()


def prepare(instance):
    with instance.connect() as connection:
        mysql.rows(connection, "CREATE DATABASE sw")
        for table in ("t", "u", "fixed"):
            mysql.rows(
                connection,
                f"CREATE TABLE sw.{table} (id BIGINT AUTO_INCREMENT PRIMARY KEY, "
                "client INT NOT NULL, number INT NOT NULL, KEY (client, number))",
            )
        mysql.rows(connection, "CREATE TABLE sw.untied (client INT, number INT)")
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


@pytest.fixture(scope="module")
def instance(deployment):
    instance = deployment.create_ready("switched", slave_count=2)
    prepare(instance)
    yield instance
    instance.delete()
    deployment.assert_tidy()


def through(proxy):
    """Makes connections: where it is does not change."""
    endpoint = proxy.endpoint
    return lambda: mysql.connect(*endpoint, "root", proxy.instance.password)


def until_all_work(clients):
    until(lambda: all(client.done > 5 or client.errors for client in clients), 20, "all work")


def until_all_go_on(clients, before):
    pairs = list(zip(clients, before, strict=True))
    behind = lambda: [(one, one.errors) for one, was in pairs if one.done <= was]
    until(lambda: not behind(), 10, lambda: f"all go on: {behind()}")


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


def test_clients_between_transactions_notice_nothing(deployment, instance):
    proxy = Proxy(instance)
    reply = proxy.api("PUT", f"/proxy/{proxy.id}/alt", {"alt_enabled": "on"})
    if "job_id" in reply:
        deployment.wait_job(reply["job_id"])
    kinds = (Writer, Transactor, Reader, Stateful)
    fronts = (instance.connect, lambda: instance.connect(tls=True), through(proxy))
    clients = [
        kind(front, 100 * one + other)
        for one, front in enumerate(fronts)
        for other, kind in enumerate(kinds)
    ]
    for client in clients:
        client.start()
    until_all_work(clients)
    for _ in range(4):
        before = [client.done for client in clients]
        to = instance.replicas[0]["id"]
        with Stopwatch("switchover"):
            deployment.wait_job(switchover(instance, to))
        assert instance.primary["id"] == to
        errors = [error for client in clients for error in client.errors]
        assert not errors
        until_all_go_on(clients, before)
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


def weights(proxy):
    """The read weights of the primary, and of the others."""
    entry = proxy.entry()
    return entry["master_node"]["weight"], [node["weight"] for node in entry["readonly_nodes"]]


def test_without_taking_state_along_only_what_has_some_is_told_so(deployment, instance):
    """ALT is off, as it is at first; and a read-only proxy goes on, with the replicas that there are."""
    plain, reader = Proxy(instance), Proxy(instance, proxy_mode="readonly")
    untied = Untied(through(plain), 1000)
    readers = [Reader(through(proxy), 0) for proxy in (plain, reader) for _ in range(4)]
    tied = Stubborn(through(plain), 1001)
    clients = [untied, *readers, tied]
    for client in clients:
        client.start()
    until_all_work(clients)
    for turn in range(1, 4):
        deployment.wait_job(switchover(instance, instance.replicas[0]["id"]))
        until(lambda: len(tied.errors) == turn, 10, "who is tied to the old primary is told")
        until_all_go_on(clients, [client.done for client in clients])
        for proxy in (plain, reader):
            assert weights(proxy) == (0, [100, 100])
        check_reads(instance, reader)
    for client in clients:
        client.finish()
    assert [client.errors for client in (untied, *readers)] == [[]] * (1 + len(readers))
    assert [error.args[0] for error in tied.errors] == [1053] * 3
    assert there(instance, "untied", untied.number) == dict.fromkeys(range(untied.done), 2)
    found = there(instance, "t", tied.number)
    assert tied.acknowledged <= set(found) and set(found.values()) == {1}
    check_roles(instance)
    for proxy in (plain, reader):
        proxy.delete()


def server_of(connection):
    return mysql.value(connection, "SELECT @@server_uuid")


def check_reads(instance, reader):
    """All replicas answer reads that come through a read-only proxy, and nobody else does."""
    replicas = set()
    for node in instance.replicas:
        with instance.connect(host=node["private_read_ips"][0]) as connection:
            replicas.add(server_of(connection))
    seen = set()

    def look():
        with contextlib.closing(through(reader)()) as connection:
            seen.add(server_of(connection))
        return seen >= replicas

    until(look, 10, lambda: f"all replicas are read from: {replicas}, {seen}")
    assert seen == replicas


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
    reader = Proxy(instance, proxy_mode="readonly")
    reading = Reader(through(reader), 0)
    reading.start()
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
        # Its replica is the one that is promoted next, which ends what is tied to it.
        reading.finish()
        assert reading.done and not reading.errors
        check_reads(instance, reader)
        instance.deployment.wait_job(switchover(instance, to))
        mysql.rows(busy, write)
    # The only replica is the old primary now.
    assert weights(reader) == (0, [100])
    check_reads(instance, reader)
    check_roles(instance)
    reader.delete()
    instance.delete()
