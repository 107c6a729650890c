"""The servers behind everything that is compared: a primary and a replica, and the accounts in them."""

import pathlib
import shutil
import tempfile

from ..deployment import free_network, wait_for
from .server import Engine, Server

USER, PASSWORD, DATABASE = "sbtest", "Bench_2026_user", "sbtest"
# The account with which proxies look at the servers.
MONITOR, MONITOR_PASSWORD = "bench_monitor", "Bench_2026_monitor"

ACCOUNTS = f"""
CREATE DATABASE {DATABASE};
CREATE USER {USER}@'%' IDENTIFIED WITH caching_sha2_password BY '{PASSWORD}';
GRANT ALL ON {DATABASE}.* TO {USER}@'%';
CREATE USER {MONITOR}@'%' IDENTIFIED WITH caching_sha2_password BY '{MONITOR_PASSWORD}';
GRANT ALL ON *.* TO {MONITOR}@'%';
CREATE USER repl@'%' IDENTIFIED WITH caching_sha2_password BY '{MONITOR_PASSWORD}';
GRANT REPLICATION SLAVE ON *.* TO repl@'%';
"""


class Servers:
    """Use it in a `with`: whatever happens, nothing of it is left running."""

    def __init__(self, engine: Engine, directory: str | None, keep: bool) -> None:
        self.engine, self.keep = engine, keep
        # Short: sockets have to fit into 107 bytes.
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="hp-", dir=directory))
        self.network = free_network().removesuffix(".0.0/16")
        self.primary = Server(engine, self.home / "p", 1, f"{self.network}.0.2")
        self.replica = Server(engine, self.home / "r", 2, f"{self.network}.0.3")
        self.given = 0

    def __enter__(self) -> "Servers":
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.replica.stop()
        self.primary.stop()
        if self.keep:
            print(f"  (kept: {self.home})")
        else:
            shutil.rmtree(self.home, ignore_errors=True)

    @property
    def pids(self) -> list[int]:
        return [self.primary.pid, self.replica.pid]

    def new_address(self) -> str:
        """An address that nobody listens on yet."""
        self.given += 1
        return f"{self.network}.1.{self.given}"

    def start(self) -> None:
        template = self.home / "template"
        self.engine.initialize(template)
        for server in (self.primary, self.replica):
            server.start(template)
            # The root of initialization is in both; what follows comes by replication.
            server.sql("RESET BINARY LOGS AND GTIDS")
        shutil.rmtree(template)
        self.primary.sql(ACCOUNTS)
        self.replica.sql(
            f"SET GLOBAL super_read_only = ON; CHANGE REPLICATION SOURCE TO SOURCE_HOST = '{self.primary.address}', "
            f"SOURCE_PORT = {self.primary.port}, SOURCE_USER = 'repl', SOURCE_PASSWORD = '{MONITOR_PASSWORD}', "
            "SOURCE_AUTO_POSITION = 1, SOURCE_SSL = 1, SOURCE_HEARTBEAT_PERIOD = 0.5; START REPLICA"
        )
        self.wait_for_replica()

    def wait_for_replica(self) -> None:
        """Until the replica has everything that the primary has now."""
        done = self.primary.sql("SELECT @@GLOBAL.gtid_executed").replace("\\n", "").replace("\n", "")
        wait = f"SELECT WAIT_FOR_EXECUTED_GTID_SET('{done}', 1)"
        wait_for("the replica", lambda: self.replica.sql(wait) == "0", 120)
