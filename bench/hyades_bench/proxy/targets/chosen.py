"""The targets by name."""

import pathlib
from collections.abc import Callable

from . import router
from .base import Target
from .direct import Direct
from .haproxy import HAProxy
from .hyades import DatabaseProxy, Gateway

# What ratios are to: of all targets, of a database proxy with a stricter consistency, and of a gateway that
# records every statement.
BASE = "haproxy"
EVENTUAL = "proxy"
STRICTER = ["proxy-session", "proxy-global"]
GATEWAY = "gateway"
RECORDED = "gateway-recorded"
NAMES = ["direct", BASE, "router", "router-split", GATEWAY, RECORDED, EVENTUAL, *STRICTER]


class Unknown(Exception):
    """A target that cannot be had; says why."""


def targets(names: list[str], others: list[str], binary: pathlib.Path, root: pathlib.Path) -> list[Target]:
    """Those of `NAMES`, and `others` written as NAME=PATH or NAME=proxy:PATH."""
    # Targets run in directories of their own.
    binary = binary.resolve()
    return [named(name, binary, root) for name in names] + [other(text) for text in others]


def named(name: str, binary: pathlib.Path, root: pathlib.Path) -> Target:
    known: dict[str, Callable[[], Target]] = {
        "direct": lambda: Direct(name),
        BASE: lambda: HAProxy(name),
        "router": lambda: router.Router(name, installed_router(root), split=False),
        "router-split": lambda: router.Router(name, installed_router(root), split=True),
        GATEWAY: lambda: Gateway(name, binary),
        RECORDED: lambda: Gateway(name, binary, recorded=True),
        EVENTUAL: lambda: DatabaseProxy(name, binary),
        "proxy-session": lambda: DatabaseProxy(name, binary, "session"),
        "proxy-global": lambda: DatabaseProxy(name, binary, "global"),
    }
    if name not in known:
        raise Unknown(f"no target is called {name}; there are: {', '.join(NAMES)}")
    return known[name]()


def installed_router(root: pathlib.Path) -> pathlib.Path:
    found = router.prefix(root)
    if found is None:
        raise Unknown("MySQL Router is missing: scripts/install-bench-peers installs it")
    return found


def other(text: str) -> Target:
    name, separator, path = text.partition("=")
    if not separator or name in NAMES:
        raise Unknown(f"{text}: should be NAME=PATH with a name of its own")
    made = DatabaseProxy if path.startswith("proxy:") else Gateway
    return made(name, pathlib.Path(path.removeprefix("proxy:")).resolve())
