"""What idle client connections cost: memory for each, and CPU while nothing happens."""

import dataclasses
import time

from ..report import table
from . import sample
from .client import Connection, Refused
from .fixture import Servers
from .targets.base import NotStarted, Target

# What comes and goes before the first look, so that it sees a process that has worked.
BEFORE = 200
# What goes before the look at the CPU, if there was no place for all.
SPARE = 100
SETTLE = 3
WATCH = 10


@dataclasses.dataclass
class Idle:
    """One target. Memory in KiB for each connection."""

    target: str
    held: int
    refused: str
    seconds: float
    rss_kib: float
    pss_kib: float
    cpu_percent: float
    switches_per_second: float


def run(servers: Servers, targets: list[Target], wanted: int) -> list[Idle]:
    found = []
    for target in targets:
        try:
            target.start(servers)
            if target.pids:
                found.append(measure(target, wanted))
        except NotStarted as error:
            print(f"  {target.name}: {error}\n", flush=True)
        finally:
            target.stop()
    return found


def measure(target: Target, wanted: int) -> Idle:
    for connection in connect(target, BEFORE)[0]:
        connection.close()
    time.sleep(SETTLE)
    before = sample.memory_mib(target.pids)
    began = time.monotonic()
    held, refused = connect(target, wanted)
    took = time.monotonic() - began
    time.sleep(SETTLE)
    after = sample.memory_mib(target.pids)
    count = len(held)
    if refused:  # one that has no files left is not idle
        for connection in held[-SPARE:]:
            connection.close()
        time.sleep(SETTLE)
    start, used = time.monotonic(), sample.usage(target.pids)
    time.sleep(WATCH)
    used = sample.usage(target.pids) - used
    watched = time.monotonic() - start
    rss, pss = ((after[name] - before[name]) * 1024 / max(1, count) for name in ("VmRSS", "Pss"))
    switches = max(0.0, used.switches / watched)
    one = Idle(target.name, count, refused, took, rss, pss, used.cpu / watched * 100, switches)
    for connection in held:
        connection.close()
    return one


def connect(target: Target, count: int) -> tuple[list[Connection], str]:
    """Logs in one after the other until one is refused, and with what."""
    held: list[Connection] = []
    try:
        while len(held) < count:
            held.append(Connection(target.address))
    except (OSError, Refused) as error:
        return held, str(error) or type(error).__name__
    return held, ""


def show(found: list[Idle]) -> None:
    columns = ["idle connections", "held", "logins/s", "RSS KiB each", "PSS KiB each", "CPU %", "switches/s"]
    columns.append("no more because")
    table(columns, [
        [one.target, str(one.held), f"{one.held / one.seconds:.0f}", f"{one.rss_kib:.1f}", f"{one.pss_kib:.1f}",
         f"{one.cpu_percent:.2f}", f"{one.switches_per_second:.1f}", one.refused or "-"] for one in found
    ])  # fmt: skip
