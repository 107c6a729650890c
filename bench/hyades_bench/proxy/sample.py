"""What the kernel says that processes have used."""

import dataclasses
import pathlib
import re

from .. import process
from ..machine import TICK

SWITCHES = re.compile(r"^(?:non)?voluntary_ctxt_switches:\s+(\d+)$", re.MULTILINE)


@dataclasses.dataclass
class Usage:
    """CPU seconds and context switches, either since the start of processes or between two looks."""

    user: float = 0.0
    system: float = 0.0
    switches: int = 0

    @property
    def cpu(self) -> float:
        return self.user + self.system

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.user + other.user, self.system + other.system, self.switches + other.switches)

    def __sub__(self, other: "Usage") -> "Usage":
        return Usage(self.user - other.user, self.system - other.system, self.switches - other.switches)


def usage(pids: list[int]) -> Usage:
    """Of all these processes together. Threads that have ended count for CPU, not for switches."""
    return sum(map(one_usage, pids), Usage())


def one_usage(pid: int) -> Usage:
    stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    # Fields 14 and 15, counted behind the name, which may have spaces in it.
    user, system = map(int, stat.rpartition(")")[2].split()[11:13])
    switches = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            switches += sum(map(int, SWITCHES.findall((task / "status").read_text())))
        except (FileNotFoundError, ProcessLookupError):
            continue  # a thread that has just ended
    return Usage(user / TICK, system / TICK, switches)


def memory_mib(pids: list[int]) -> dict[str, float]:
    """Resident and proportional memory of all these processes together."""
    found = [process.memory_mib(pid) for pid in pids]
    return {name: sum(one[name] for one in found) for name in ("VmRSS", "Pss")}


def threads(pids: list[int]) -> int:
    return sum(len(list(pathlib.Path(f"/proc/{pid}/task").iterdir())) for pid in pids)
