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


class Watch(threading.Thread):
    """Looks at one job while it runs, for what is gone when it has ended."""

    def __init__(self, data: pathlib.Path, job: str) -> None:
        super().__init__(daemon=True)
        self.data, self.job = data, job
        self.seen = 0
        self.done: list[float] = []
        self.receiver: dict[str, float] = {}
        self.receiver_log = ""
        self.ended = 0.0

    def run(self) -> None:
        store = sqlite3.connect(f"file:{self.data}/hyades.db?mode=ro", uri=True)
        while not self.ended:
            self.look_at_steps(store)
            self.look_at_receiver()
            row = store.execute("SELECT ended_at FROM jobs WHERE id = ?", (self.job,)).fetchone()
            if row and row[0]:
                self.ended = row[0] / 1000
            time.sleep(LOOK_EVERY)
        store.close()

    def look_at_steps(self, store: sqlite3.Connection) -> None:
        query = "SELECT record FROM workflow_log WHERE job_id = ? ORDER BY seq LIMIT -1 OFFSET ?"
        for (record,) in store.execute(query, (self.job, self.seen)).fetchall():
            self.seen += 1
            if "succeeded" in json.loads(record)["event_type"]:
                self.done.append(time.time())

    def look_at_receiver(self) -> None:
        """The server that receives a clone has a directory that goes with it."""
        for place in self.data.glob("nodes/*/clone"):
            self.receiver["clone ended, receiver gone"] = time.time()
            self.note(place / "pid.json", "receiver: mysqld executed")
            self.note(place.parent / "data", "clone begins")
            try:
                self.receiver_log = (place / "log" / "error.log").read_text() or self.receiver_log
            except FileNotFoundError:
                pass

    def note(self, file: pathlib.Path, name: str) -> None:
        if name not in self.receiver and file.exists():
            self.receiver[name] = time.time()

    def points(self, names: list[str]) -> dict[str, float]:
        """Ends of the workflow's named steps, whose log has a node before them, and the rest."""
        found = {f"step {name} done": at for name, at in zip(names, self.done[1:])}
        ready = logged(self.receiver_log).get("ready for connections")
        if ready:
            found["receiver: ready for connections"] = ready
        return {**found, **self.receiver, "job ended": self.ended}


def server(node: pathlib.Path) -> dict[str, float]:
    """What happened to a node's server, from its directory."""
    found = {}
    for name, file in [
        ("goal written", "spec.json"),
        ("data directory made, configured", "my.cnf"),
        ("mysqld executed", "pid.json"),
        ("data synced to disk", "seeded"),
    ]:
        found[name] = (node / file).stat().st_mtime
    return found | logged((node / "log" / "error.log").read_text())


def logged(text: str) -> dict[str, float]:
    """When a server logged certain lines."""
    found = {}
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
