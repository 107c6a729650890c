"""HAProxy in TCP mode: what all figures are ratios to."""

import pathlib
import resource

from ..fixture import Servers
from .base import Target, first_line

CONFIGURATION = """
global
    nbthread 2
    maxconn {connections}
defaults
    mode tcp
    timeout connect 5s
    timeout client 1h
    timeout server 1h
listen mysql
    bind {host}:{port}
    server primary {primary.address}:{primary.port}
"""


class HAProxy(Target):
    """Two threads and nothing special."""

    peer = True

    def command(self, servers: Servers, home: pathlib.Path) -> list[str]:
        # Two files for each connection, and some for itself.
        connections = (resource.getrlimit(resource.RLIMIT_NOFILE)[1] - 100) // 2
        text = CONFIGURATION.format(
            connections=connections, host=self.host, port=self.port, primary=servers.primary
        )
        (home / "haproxy.cfg").write_text(text.lstrip())
        return ["haproxy", "-db", "-f", str(home / "haproxy.cfg")]

    def version(self) -> str:
        return first_line("haproxy", "-v")
