"""The main job: an instance is created, used, grown, inspected and deleted, and everything that
replies say of it is what the servers say.

The tests share one instance and follow its life from top to bottom.
"""

import contextlib
import os
import threading

import pymysql
import pytest

from lib import mysql
from lib.deployment import new_password
from lib.wait import Stopwatch, until

TAGS = [{"key": "stage", "value": "test"}, {"key": "team", "value": "a.b"}]
INTERNAL = ("hyades_admin", "hyades_replication")


@pytest.fixture(scope="module")
def instance(deployment):
    """A primary and two replicas."""
    begun = Stopwatch("create 1 primary + 2 replicas, until the job is done")
    with begun:
        made = deployment.create(
            "main-job", slave_count=2, time_zone="UTC+08:00", lower_case_table_names=0, tags=TAGS
        )
        deployment.wait_job(made.job)
    yield made
    deployment.delete_all()
    deployment.assert_tidy()


@pytest.fixture
def root(instance):
    with mysql_session(instance) as connection:
        yield connection


def mysql_session(instance, **options):
    return mysql.session(
        *instance.endpoint(), "root", options.pop("password", instance.password), **options
    )


def on_every_node(instance, check):
    """Runs a check on a connection to each node, by its own address."""
    for node in instance.nodes():
        [address] = node["private_read_ips"]
        with mysql.session(address, node["port"], "root", instance.password) as connection:
            check(node, connection)


def refusal(connection, statement):
    """The error number that a statement is refused with; fails when it is not refused."""
    try:
        found = mysql.rows(connection, statement)
    except pymysql.MySQLError as error:
        return error.args[0]
    raise AssertionError(f"not refused: {statement} -> {found}")


def disk_usage(directory):
    total = 0
    for parent, _, files in os.walk(directory):
        for name in files:
            with contextlib.suppress(FileNotFoundError):
                total += os.lstat(os.path.join(parent, name)).st_blocks * 512
    return total


# What is there


def test_it_is_normal_as_soon_as_the_job_is_done(instance):
    shown = instance.show()
    assert shown["status"] == "normal"
    assert sorted(node["type"] for node in shown["nodes"]) == ["master", "slave", "slave"]
    assert {node["status"] for node in shown["nodes"]} == {"normal"}


def test_the_reply_has_what_was_asked_for(deployment, instance):
    shown = instance.show()
    assert shown["name"] == "main-job"
    assert shown["time_zone"] == "UTC+08:00"
    assert shown["tags"] == TAGS
    assert (shown["az_mode"], shown["node_count"]) == ("single", 3)
    assert shown["master_az_code"] == deployment.credentials["availability_zones"][0]
    assert {node["az_code"] for node in shown["nodes"]} == {shown["master_az_code"]}
    assert shown["port"] == "3306" and {node["port"] for node in shown["nodes"]} == {3306}
    names = sorted(node["name"] for node in shown["nodes"])
    assert names == ["main-job_node01", "main-job_node02", "main-job_node03"]
    addresses = shown["private_write_ips"] + sum(
        (n["private_read_ips"] for n in shown["nodes"]), []
    )
    assert len(set(addresses)) == 4
    row = next(row for row in deployment.instances() if row["id"] == instance.id)
    assert row["private_ips"] == shown["private_write_ips"]
    assert sorted(row["readonly_private_ips"]) == sorted(set(addresses) - set(row["private_ips"]))


def test_processes_directories_and_rows_are_those_of_the_reply(deployment, instance):
    assert len(instance.nodes()) == 3
    deployment.assert_tidy()


def test_root_connects_without_tls(root):
    assert mysql.value(root, "SELECT 1") == 1
    cipher = mysql.rows(root, "SHOW SESSION STATUS LIKE 'Ssl_cipher'")
    assert cipher[0][1] == ""


