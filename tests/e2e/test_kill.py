"""Real kills. Whatever is killed, and whenever: jobs end truthfully, nothing is orphaned, and what
is not killed goes on."""

import pytest

from lib import mysql
from lib.wait import Stopwatch, until

LOOK = 0.005  # seconds between looks for the moment to kill


class Witness:
    """A client that is connected through the gateway all the time."""

    def __init__(self, instance):
        self.instance = instance
        self.connection = instance.connect()
        self.number = mysql.value(self.connection, "SELECT CONNECTION_ID()")
        mysql.rows(self.connection, "CREATE DATABASE IF NOT EXISTS w")
        mysql.rows(self.connection, "CREATE TABLE IF NOT EXISTS w.t (id INT AUTO_INCREMENT KEY)")

    def check(self):
        """The same session still reads and writes."""
        assert mysql.value(self.connection, "SELECT CONNECTION_ID()") == self.number
        mysql.rows(self.connection, "INSERT INTO w.t VALUES ()")

    def close(self):
        self.connection.close()


@pytest.fixture(scope="module")
def site(deploy_for_module):
    return deploy_for_module().start()


@pytest.fixture(scope="module")
def host(site):
    """An instance that nothing is done to, so that its clients must not notice anything."""
    made = site.create_ready("witness")
    made.address = made.endpoint()[0]
    return made


@pytest.fixture
def witness(site, host):
    witness = Witness(host)
    yield witness
    witness.check()
    witness.close()


def crash(site, witness, host):
    """kill -9 of the control plane; while it is down, and when it is back, clients go on."""
    site.kill9()
    running = site.database("SELECT kind, progress FROM jobs WHERE status = 'Running'")
    print(f"killed with {running or 'no job'}")
    witness.check()
    assert host.answers(host.address), "a new connection, while there is no control plane"
    site.start()
    witness.check()


def at(moment, job, site):
    """Waits for the moment, or until the job is over and the moment has been missed."""

    def reached():
        return moment() or site.job(job)["status"] in ("Completed", "Failed")

    until(reached, 60, "the moment to kill", pause=LOOK)


def new_server(site, known, *kinds):
    return [p for p in site.processes(*(kinds or ("mysqld",))) if p.node not in known]


def new_listener(site, known, port):
    return [ip for ip, p in site.listening() - known if p == port]


CREATE_MOMENTS = {
    "after the reply": lambda site, nodes, listening: True,
    "a directory is there": lambda site, nodes, listening: (
        {name for name in site.node_directories() if not name.startswith(".")} - nodes
    ),
    "a server is there": lambda site, nodes, listening: new_server(site, nodes),
    "the servers listen": lambda site, nodes, listening: (
        len(new_listener(site, listening, 33062)) == 2
    ),
    "the gateways listen": lambda site, nodes, listening: new_listener(site, listening, 3306),
}


@pytest.mark.parametrize("moment", CREATE_MOMENTS)
def test_creating(site, host, witness, moment):
    nodes, listening = set(site.node_directories()), site.listening()
    made = site.create(slave_count=1)
    at(lambda: CREATE_MOMENTS[moment](site, nodes, listening), made.job, site)
    crash(site, witness, host)
    check_created(site, made)
    made.delete()
    site.assert_tidy()


def test_creating_is_killed_again_and_again(site, host, witness):
    nodes, listening = set(site.node_directories()), site.listening()
    made = site.create(slave_count=1)
    for moment in ("after the reply", "a directory is there", "a server is there"):
        at(lambda moment=moment: CREATE_MOMENTS[moment](site, nodes, listening), made.job, site)
        crash(site, witness, host)
    check_created(site, made)
    made.delete()
    site.assert_tidy()


def test_a_reboot_during_a_creation(site, host):
    """The machine goes down with everything on it in the middle of a job."""
    nodes = set(site.node_directories())
    made = site.create(slave_count=1)
    at(lambda: new_server(site, nodes), made.job, site)
    site.kill9()
    for process in site.processes():
        process.kill()
    until(lambda: not site.processes(), 10, "nothing runs")
    site.start()
    check_created(site, made)
    until(lambda: host.answers(host.address), 30, "the witness answers", ignore=mysql.NOT_YET)
    made.delete()
    site.assert_tidy()


def check_created(site, made):
    """The job says truthfully what became of the instance."""
    job = site.wait_job(made.job, expect=None)
    print(f"the job is {job['status']}")
    if job["status"] == "Completed":
        shown = made.wait_normal()
        assert shown["node_count"] == 2
        assert made.answers()
        for node in shown["nodes"]:
            until(
                lambda node=node: made.answers(node["private_read_ips"][0]),
                10,
                "the password is good on every node",
                ignore=mysql.NOT_YET,
            )
    else:
        assert job["fail_reason"]
        assert made.show()["status"] == "createfail"
        assert made.show()["nodes"] == []
    site.assert_tidy(30)


