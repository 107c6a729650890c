"""MySQL Router: as a plain relay to the primary, and splitting reads from writes."""

import json
import os
import pathlib
import subprocess

from ..fixture import MONITOR, MONITOR_PASSWORD, Servers
from . import router_metadata
from .base import Target, first_line

COMMON = """
[DEFAULT]
plugin_folder = {prefix}/lib/plugin
logging_folder =
runtime_folder = {home}
data_folder = {home}
max_total_connections = 20000
dynamic_state = {home}/state.json
keyring_path = {home}/keyring
master_key_path = {home}/key
client_ssl_cert = {primary.home}/data/server-cert.pem
client_ssl_key = {primary.home}/data/server-key.pem

[logger]
level = warning
"""

PLAIN = """
[routing:plain]
bind_address = {host}
bind_port = {port}
destinations = {primary.address}:{primary.port}
routing_strategy = first-available
protocol = classic
client_ssl_mode = PASSTHROUGH
"""

# What `mysqlrouter --bootstrap` writes for splitting, without TLS to the servers: no other target has it.
SPLIT = """
[routing:split]
bind_address = {host}
bind_port = {port}
destinations = metadata-cache://bench/?role=PRIMARY_AND_SECONDARY
routing_strategy = round-robin
protocol = classic
connection_sharing = 1
access_mode = auto
client_ssl_mode = PREFERRED
server_ssl_mode = DISABLED

[connection_pool]
max_idle_server_connections = 64

[metadata_cache:bench]
cluster_type = rs
router_id = 1
user = {user}
metadata_cluster = bench
ttl = 0.5
"""


class Router(Target):
    """Router with its default number of threads."""

    peer = True

    def __init__(self, name: str, prefix: pathlib.Path, split: bool) -> None:
        super().__init__(name)
        self.prefix, self.split = prefix, split

    def command(self, servers: Servers, home: pathlib.Path) -> list[str]:
        if self.split:
            router_metadata.install(servers)
            self.keep_password(home)
        text = (COMMON + (SPLIT if self.split else PLAIN)).format(
            prefix=self.prefix, home=home, host=self.host, port=self.port,
            primary=servers.primary, user=MONITOR,
        )  # fmt: skip
        (home / "router.conf").write_text(text.lstrip())
        (home / "state.json").write_text(json.dumps(router_metadata.state(servers)))
        own = ["--user=root"] if os.geteuid() == 0 else []
        return [str(self.prefix / "bin/mysqlrouter"), "-c", str(home / "router.conf"), *own]

    def keep_password(self, home: pathlib.Path) -> None:
        """Router takes the password of its account from a keyring only."""
        tool = str(self.prefix / "bin/mysqlrouter_keyring")
        keyring, key = home / "keyring", f"--master-key-file={home}/key"
        if not keyring.exists():
            subprocess.run([tool, "init", str(keyring), key], check=True, capture_output=True)
            secret = [tool, "set", str(keyring), MONITOR, "password", MONITOR_PASSWORD, key]
            subprocess.run(secret, check=True, capture_output=True)

    def version(self) -> str:
        return first_line(self.prefix / "bin/mysqlrouter", "--version")


def prefix(root: pathlib.Path) -> pathlib.Path | None:
    """Where scripts/install-bench-peers has put it, if it has."""
    script = root / "scripts/install-bench-peers"
    found = subprocess.run([script, "--print"], capture_output=True, text=True).stdout.strip()
    return pathlib.Path(found) if found else None