def test_root_connects_with_tls_that_the_ca_vouches_for(deployment, instance):
    with instance.connect(tls=True) as connection:
        cipher = mysql.rows(connection, "SHOW SESSION STATUS LIKE 'Ssl_cipher'")
        assert cipher[0][1], "the session is not encrypted"
    for node in instance.nodes():
        with instance.connect(tls=True, host=node["private_read_ips"][0]) as connection:
            assert mysql.value(connection, "SELECT 1") == 1


def test_a_wrong_password_is_refused(instance):
    with pytest.raises(pymysql.OperationalError) as refused:
        instance.connect(password="Wrong-123456")
    assert refused.value.args[0] == 1045


def test_the_endpoint_is_the_primary_and_every_node_has_its_own(instance):
    hosts = {}
    on_every_node(instance, lambda node, c: hosts.update({node["id"]: server(c)}))
    assert len(set(hosts.values())) == 3
    with mysql_session(instance) as connection:
        assert server(connection) == hosts[instance.primary["id"]]


def server(connection):
    return mysql.value(connection, "SELECT @@server_uuid")


def test_what_is_written_is_read_on_every_node(instance, root):
    mysql.rows(root, "CREATE DATABASE Shop")
    mysql.rows(root, "CREATE TABLE Shop.Orders (id INT PRIMARY KEY AUTO_INCREMENT, note TEXT)")
    mysql.rows(root, "INSERT INTO Shop.Orders (note) VALUES ('first'), ('second'), ('ünïcödé')")

    def has_them(node, connection):
        until(
            lambda: mysql.value(connection, "SELECT COUNT(*) FROM Shop.Orders") == 3,
            5,
            f"the rows are on {node['name']}",
            ignore=(pymysql.MySQLError,),
        )

    on_every_node(instance, has_them)


def test_replicas_refuse_writes(instance):
    def writes(node, connection):
        for statement in (
            "INSERT INTO Shop.Orders (note) VALUES ('by the way')",
            "CREATE DATABASE elsewhere",
            "CREATE USER stray IDENTIFIED BY 'Stray-123456'",
        ):
            # read_only or super_read_only
            assert refusal(connection, statement) in (1290, 1836), node["name"]
        assert mysql.value(connection, "SELECT @@super_read_only") == 1

    for node in instance.replicas:
        with instance.connect(host=node["private_read_ips"][0]) as connection:
            writes(node, connection)


def test_replication_is_gtid_and_lossless_semi_sync(instance, root):
    assert mysql.value(root, "SELECT @@gtid_mode") == "ON"
    assert mysql.value(root, "SELECT @@enforce_gtid_consistency") == "ON"
    assert mysql.value(root, "SELECT @@binlog_format") == "ROW"
    assert mysql.status(root, "Rpl_semi_sync_source_status") == "ON"
    assert mysql.status(root, "Rpl_semi_sync_source_clients") == "2"
    assert mysql.value(root, "SELECT @@rpl_semi_sync_source_wait_point") == "AFTER_SYNC"
    before = int(mysql.status(root, "Rpl_semi_sync_source_yes_tx"))
    mysql.rows(root, "INSERT INTO Shop.Orders (note) VALUES ('acknowledged')")
    assert int(mysql.status(root, "Rpl_semi_sync_source_yes_tx")) == before + 1
    assert mysql.status(root, "Rpl_semi_sync_source_no_tx") == "0"

    def applies(node, connection):
        if node["type"] == "slave":
            assert mysql.status(connection, "Rpl_semi_sync_replica_status") == "ON", node

    on_every_node(instance, applies)


