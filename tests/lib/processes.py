"""Processes of a deployment, found by the data directory on their command line."""

import os
import re
import signal
from dataclasses import dataclass

NODE = re.compile(r"/nodes/([0-9a-f]{32}no07)/")
PROXY_NODE = re.compile(r"/proxies/[0-9a-f]{32}po01/([0-9a-f]{32}pn01)-\d+/")


@dataclass(frozen=True)
class Process:
    pid: int
    started: int  # clock ticks since boot: a pid alone may be somebody else's by now
    kind: str  # serve, proxy, proxy_node, mysqld (of a node), helper (any other mysqld), cli
    node: str | None
    command: str

    def kill(self):
        """kill -9, of this very process."""
        if _started(self.pid) == self.started:
            os.kill(self.pid, signal.SIGKILL)

    def alive(self):
        return _started(self.pid) == self.started

    def environment(self):
        return _read(self.pid, "environ")


def below(directory):
    """Every process that has the directory on its command line."""
    found = []
    directory = str(directory).rstrip("/")
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        pid = int(name)
        words = _read(pid, "cmdline").rstrip("\0").split("\0")
        if not any(directory + "/" in word + "/" for word in words):
            continue
        started = _started(pid)
        if started is None:
            continue
        kind, node = _kind(words)
        found.append(Process(pid, started, kind, node, " ".join(words)))
    return found


def _kind(words):
    program = os.path.basename(words[0])
    if program.startswith("mysqld"):
        node = next((match[1] for match in map(NODE.search, words) if match), None)
        own = node and not any("/clone/" in word for word in words)
        return ("mysqld" if own else "helper"), node
    if "proxy" in words[1:2]:
        node = next((match[1] for match in map(PROXY_NODE.search, words) if match), None)
        return ("proxy_node" if node else "proxy"), node
    if "serve" in words[1:2]:
        return "serve", None
    return "cli", None


def _read(pid, file):
    try:
        with open(f"/proc/{pid}/{file}", "rb") as content:
            return content.read().decode(errors="replace")
    except OSError:
        return ""


def _started(pid):
    """When the process started; None when it is gone, or only its remains are left."""
    stat = _read(pid, "stat")
    if not stat:
        return None
    fields = stat.rsplit(")", 1)[1].split()
    return None if fields[0] in "ZX" else int(fields[19])
