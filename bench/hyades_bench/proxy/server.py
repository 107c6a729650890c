"""A mysqld of the fixture."""

import json
import os
import pathlib
import shutil
import signal
import subprocess

from ..deployment import wait_for

# The same for both servers. Nothing here waits for the disk: it is the proxies that are compared.
SETTINGS = {
    "gtid_mode": "ON",
    "enforce_gtid_consistency": "ON",
    "log_bin": "binlog",
    "sync_binlog": 0,
    "innodb_flush_log_at_trx_commit": 2,
    "innodb_buffer_pool_size": "256M",
    "innodb_redo_log_capacity": "512M",
    "relay_log": "relay",
    "replica_parallel_workers": 2,
    "skip_name_resolve": "ON",
    "host_cache_size": 0,
    "max_connect_errors": 1000000,
    "max_connections": 12000,
    "max_prepared_stmt_count": 200000,
    "back_log": 2048,
    "mysqlx": "OFF",
    "log_error_verbosity": 2,
    "secure_file_priv": "NULL",
}


class Engine:
    """A MySQL as `scripts/install-mysql` leaves it."""

    def __init__(self, directory: str) -> None:
        self.home = pathlib.Path(directory)
        self.about = json.loads((self.home / "engine.json").read_text())
        self.version = self.about["version"]

    def path(self, name: str) -> str:
        return str((self.home / self.about[name]).resolve())

    def program(self, name: str) -> str:
        return str(self.home / "bin" / name)

    def options(self) -> dict:
        places = ("basedir", "plugin_dir", "lc_messages_dir", "character_sets_dir")
        user = {"user": "root"} if os.geteuid() == 0 else {}
        return {name: self.path(name) for name in places} | user

    def initialize(self, data: pathlib.Path) -> None:
        """Makes an empty data directory whose root has no password."""
        command = [self.path("mysqld"), "--no-defaults", "--initialize-insecure", f"--datadir={data}"]
        command += [f"--{name}={value}" for name, value in self.options().items()]
        subprocess.run(command, check=True, capture_output=True)


class Server:
    """One mysqld. `address` is where clients reach it, `socket` where its host does."""

    def __init__(self, engine: Engine, home: pathlib.Path, number: int, address: str) -> None:
        self.engine, self.home, self.number = engine, home, number
        self.address, self.port = address, 3306
        self.socket = home / "s"
        self.process: subprocess.Popen | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self, template: pathlib.Path) -> None:
        """Starts on a copy of an initialized data directory."""
        self.home.mkdir()
        shutil.copytree(template, self.home / "data")
        (self.home / "data" / "auto.cnf").unlink(missing_ok=True)  # each has an id of its own
        own = {
            "server_id": self.number, "datadir": self.home / "data", "socket": self.socket,
            "pid_file": self.home / "pid", "log_error": self.home / "error.log",
            "bind_address": self.address, "port": self.port,
        }  # fmt: skip
        lines = [f"{name} = {value}" for name, value in (SETTINGS | own | self.engine.options()).items()]
        (self.home / "my.cnf").write_text("\n".join(["[mysqld]", *lines]) + "\n")
        self.process = subprocess.Popen(
            [self.engine.path("mysqld"), f"--defaults-file={self.home}/my.cnf"],
            env={"LC_ALL": "C"}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(f"server {self.number}", self.answers, 60)

    def answers(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            raise RuntimeError(f"mysqld ended:\n{(self.home / 'error.log').read_text()[-2000:]}")
        return self.socket.exists() and self.run("SELECT 1").returncode == 0

    def run(self, sql: str) -> subprocess.CompletedProcess:
        command = [self.engine.program("mysql"), "--no-defaults", "-uroot", f"-S{self.socket}", "-BN", "-e", sql]
        return subprocess.run(command, capture_output=True, text=True)

    def sql(self, sql: str) -> str:
        """What the statements, as root over the unix socket, print."""
        done = self.run(sql)
        if done.returncode:
            raise RuntimeError(f"{sql}: {done.stderr.strip()}")
        return done.stdout.strip()

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