def test_variables_are_those_of_the_request_and_the_flavor(deployment, instance):
    flavor = instance.primary
    pool = {"1": 256, "2": 1024, "4": 2048}[flavor["ram"]]

    def as_asked(node, connection):
        seen = dict(mysql.rows(connection, "SHOW GLOBAL VARIABLES"))
        assert seen["time_zone"] == "+08:00"
        assert seen["lower_case_table_names"] == "0"
        assert int(seen["innodb_buffer_pool_size"]) == pool << 20
        assert int(seen["max_connections"]) == max(500, 375 * int(node["ram"]))
        assert seen["port"] and seen["log_bin"] == "ON"

    on_every_node(instance, as_asked)
    # UTC+08:00 is what statements see, too.
    with mysql_session(instance) as connection:
        ahead = mysql.value(connection, "SELECT TIMESTAMPDIFF(HOUR, UTC_TIMESTAMP(), NOW())")
        assert ahead == 8
        # Case counts in names.
        assert refusal(connection, "SELECT * FROM shop.orders") in (1049, 1146)


def test_replies_say_what_the_servers_say(deployment, instance):
    shown = instance.show()

    def same(node, connection):
        version = mysql.value(connection, "SELECT VERSION()").split("-")[0]
        assert shown["datastore"]["kernel_version"] == f"{version}.0"
        assert int(node["max_connections"]) == mysql.value(connection, "SELECT @@max_connections")

    on_every_node(instance, same)

    def used_is_real():
        for node in instance.nodes():
            real = disk_usage(deployment.data / "nodes" / node["id"]) / (1 << 30)
            if abs(float(node["volume"]["used"]) - real) > 0.03:
                return False
        return True

    until(used_is_real, 15, "volume.used is what the node's files take")


def test_volume_used_grows_with_the_data(deployment, instance, root):
    def used():
        return float(instance.primary["volume"]["used"])

    before = used()
    mysql.rows(root, "CREATE TABLE Shop.Ballast (id INT PRIMARY KEY AUTO_INCREMENT, b LONGBLOB)")
    for _ in range(16):  # data and binary log: 64 MB
        mysql.rows(root, "INSERT INTO Shop.Ballast (b) VALUES (RANDOM_BYTES(1024))")
        mysql.rows(
            root,
            "INSERT INTO Shop.Ballast (b) "
            "SELECT REPEAT(b, 2048) FROM Shop.Ballast ORDER BY id LIMIT 1",
        )
    until(lambda: used() > before + 0.03, 20, lambda: f"{used()} is more than {before}")
    mysql.rows(root, "DROP TABLE Shop.Ballast")


# The rights of root


def test_root_has_no_rights_over_the_server(root):
    grants = " ".join(row[0] for row in mysql.rows(root, "SHOW GRANTS"))
    words = {word.strip(" ,`") for word in grants.replace("(", " ").split()}
    for right in ("SUPER", "FILE", "SHUTDOWN", "SYSTEM_USER", "SYSTEM_VARIABLES_ADMIN"):
        assert right not in words, grants
    assert "ALL PRIVILEGES" not in grants


@pytest.mark.parametrize(
    "statement",
    [
        "SHUTDOWN",
        "RESTART",
        "SELECT 'x' INTO OUTFILE '/tmp/hyades-test-outfile'",
        "SELECT LOAD_FILE('/etc/passwd') INTO OUTFILE '/dev/null'",
        "LOAD DATA INFILE '/etc/passwd' INTO TABLE Shop.Orders",
        "SET GLOBAL super_read_only = ON",
        "SET GLOBAL read_only = ON",
        "SET GLOBAL max_connections = 10",
        "SET PERSIST max_connections = 10",
        "SET PERSIST_ONLY port = 1",
        "SET GLOBAL rpl_semi_sync_source_enabled = OFF",
        "SET GLOBAL gtid_purged = ''",
        "SET SESSION sql_log_bin = 0",
        "SET GLOBAL init_connect = 'SELECT 1'",
        "INSTALL PLUGIN clone2 SONAME 'mysql_clone.so'",
        "UNINSTALL PLUGIN clone",
        "INSTALL COMPONENT 'file://component_validate_password'",
        "CREATE FUNCTION lib_x RETURNS STRING SONAME 'x.so'",
        "CLONE LOCAL DATA DIRECTORY '/tmp/hyades-test-clone'",
        "RESET BINARY LOGS AND GTIDS",
        "PURGE BINARY LOGS BEFORE NOW()",
        "STOP REPLICA",
        "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1'",
        "ALTER INSTANCE DISABLE INNODB REDO_LOG",
        "CREATE TABLESPACE t ADD DATAFILE 't.ibd'",
        "CREATE TABLE Shop.Out (id INT) DATA DIRECTORY = '/tmp'",
        "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'h')",
        "GRANT SUPER ON *.* TO root",
        "GRANT SYSTEM_USER ON *.* TO root",
        "GRANT FILE, SHUTDOWN ON *.* TO root",
        "GRANT ALL ON *.* TO root",
        "GRANT SELECT ON mysql.* TO root",
    ],
)
def test_root_may_not(root, statement):
    assert refusal(root, statement) not in (1064, 2006, 2013), "not even understood"
    assert mysql.value(root, "SELECT 1") == 1


