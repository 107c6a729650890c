"""What every target has."""

import os
import pathlib
import signal
import subprocess

from ...deployment import wait_for
from ..client import Connection, Refused
from ..fixture import Servers

LOGINS = 4
PATIENCE = 15


class NotStarted(Exception):
    """A target does not take logins; says what it has logged."""


class Target:
    """A way to reach the servers. Started anew for each run, always on the same address."""

    # Another program than ours, which the report has to name.
    peer = False

    def __init__(self, name: str) -> None:
        self.name = name
        self.host, self.port = "", 3306
        self.processes: list[subprocess.Popen] = []

    def command(self, servers: Servers, home: pathlib.Path) -> list[str]:
        """Writes the configuration into `home`; the program that serves `host` and `port` with it."""
        raise NotImplementedError

    def version(self) -> str:
        """What program a peer is, for the report."""
        raise NotImplementedError

    @property
    def address(self) -> tuple[str, int]:
        return self.host, self.port

    @property
    def pids(self) -> list[int]:
        """Its processes, whose CPU and memory are the target's."""
        return [process.pid for process in self.processes]

    def start(self, servers: Servers) -> None:
        self.host = self.host or servers.new_address()
        home = servers.home / self.name
        home.mkdir(exist_ok=True)
        command = self.command(servers, home)
        with open(home / "log", "ab") as log:
            self.processes = [
                subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=home)
            ]
        try:
            wait_for(self.name, self.accepts, PATIENCE)
        except RuntimeError as error:
            self.stop()
            said = (home / "log").read_text().strip().splitlines()
            raise NotStarted(f"{error}; it said: {said[-1] if said else 'nothing'}") from None
        except BaseException:
            self.stop()
            raise

    def accepts(self) -> bool:
        """Whether logins work, each of several: caches of passwords are warm then, in the target and behind it."""
        if any(process.poll() is not None for process in self.processes):
            raise RuntimeError(f"{self.name} has ended")
        try:
            for _ in range(LOGINS):
                connection = Connection(self.address)
                connection.query("SELECT 1")
                connection.close()
        except (OSError, Refused):
            return False
        return True

    def stop(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes = []


def first_line(*command: str | os.PathLike) -> str:
    """The first line that a program prints."""
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stdout or done.stderr).strip().split("\n")[0]