ADD_MOMENTS = {
    "after the reply": lambda site, nodes: True,
    "a server receives the clone": lambda site, nodes: new_server(site, nodes, "helper"),
    "the server is there": lambda site, nodes: new_server(site, nodes, "mysqld"),
}


@pytest.fixture(scope="module")
def grown(site):
    """An instance with some data, for replicas to be added to and deleted from."""
    made = site.create_ready("grown")
    with made.connect() as connection:
        mysql.rows(connection, "CREATE DATABASE g")
        mysql.rows(connection, "CREATE TABLE g.t (id INT AUTO_INCREMENT KEY, b LONGBLOB)")
        for _ in range(20):
            mysql.rows(connection, "INSERT INTO g.t (b) VALUES (REPEAT(RANDOM_BYTES(1000), 1000))")
    return made


def add_replica(site, instance):
    path = f"/v3/{{project_id}}/instances/{instance.id}/nodes/enlarge"
    return site.api("POST", path, {"priorities": [1]}).ok(201)["job_id"]


def delete_replica(site, instance, node):
    path = f"/v3/{{project_id}}/instances/{instance.id}/nodes/{node}"
    return site.api("DELETE", path).ok(200)["job_id"]


@pytest.mark.parametrize("moment", ADD_MOMENTS)
def test_adding_a_replica(site, host, witness, grown, moment):
    nodes = set(site.node_directories())
    own = Witness(grown)
    job = add_replica(site, grown)
    at(lambda: ADD_MOMENTS[moment](site, nodes), job, site)
    crash(site, witness, host)
    own.check()
    ended = site.wait_job(job, expect=None)
    print(f"the job is {ended['status']}")
    own.check()
    shown = grown.wait_normal()
    if ended["status"] == "Completed":
        assert shown["node_count"] == 2
        [replica] = grown.replicas
        with grown.connect(host=replica["private_read_ips"][0]) as connection:
            wanted = mysql.value(own.connection, "SELECT COUNT(*) FROM w.t")
            until(
                lambda: mysql.value(connection, "SELECT COUNT(*) FROM w.t") == wanted,
                10,
                "the replica has every row",
            )
            assert mysql.value(connection, "SELECT COUNT(*) FROM g.t") == 20
    else:
        assert ended["fail_reason"]
        assert shown["node_count"] == 1
    site.assert_tidy(30)
    own.check()
    own.close()
    for replica in grown.replicas:
        site.wait_job(delete_replica(site, grown, replica["id"]))


@pytest.mark.parametrize("moment", ["after the reply", "its server is gone"])
def test_deleting_a_replica(site, host, witness, grown, moment):
    site.wait_job(add_replica(site, grown))
    [replica] = grown.replicas
    server = site.mysqld(replica["id"])
    own = Witness(grown)
    job = delete_replica(site, grown, replica["id"])
    at(lambda: moment == "after the reply" or not server.alive(), job, site)
    crash(site, witness, host)
    ended = site.wait_job(job, expect=None)
    print(f"the job is {ended['status']}")
    own.check()
    own.close()
    shown = grown.wait_normal()
    assert shown["node_count"] == (1 if ended["status"] == "Completed" else 2)
    site.assert_tidy(30)
    for left in grown.replicas:
        site.wait_job(delete_replica(site, grown, left["id"]))


@pytest.mark.parametrize("moment", ["after the reply", "a server is gone"])
def test_deleting_an_instance(site, host, witness, moment):
    doomed = site.create_ready(slave_count=1)
    servers = [site.mysqld(node["id"]) for node in doomed.nodes()]
    path = f"/v3/{{project_id}}/instances/{doomed.id}"
    job = site.api("DELETE", path).ok(200)["job_id"]
    at(
        lambda: moment == "after the reply" or not all(server.alive() for server in servers),
        job,
        site,
    )
    crash(site, witness, host)
    ended = site.wait_job(job, expect=None)
    print(f"the job is {ended['status']}")
    if ended["status"] == "Completed":
        site.api("GET", path).refused(404, "DBS.200002")
        assert not [server for server in servers if server.alive()]
    else:
        assert doomed.wait_normal()["node_count"] == 2
        doomed.delete()
    site.assert_tidy(30)