def test_internal_accounts_are_not_in_sight(instance):
    statements = (
        "SELECT user FROM mysql.user",
        "SELECT * FROM mysql.db",
        "SELECT * FROM mysql.tables_priv",
        "SELECT * FROM mysql.slave_master_info",
        "SELECT grantee FROM information_schema.user_privileges",
        "SELECT * FROM information_schema.user_attributes",
        "SELECT * FROM information_schema.processlist",
        "SHOW FULL PROCESSLIST",
        "SELECT * FROM performance_schema.processlist",
        "SELECT * FROM performance_schema.threads",
        "SELECT * FROM performance_schema.accounts",
        "SELECT * FROM performance_schema.users",
        "SELECT * FROM performance_schema.replication_connection_configuration",
        "SELECT * FROM performance_schema.session_connect_attrs",
        "SELECT * FROM performance_schema.events_statements_history",
        "SELECT * FROM sys.session",
        "SELECT * FROM sys.processlist",
        "SELECT * FROM sys.user_summary",
        "SELECT * FROM sys.client_sessions",
        "SHOW REPLICAS",
        "SHOW GRANTS FOR 'hyades_admin'@'localhost'",
        "SHOW GRANTS FOR 'hyades_replication'@'%'",
        "SHOW CREATE USER 'hyades_admin'@'localhost'",
        "SHOW CREATE USER 'hyades_replication'@'%'",
    )

    def blind(node, connection):
        for statement in statements:
            try:
                seen = repr(mysql.rows(connection, statement))
            except pymysql.MySQLError:
                continue
            assert not any(name in seen for name in INTERNAL), f"{statement}: {seen}"

    on_every_node(instance, blind)


def test_internal_accounts_cannot_be_touched(instance, root):
    for account in ("'hyades_admin'@'localhost'", "'hyades_replication'@'%'"):
        for statement in (
            f"DROP USER {account}",
            f"ALTER USER {account} IDENTIFIED BY 'Taken-123456'",
            f"ALTER USER {account} ACCOUNT LOCK",
            f"RENAME USER {account} TO mine",
            f"SET PASSWORD FOR {account} = 'Taken-123456'",
            f"GRANT SELECT ON *.* TO {account}",
            f"REVOKE ALL PRIVILEGES, GRANT OPTION FROM {account}",
            f"GRANT {account} TO root",
        ):
            refusal(root, statement)
    for statement in (
        "UPDATE mysql.user SET account_locked = 'N'",
        "DELETE FROM mysql.user WHERE user = 'hyades_admin'",
        "DROP TABLE mysql.user",
        "DROP DATABASE mysql",
        "CREATE TABLE mysql.mine (id INT)",
        "DROP DATABASE sys",
        "DROP VIEW sys.session",
        "CREATE DEFINER = 'hyades_admin'@'localhost' PROCEDURE Shop.p() SELECT 1",
        "CREATE DEFINER = 'hyades_admin'@'localhost' SQL SECURITY DEFINER VIEW Shop.v AS "
        "SELECT * FROM mysql.user",
    ):
        refusal(root, statement)
    # And they still do their work.
    instance.wait_normal()


