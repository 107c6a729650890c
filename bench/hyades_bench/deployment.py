"""A deployment of its own for a benchmark: data directory, loopback network, port, processes."""

import dataclasses
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from . import process
from .api import Api


@dataclasses.dataclass
class Options:
    """What was asked for on the command line."""

    which: str
    binary: pathlib.Path
    rounds: int
    instances: int
    seconds: float
    rate: float
    settle: float
    dir: str | None
    keep: bool
    engine_dir: str


class Deployment:
    """Use it in a `with`: whatever happens, nothing of it is left running."""

    def __init__(self, options: Options, log: str = "info") -> None:
        self.options = options
        # Short: sockets have to fit into 107 bytes.
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="hb-", dir=options.dir))
        self.data = self.home / "d"
        self.log = self.home / "serve.log"
        self.network = free_network()
        self.filter = log
        self.serve: subprocess.Popen | None = None
        self.port = 0
        self.token: str | None = None

    def __enter__(self) -> "Deployment":
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.stop()
            self.stop_databases()
        finally:
            if self.options.keep:
                print(f"  (kept: {self.home})")
            else:
                shutil.rmtree(self.home, ignore_errors=True)

    def start(self) -> float:
        """Starts the control plane; returns the seconds from exec to its first answer."""
        self.port = self.port or free_port()
        command = [
            str(self.options.binary), "serve", "--data-dir", str(self.data),
            "--listen", f"127.0.0.1:{self.port}", "--network", self.network,
            "--overcommit", "1000",
        ]  # fmt: skip
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("HYADES_")},
            "HYADES_ENGINE_DIR": self.options.engine_dir,
            "HYADES_LOG": self.filter,
        }
        with open(self.log, "ab") as log:
            began = time.monotonic()
            self.serve = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        while not healthy(self.port):
            if self.serve.poll() is not None:
                raise RuntimeError(f"serve ended:\n{self.log.read_text()}")
            if time.monotonic() > began + 60:
                raise RuntimeError("serve does not answer")
            time.sleep(0.002)
        return time.monotonic() - began

    def stop(self) -> float:
        """Ends the control plane; returns how long that took. The databases run on."""
        if self.serve is None:
            return 0.0
        began = time.monotonic()
        self.serve.send_signal(signal.SIGTERM)
        try:
            self.serve.wait(20)
        except subprocess.TimeoutExpired:
            self.serve.kill()
            self.serve.wait()
        self.serve = None
        return time.monotonic() - began

    def stop_databases(self) -> float:
        began = time.monotonic()
        command = [str(self.options.binary), "stop", "--all", "--data-dir", str(self.data)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - began

    def api(self) -> Api:
        """A client with a connection of its own; all have the same token."""
        made = Api(self.port, self.credentials(), self.token)
        self.token = made.token
        return made

    def credentials(self) -> dict:
        return json.loads((self.data / "credentials.json").read_text())

    def wait_for_template(self) -> None:
        """The engine template is made at the first start, ahead of need."""
        wait_for("the template", lambda: list(self.data.glob("templates/*/format")), 120)

    def node_dir(self, node: str) -> pathlib.Path:
        return self.data / "nodes" / node

    def pids(self) -> dict[str, int]:
        """Its processes by role: `serve`, `proxy`, and servers by their node's id."""
        found = {}
        nodes = f"--defaults-file={self.data}/nodes/"
        for pid in process.all_pids():
            words = process.command(pid)
            if str(self.data / "proxy" / "topology.json") in words:
                found["proxy"] = pid
            found.update({w[len(nodes) :].split("/")[0]: pid for w in words if w.startswith(nodes)})
        if self.serve is not None:
            found["serve"] = self.serve.pid
        return found

    def cpu_seconds(self) -> float:
        """CPU time of all its processes, and of this one. Servers that have ended are in serve's."""
        return sum(map(process.cpu_seconds, self.pids().values())) + time.process_time()


def wait_for(what: str, condition, seconds: float, pause: float = 0.02):
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise RuntimeError(f"{what}: not there after {seconds} s")
        time.sleep(pause)
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def free_network() -> str:
    """A part of 127/8 in which nobody listens."""
    used = {
        int(line.split()[1][4:6], 16)
        for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[1][6:8] == "7F"
    }
    return f"127.{random.choice([n for n in range(100, 250) if n not in used])}.0.0/16"


def healthy(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False