def test_what_was_answered_is_not_lost(site, host, witness):
    """A synchronous change counts once it was answered, even if the kill comes right behind it."""
    path = f"/v3/{{project_id}}/instances/{host.id}/alias"
    for alias in ("first", "second", "third"):
        site.api("PUT", path, {"alias": alias}).ok(200)
        crash(site, witness, host)
        assert host.show()["alias"] == alias


@pytest.mark.parametrize("role", ["master", "slave"])
def test_a_server_that_dies_comes_back(site, role):
    made = site.create_ready("dying", slave_count=1)
    try:
        with made.connect() as connection:
            mysql.rows(connection, "CREATE DATABASE d")
            mysql.rows(connection, "CREATE TABLE d.t (id INT PRIMARY KEY)")
            mysql.rows(connection, "INSERT INTO d.t VALUES (1)")
        node = made.nodes(role)[0]
        address = made.endpoint()[0] if role == "master" else node["private_read_ips"][0]
        server = site.mysqld(node["id"])
        server.kill()
        with Stopwatch(f"killed {role}: until it answers again"):
            until(
                lambda: not server.alive() and made.answers(address),
                10,
                f"the {role} answers again",
                ignore=mysql.NOT_YET,
            )
        assert site.mysqld(node["id"]).pid != server.pid
        made.wait_normal()
        with made.connect() as connection:
            assert mysql.value(connection, "SELECT COUNT(*) FROM d.t") == 1
            mysql.rows(connection, "INSERT INTO d.t VALUES (2)")
        site.assert_tidy()
    finally:
        made.delete()


def test_a_proxy_that_dies_comes_back(site, host):
    proxy = site.proxy()
    with host.connect() as connection:
        proxy.kill()
        with Stopwatch("killed proxy: until the gateway answers again"):
            until(
                lambda: not proxy.alive() and host.answers(host.address),
                10,
                "the gateway is back",
                ignore=mysql.NOT_YET,
            )
        with pytest.raises(mysql.NOT_YET):  # what went through it did not survive it
            mysql.rows(connection, "SELECT 1")
    assert site.proxy().pid != proxy.pid
    site.assert_tidy()


def test_servers_that_died_while_there_was_no_control_plane(site, host, witness):
    """Nobody restarts them meanwhile; the next start does, and leaves the others alone."""
    made = site.create_ready("unattended")
    try:
        address = made.endpoint()[0]
        site.kill9()
        site.mysqld(next(iter(dead_nodes(site, host)))).kill()
        site.start()
        until(lambda: made.answers(address), 15, "it is back", ignore=mysql.NOT_YET)
        made.wait_normal()
        witness.check()
    finally:
        made.delete()
    site.assert_tidy()


def dead_nodes(site, host):
    """Nodes other than those of the witness, from the processes: there is no API to ask."""
    rows = site.database("SELECT id FROM nodes WHERE instance_id = ?", host.id)
    kept = {row[0] for row in rows}
    return {p.node for p in site.processes("mysqld")} - kept - nodes_named(site, "grown")


def nodes_named(site, name):
    rows = site.database(
        "SELECT nodes.id FROM nodes JOIN instances ON instance_id = instances.id "
        "WHERE instances.name = ?",
        name,
    )
    return {row[0] for row in rows}


def test_after_a_reboot_everything_is_back(site, host):
    made = site.create_ready("rebooted", slave_count=1)
    try:
        with made.connect() as connection:
            mysql.rows(connection, "CREATE DATABASE r")
            mysql.rows(connection, "CREATE TABLE r.t (id INT PRIMARY KEY)")
            mysql.rows(connection, "INSERT INTO r.t VALUES (1), (2)")
        address = made.endpoint()[0]
        site.kill9()
        dead = site.processes()
        for process in dead:
            process.kill()
        until(lambda: not site.processes(), 10, "nothing runs")
        with Stopwatch("reboot with 4 servers: until an instance answers"):
            site.start()
            until(lambda: made.answers(address), 30, "the instance answers", ignore=mysql.NOT_YET)
        until(lambda: host.answers(host.address), 30, "and the other", ignore=mysql.NOT_YET)
        made.wait_normal(60)
        host.wait_normal(60)
        for node in made.nodes():
            with made.connect(host=node["private_read_ips"][0]) as connection:
                until(
                    lambda connection=connection: (
                        mysql.value(connection, "SELECT COUNT(*) FROM r.t") == 2
                    ),
                    10,
                    "the rows are there",
                )
        with made.connect() as connection:
            mysql.rows(connection, "INSERT INTO r.t VALUES (3)")
    finally:
        made.delete()
    site.assert_tidy()