def test_root_cannot_hand_on_or_take_what_it_lacks(instance, root):
    """An account that root makes has at most root's rights, whatever it is granted."""
    mysql.rows(root, "CREATE USER heir IDENTIFIED BY 'Heir-12345678'")
    mysql.rows(root, "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE USER ON *.* TO heir")
    try:
        with instance.connect(user="heir", password="Heir-12345678") as heir:
            refusal(heir, "SELECT * FROM mysql.user")
            refusal(heir, "UPDATE mysql.user SET account_locked = 'N'")
            refusal(heir, "DROP USER 'hyades_admin'@'localhost'")
            assert mysql.value(heir, "SELECT COUNT(*) FROM Shop.Orders")
    finally:
        mysql.rows(root, "DROP USER heir")


def test_root_cannot_end_internal_sessions(deployment, instance, root):
    """Not even by guessing their numbers: replication stays up."""
    me = mysql.value(root, "SELECT CONNECTION_ID()")
    for number in range(1, me):
        with contextlib.suppress(pymysql.MySQLError):
            mysql.rows(root, f"KILL {number}")
    assert mysql.status(root, "Rpl_semi_sync_source_clients") == "2"
    assert mysql.status(root, "Rpl_semi_sync_source_status") == "ON"


def test_root_does_an_administrators_work(instance, root):
    for statement in (
        "CREATE DATABASE app CHARACTER SET utf8mb4",
        "CREATE TABLE app.t (id INT PRIMARY KEY, v INT, KEY (v))",
        "ALTER TABLE app.t ADD COLUMN w INT",
        "CREATE VIEW app.v AS SELECT id FROM app.t",
        "CREATE PROCEDURE app.p() SELECT 1",
        "CREATE EVENT app.e ON SCHEDULE EVERY 1 DAY DO DELETE FROM app.t",
        "CREATE TEMPORARY TABLE app.tmp (id INT)",
        "CREATE USER 'app'@'%' IDENTIFIED BY 'App-12345678'",
        "GRANT SELECT, INSERT ON app.* TO 'app'@'%'",
        "CREATE ROLE reader",
        "GRANT SELECT ON app.* TO reader",
        "GRANT reader TO app",
        "INSERT INTO app.t VALUES (1, 1, 1)",
        "LOCK TABLES app.t READ",
        "UNLOCK TABLES",
        "ANALYZE TABLE app.t",
        "SHOW ENGINES",
        "SHOW BINARY LOGS",
        "SHOW BINARY LOG STATUS",
    ):
        mysql.rows(root, statement)

    def app_works(node, _):
        def logs_in():
            host = node["private_read_ips"][0]
            with instance.connect(user="app", password="App-12345678", host=host) as connection:
                return mysql.value(connection, "SELECT COUNT(*) FROM app.t") == 1

        until(logs_in, 5, f"app logs in on {node['name']}", ignore=(pymysql.MySQLError,))

    on_every_node(instance, app_works)
    with instance.connect(user="app", password="App-12345678") as connection:
        refusal(connection, "DELETE FROM app.t")
        refusal(connection, "SELECT * FROM Shop.Orders")
    for statement in ("DROP USER app", "DROP ROLE reader", "DROP DATABASE app"):
        mysql.rows(root, statement)


# Changes


