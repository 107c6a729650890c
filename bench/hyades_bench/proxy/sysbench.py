"""Runs sysbench and reads what it says."""

import dataclasses
import pathlib
import re
import subprocess
from collections.abc import Callable

from .fixture import DATABASE, PASSWORD, USER

WORKLOADS = {
    "point select": "oltp_point_select",
    "read only": "oltp_read_only",
    "read write": "oltp_read_write",
    "autocommit": "oltp_read_write",
    "connect": str(pathlib.Path(__file__).with_name("connect.lua")),
}
# Without transactions, reads can go to the replica, right behind writes: what consistency costs.
OPTIONS = {"autocommit": ["--skip_trx=on", "--delete_inserts=0"]}
TABLE_SIZE = 100_000

COUNTS = {
    "transactions": r"^\s*transactions:\s+(\d+)",
    "queries": r"^\s*queries:\s+(\d+)",
    "errors": r"^\s*ignored errors:\s+(\d+)",
    "reconnects": r"^\s*reconnects:\s+(\d+)",
    "seconds": r"^\s*total time:\s+([\d.]+)s",
    "mean_ms": r"^\s*avg:\s+([\d.]+)",
}
BUCKET = re.compile(r"^\s*([\d.]+) \|\**\s*(\d+)$", re.MULTILINE)


class Failed(Exception):
    """sysbench gave up; says with what."""


@dataclasses.dataclass
class Result:
    """What one run did. Latencies are of transactions, in ms."""

    transactions: int
    queries: int
    errors: int
    seconds: float
    mean_ms: float
    p50_ms: float
    p95_ms: float
    p99_ms: float

    @property
    def tps(self) -> float:
        return self.transactions / self.seconds

    @property
    def qps(self) -> float:
        return self.queries / self.seconds


def command(address: tuple[str, int], script: str, clients: int, seconds: int, text: bool) -> list[str]:
    host, port = address
    words = [
        "sysbench", script, f"--mysql-host={host}", f"--mysql-port={port}", f"--mysql-user={USER}",
        f"--mysql-password={PASSWORD}", f"--mysql-db={DATABASE}", f"--threads={clients}", f"--time={seconds}",
        f"--db-ps-mode={'disable' if text else 'auto'}", "--histogram=on",
    ]  # fmt: skip
    if script.startswith("oltp_"):
        words += ["--tables=1", f"--table-size={TABLE_SIZE}"]
    return words


def version() -> str:
    """What program this is."""
    return subprocess.run(["sysbench", "--version"], capture_output=True, text=True, check=True).stdout.strip()


def prepare(address: tuple[str, int]) -> None:
    """Makes and fills the table."""
    done = subprocess.run(
        [*command(address, "oltp_common", 1, 1, True), "prepare"], capture_output=True, text=True
    )
    if done.returncode:
        raise Failed(complaint(done.stdout + done.stderr))


def run(words: list[str], began: Callable[[int], None], ended: Callable[[int], None]) -> Result:
    """Calls `began` when all clients are logged in and `ended` when the last statement is done, with its own pid."""
    sysbench = subprocess.Popen([*words, "run"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert sysbench.stdout is not None
    said, running, over = [], False, False
    try:
        for line in sysbench.stdout:
            said.append(line)
            if line.startswith("Threads started!"):
                running = True
                began(sysbench.pid)
            elif running and not over and line.strip():
                over = True
                ended(sysbench.pid)
    finally:
        if sysbench.poll() is None and not over:
            sysbench.terminate()
        sysbench.wait()
    text = "".join(said)
    if sysbench.returncode or not over:
        raise Failed(complaint(text))
    return parse(text)


def parse(text: str) -> Result:
    found = {}
    for name, pattern in COUNTS.items():
        match = re.search(pattern, text, re.MULTILINE)
        if match is None:
            raise Failed(f"sysbench does not say {name}")
        found[name] = float(match[1])
    buckets = [(float(value), int(count)) for value, count in BUCKET.findall(text)]
    return Result(
        int(found["transactions"]), int(found["queries"]), int(found["errors"]) + int(found["reconnects"]),
        found["seconds"], found["mean_ms"], *(percentile(buckets, share) for share in (0.5, 0.95, 0.99)),
    )  # fmt: skip


def percentile(buckets: list[tuple[float, int]], share: float) -> float:
    """From the histogram, whose buckets are 1.8 % wide."""
    left = share * sum(count for _, count in buckets)
    for value, count in buckets:
        left -= count
        if left <= 0:
            return value
    return 0.0


def complaint(text: str) -> str:
    """The first error in what sysbench printed."""
    lines = [line.strip() for line in text.splitlines() if "FATAL" in line or "error" in line.lower()]
    return lines[0] if lines else text.strip()[-200:]
