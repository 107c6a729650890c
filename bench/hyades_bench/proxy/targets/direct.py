"""The primary itself, over TCP."""

from ..fixture import Servers
from .base import Target


class Direct(Target):
    """No proxy at all: no processes, no CPU."""

    def start(self, servers: Servers) -> None:
        self.host, self.port = servers.primary.address, servers.primary.port