def test_resetting_the_password(deployment, instance):
    old, new = instance.password, new_password()
    path = f"/v3/{{project_id}}/instances/{instance.id}/password"
    with mysql_session(instance) as before:
        deployment.api("POST", path, {"password": new}).ok(200)
        assert mysql.value(before, "SELECT 1") == 1, "an open session goes on"
    instance.password = new
    with pytest.raises(pymysql.OperationalError) as refused:
        instance.connect(password=old)
    assert refused.value.args[0] == 1045
    for node in instance.nodes():
        host = node["private_read_ips"][0]
        until(
            lambda host=host: instance.answers(host),
            5,
            f"the new password is good on {node['name']}",
            ignore=mysql.NOT_YET,
        )
        with pytest.raises(pymysql.OperationalError):
            instance.connect(password=old, host=host)


def test_renaming(deployment, instance):
    path = f"/v3/{{project_id}}/instances/{instance.id}/name"
    with mysql_session(instance) as connection:
        job = deployment.api("PUT", path, {"name": "main-job-2"}).ok(200)["job_id"]
        deployment.wait_job(job)
        assert mysql.value(connection, "SELECT 1") == 1
    shown = instance.show()
    assert shown["name"] == "main-job-2"
    assert {node["name"][:-2] for node in shown["nodes"]} == {"main-job-2_node"}


def test_restarting_the_instance_restarts_every_server(deployment, instance):
    nodes = [node["id"] for node in instance.nodes()]
    before = {node: deployment.mysqld(node).pid for node in nodes}
    path = f"/v3/{{project_id}}/instances/{instance.id}/restart"
    with Stopwatch("restart of 3 nodes"):
        job = deployment.api("POST", path).ok(200)["job_id"]
        deployment.wait_job(job)
    assert instance.show()["status"] == "normal"
    after = {node: deployment.mysqld(node).pid for node in nodes}
    assert not set(before.values()) & set(after.values())

    def young(node, connection):
        assert int(mysql.status(connection, "Uptime")) < 60

    on_every_node(instance, young)
    instance.wait_normal()
    with mysql_session(instance) as connection:
        assert mysql.value(connection, "SELECT COUNT(*) FROM Shop.Orders") == 4
        until(
            lambda: mysql.status(connection, "Rpl_semi_sync_source_clients") == "2",
            10,
            "both replicas are attached again",
        )


def test_restarting_a_node_restarts_that_server_alone(deployment, instance):
    nodes = {node["id"]: node["type"] for node in instance.nodes()}
    for chosen in nodes:
        before = {node: deployment.mysqld(node).pid for node in nodes}
        path = f"/v3/{{project_id}}/instances/{instance.id}/nodes/{chosen}/restart"
        deployment.wait_job(deployment.api("POST", path, {"delay": False}).ok(200)["job_id"])
        after = {node: deployment.mysqld(node).pid for node in nodes}
        changed = {node for node in nodes if before[node] != after[node]}
        assert changed == {chosen}
        assert instance.answers()
    instance.wait_normal()


def test_a_replica_is_added_under_load(deployment, instance):
    """Every row that was acknowledged meanwhile is on the new replica, and nobody was cut off."""
    stop, written, trouble = threading.Event(), [0], []
    with mysql_session(instance) as connection:
        mysql.rows(connection, "CREATE TABLE Shop.Load (id INT PRIMARY KEY, v VARBINARY(200))")

    def write():
        try:
            with mysql_session(instance) as connection:
                while not stop.is_set():
                    row = written[0] + 1
                    mysql.rows(
                        connection, "INSERT INTO Shop.Load VALUES (%s, RANDOM_BYTES(200))", row
                    )
                    written[0] = row
        except Exception as error:  # whatever it is, the test fails with it
            trouble.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        path = f"/v3/{{project_id}}/instances/{instance.id}/nodes/enlarge"
        begun = written[0]
        with Stopwatch("add a replica under load"):
            reply = deployment.api("POST", path, {"priorities": [3]}).ok(201)
            deployment.wait_job(reply["job_id"])
        during = written[0] - begun
    finally:
        stop.set()
        writer.join(30)
    assert not trouble, trouble
    assert during > 0, "no load"
    [name] = reply["node_names"]
    node = next(node for node in instance.nodes() if node["name"] == name)
    assert (node["type"], node["priority"], node["status"]) == ("slave", 3, "normal")
    with instance.connect(host=node["private_read_ips"][0]) as connection:
        until(
            lambda: mysql.value(connection, "SELECT COUNT(*) FROM Shop.Load") == written[0],
            10,
            f"all {written[0]} rows are on the new replica",
        )
        assert mysql.value(connection, "SELECT @@super_read_only") == 1
    deployment.assert_tidy()


