"""What /proc says of a process."""

import pathlib

from .machine import TICK


def memory_mib(pid: int) -> dict[str, float]:
    """VmRSS and VmHWM (its highest) of `status`, Pss and private parts of `smaps_rollup`, in MiB."""
    wanted = ("VmRSS", "VmHWM", "RssAnon", "Pss", "Pss_Anon", "Pss_File")
    found = {}
    for name in ("status", "smaps_rollup"):
        for line in pathlib.Path(f"/proc/{pid}/{name}").read_text().splitlines():
            key, _, value = line.partition(":")
            if key in wanted:
                found[key] = int(value.split()[0]) / 1024
    return found


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and of its children that have ended; 0 when it is gone."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    # Field 14 on, counted behind the name, which may have spaces in it.
    return sum(map(int, stat.rpartition(")")[2].split()[11:15])) / TICK


def command(pid: int) -> list[str]:
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return []


def all_pids() -> list[int]:
    return [int(entry.name) for entry in pathlib.Path("/proc").iterdir() if entry.name.isdigit()]
