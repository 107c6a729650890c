"""Where the time of a job goes, from what the processes leave behind anyway.

Steps of the workflow come from its log in the store, which is read every few milliseconds while it
runs; the rest from the times of files and from the lines of mysqld's error logs. Everything is wall
clock time of one machine.
"""

import datetime
import json
import pathlib
import re
import sqlite3
import statistics
import threading
import time

LOOK_EVERY = 0.004

# Lines of mysqld's error log, and what they mean.
LINES = [
    ("mysqld loaded", "starting as process"),
    ("InnoDB begins", "InnoDB initialization has started"),
    ("InnoDB is up", "InnoDB initialization has ended"),
    ("certificates are loaded", "configured to support TLS"),
    ("ready for connections", "ready for connections"),
    ("source named", "'CHANGE REPLICATION SOURCE TO"),
    ("receiver connected", "connected to source"),
]


class StepWatch(threading.Thread):
    """Notes when the steps of one job are logged as done."""

    def __init__(self, database: pathlib.Path, job: str) -> None:
        super().__init__(daemon=True)
        self.store = sqlite3.connect(f"file:{database}?mode=ro", uri=True, check_same_thread=False)
        self.job = job
        self.done: list[float] = []
        self.ended = 0.0

    def run(self) -> None:
        while not self.ended:
            for (record,) in self.records():
                if "succeeded" in json.loads(record)["event_type"]:
                    self.done.append(time.time())
            row = self.one("SELECT ended_at FROM jobs WHERE id = ?")
            if row and row[0]:
                self.ended = row[0] / 1000
            time.sleep(LOOK_EVERY)
        self.store.close()

    def records(self) -> list[tuple[str]]:
        query = "SELECT record FROM workflow_log WHERE job_id = ? ORDER BY seq LIMIT -1 OFFSET ?"
        self.seen = getattr(self, "seen", 0)
        rows = self.store.execute(query, (self.job, self.seen)).fetchall()
        self.seen += len(rows)
        return rows

    def one(self, query: str):
        return self.store.execute(query, (self.job,)).fetchone()


def steps(watch: StepWatch, names: list[str]) -> dict[str, float]:
    """Ends of the workflow's named steps. Its log has a node before them and one behind them."""
    return {name: at for name, at in zip(names, watch.done[1:])}


def server(node: pathlib.Path) -> dict[str, float]:
    """What happened to a node's server, from its directory."""
    found = {}
    for name, file in [
        ("goal written", "spec.json"),
        ("data directory there", "my.cnf"),
        ("mysqld executed", "pid.json"),
        ("data synced to disk", "seeded"),
    ]:
        found[name] = (node / file).stat().st_mtime
    text = (node / "log" / "error.log").read_text()
    for name, phrase in LINES:
        match = re.search(rf"^(\S+)Z .*{re.escape(phrase)}", text, re.MULTILINE)
        if match:
            moment = datetime.datetime.fromisoformat(match[1]).replace(tzinfo=datetime.UTC)
            found[name] = moment.timestamp()
    return found


def merge(servers: list[dict[str, float]]) -> dict[str, float]:
    """The moment at which the last of some servers got to each point."""
    names = dict.fromkeys(name for one in servers for name in one)
    return {name: max(one[name] for one in servers if name in one) for name in names}


def medians(rounds: list[dict[str, float]]) -> list[tuple[str, float]]:
    """Points that all rounds have, in order of their median time."""
    names = [name for name in rounds[0] if all(name in one for one in rounds)]
    points = [(name, statistics.median(one[name] for one in rounds)) for name in names]
    return sorted(points, key=lambda point: point[1])