def test_a_replica_is_deleted(deployment, instance):
    doomed = max(instance.replicas, key=lambda node: node["name"])
    process = deployment.mysqld(doomed["id"])
    [address] = doomed["private_read_ips"]
    path = f"/v3/{{project_id}}/instances/{instance.id}/nodes/{doomed['id']}"
    with mysql_session(instance) as connection:
        job = deployment.api("DELETE", path).ok(200)["job_id"]
        deployment.wait_job(job)
        mysql.rows(connection, "INSERT INTO Shop.Orders (note) VALUES ('still writable')")
    assert doomed["id"] not in [node["id"] for node in instance.nodes()]
    assert not process.alive()
    assert doomed["id"] not in deployment.node_directories()
    with pytest.raises(mysql.NOT_YET):
        instance.connect(host=address)
    deployment.assert_tidy()
    deployment.api("DELETE", path).refused(400, "DBS.212005", "node_id")


def test_replicas_go_down_to_none_and_writes_go_on(deployment, instance):
    """Semi-sync waits for a replica only while there is one."""
    for replica in instance.replicas:
        path = f"/v3/{{project_id}}/instances/{instance.id}/nodes/{replica['id']}"
        deployment.wait_job(deployment.api("DELETE", path).ok(200)["job_id"])
        with mysql_session(instance, read_timeout=5) as connection:
            mysql.rows(connection, "INSERT INTO Shop.Orders (note) VALUES ('fewer')")
    assert instance.show()["node_count"] == 1
    deployment.assert_tidy()


def test_deleting_leaves_nothing(deployment, instance):
    nodes = [node["id"] for node in instance.nodes()]
    host, port = instance.endpoint()
    servers = [deployment.mysqld(node) for node in nodes]
    path = f"/v3/{{project_id}}/instances/{instance.id}"
    with mysql_session(instance) as connection:
        job = deployment.api("DELETE", path).ok(200)["job_id"]
        # The last status stays until the row is gone: clients know no word for the time between.
        seen = set()

        def gone():
            reply = deployment.api("GET", f"/v3/{{project_id}}/instances/{instance.id}")
            if reply.status == 200:
                seen.add(reply.json["instance"]["status"])
            return reply.status == 404 and reply

        until(gone, 60, "the instance is gone").refused(404, "DBS.200002")
        assert seen <= {"ACTIVE"}, seen
        with pytest.raises(mysql.NOT_YET):
            mysql.rows(connection, "SELECT 1")
    shown = deployment.wait_job(job)
    assert (shown["status"], shown["instance"]["id"]) == ("Completed", instance.id)
    assert shown["ended"]
    assert not [server for server in servers if server.alive()]
    assert not deployment.node_directories() & set(nodes)
    with pytest.raises(mysql.NOT_YET):
        mysql.connect(host, port, "root", instance.password)
    deployment.api("DELETE", path).refused(404, "DBS.200002")
    deployment.assert_tidy()


def test_addresses_are_used_again(deployment, instance):
    """An address that was given back goes to the next instance."""
    host = deployment.create_ready("next-in-line").endpoint()[0]
    [row] = deployment.instances()
    assert host == row["private_ips"][0]
    other = deployment.create_ready("next-in-line-2")
    other_host = other.endpoint()[0]
    other.delete()
    again = deployment.create_ready("next-in-line-3")
    assert again.endpoint()[0] == other_host
    assert again.answers()
