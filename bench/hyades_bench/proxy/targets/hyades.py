"""`hyades proxy`, started with a snapshot of its own: as a gateway, and as a node of a database proxy."""

import json
import pathlib
import shutil

from ..fixture import MONITOR, MONITOR_PASSWORD, Servers
from ..server import Server
from .base import Target

INSTANCE = f"{1:032x}in07"


class Hyades(Target):
    """Any binary with the command line of `hyades proxy`."""

    def __init__(self, name: str, binary: pathlib.Path, recorded: bool = False) -> None:
        super().__init__(name)
        self.binary, self.recorded = binary, recorded

    def command(self, servers: Servers, home: pathlib.Path) -> list[str]:
        snapshot = {"epoch": 1, "gateways": [], "recorded": [INSTANCE] if self.recorded else []}
        (home / "topology.json").write_text(json.dumps(snapshot | self.snapshot(servers)))
        options = ["--snapshot", home / "topology.json", "--control-socket", home / "control"]
        if self.recorded:
            # Those of the run before go: not the disk is measured.
            shutil.rmtree(home / "records", ignore_errors=True)
            (home / "records" / INSTANCE).mkdir(parents=True)
            options += ["--record-dir", home / "records"]
        return [str(word) for word in (self.binary, "proxy", *options)]

    def snapshot(self, servers: Servers) -> dict:
        """What is to be served, as in `crates/types/src/topology.rs`."""
        raise NotImplementedError


class Gateway(Hyades):
    """The front door of an instance."""

    def snapshot(self, servers: Servers) -> dict:
        gateway = {
            "listen": endpoint(self.host, self.port),
            "instance": INSTANCE,
            "role": {"kind": "primary"},
            "backend": backend(servers.primary),
        }
        return {"gateways": [gateway]}


class DatabaseProxy(Hyades):
    """One node of a database proxy with a session pool; reads go to the replica."""

    def __init__(self, name: str, binary: pathlib.Path, consistency: str = "eventual") -> None:
        super().__init__(name, binary)
        self.consistency = consistency

    def snapshot(self, servers: Servers) -> dict:
        primary, replica = servers.primary, servers.replica
        proxy = {
            "id": f"{1:032x}po01",
            "instance": INSTANCE,
            "nodes": [{"id": f"{1:032x}pn01", "generation": 1}],
            "listen": [endpoint(self.host, self.port)],
            "settings": SETTINGS | {"consistency": self.consistency},
            "backends": [
                backend(primary) | {"role": "primary", "weight": 0},
                backend(replica) | {"role": "replica", "weight": 100},
            ],
            "monitor": {"user": MONITOR, "password": MONITOR_PASSWORD},
            "tls": certificate(primary),
        }
        return {"proxies": [proxy]}


SETTINGS = {
    "mode": "readwrite",
    "routing": "weighted",
    "transaction_split": False,
    "pooling": "SESSION",
    "tls": True,
    "access": None,
    "max_connections": 20000,
    "max_lag_seconds": 100,
    "multi_statements": "Loose",
    "lossless_switchover": False,
}


def backend(server: Server) -> dict:
    return {
        "node": f"{server.number:032x}no07",
        "endpoint": endpoint(server.address, server.port),
        "socket": str(server.socket),
    }


def certificate(server: Server) -> dict:
    """The one that the server has made for itself will do."""
    data = server.home / "data"
    return {"certificate": str(data / "server-cert.pem"), "key": str(data / "server-key.pem")}


def endpoint(address: str, port: int) -> dict:
    return {"address": address, "port": port}
