"""The machine: what it is, and whether something else is using it."""

import os
import pathlib
import platform
import subprocess
import time

TICK = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count() or 1

# Less than this of one core is what an idle machine does anyway.
QUIET = 0.15
PATIENCE = 60


def describe(binary: pathlib.Path, root: pathlib.Path) -> None:
    """Prints where and with what the figures are made."""
    print("\n".join(lines(binary, root)), flush=True)


def lines(binary: pathlib.Path, root: pathlib.Path) -> list[str]:
    """Where and with what the figures are made. Nothing that names the machine."""
    cpu = field("/proc/cpuinfo", "model name") or platform.machine()
    memory = int((field("/proc/meminfo", "MemTotal") or "0").split()[0]) / 1024 / 1024
    version = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True)
    shown = binary.resolve()
    shown = shown.relative_to(root) if shown.is_relative_to(root) else shown.name
    return [
        f"binary   {shown} ({version.stdout.strip()}, {binary.stat().st_size / 1e6:.1f} MB)",
        f"machine  {CORES} cores, {cpu}, {memory:.1f} GiB, Linux {platform.release()}",
        f"date     {time.strftime('%Y-%m-%d')}",
    ]


def field(path: str, name: str) -> str | None:
    for line in pathlib.Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return None


def available_mib() -> float:
    return int((field("/proc/meminfo", "MemAvailable") or "0").split()[0]) / 1024


def busy_seconds() -> float:
    """CPU time that anything has used since boot."""
    user, nice, system, _idle, _iowait, irq, softirq, *_ = map(
        int, pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    )
    return (user + nice + system + irq + softirq) / TICK


class Load:
    """CPU use of the machine between two points, ours and others'."""

    def __init__(self, deployment) -> None:
        self.deployment = deployment
        self.began = self.now()

    def now(self) -> tuple[float, float, float]:
        return time.monotonic(), busy_seconds(), self.deployment.cpu_seconds()

    def cores(self) -> tuple[float, float]:
        """How many cores were busy on average: in all, and with what is not ours."""
        end = self.now()
        time_, busy, own = (b - a for a, b in zip(self.began, end))
        return busy / time_, max(0.0, (busy - own) / time_)


def wait_until_quiet(deployment) -> None:
    """Waits a while for others to finish. Figures made in spite of them say so."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        load = Load(deployment)
        time.sleep(1)
        if load.cores()[1] < QUIET:
            return
    print(f"  (others have kept the machine busy for {PATIENCE} s; measuring all the same)")
