"""How long creating takes, what a replica adds, and where the time goes."""

import statistics
import time

from . import machine, timeline
from .deployment import Deployment, Options, wait_for
from .report import heading, spread, table

POLL = 0.02

CREATE_STEPS = ["reserve", "servers", "root", "publish", "verify", "activate"]
ADD_STEPS = ["reserve", "servers", "publish", "verify"]


class Bench:
    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self.api = deployment.api()
        self.count = 0
        self.times: dict[str, list[float]] = {}
        self.others: dict[str, list[float]] = {}
        self.busy: dict[str, list[float]] = {}
        self.points: dict[str, list[dict[str, float]]] = {}

    def measure(self, what: str, begin, end, watch_steps: list[str] | None = None) -> str:
        """From `begin`, which answers a job's id, until `end` is true."""
        machine.wait_until_quiet(self.deployment)
        load = machine.Load(self.deployment)
        wall, began = time.time(), time.monotonic()
        job = begin()
        answered = time.time()
        watch = timeline.Watch(self.deployment.data, job)
        watch.start()
        wait_for(what, end(job), 120, POLL)
        took = time.monotonic() - began
        busy, others = load.cores()
        watch.join(10)
        self.times.setdefault(what, []).append(took)
        self.busy.setdefault(what, []).append(busy)
        self.others.setdefault(what, []).append(others)
        if watch_steps:
            points = {"POST answered": answered, "seen by the client": wall + took}
            self.points.setdefault(what, []).append(points | watch.points(watch_steps))
            self.origin = wall
        return job

    def create(self, replicas: int) -> str:
        """Creates an instance, measured until GET v3.1 says `normal`; its id."""
        self.count += 1
        made = {}

        def begin() -> str:
            made.update(self.api.create(f"bench{self.count}", replicas))
            return made["job_id"]

        def normal(_job: str):
            return lambda: self.api.status(made["instance"]["id"]) == "normal"

        what = f"create 1+{replicas}"
        self.measure(what, begin, normal, CREATE_STEPS)
        instance = made["instance"]["id"]
        self.add_points(what, self.nodes(instance))
        return instance

    def add_replica(self, instance: str) -> None:
        known = self.nodes(instance)
        path = f"v3 instances/{instance}/nodes/enlarge"
        what = "add a replica"
        self.measure(what, self.caller("POST", path, {"priorities": [1]}), self.completed, ADD_STEPS)
        self.add_points(what, [node for node in self.nodes(instance) if node not in known])

    def add_points(self, what: str, nodes: list[dict]) -> None:
        """Adds what happened to the servers, and makes the times count from the call on."""
        role = {"master": "primary", "slave": "replica"}
        points = self.points[what][-1]
        for kind in role:
            servers = [timeline.server(self.deployment.node_dir(n["id"])) for n in nodes if n["type"] == kind]
            for name, at in timeline.merge(servers).items() if servers else []:
                points[f"{role[kind]}: {name}"] = at
        self.points[what][-1] = {name: at - self.origin for name, at in points.items()}

    def nodes(self, instance: str) -> list[dict]:
        return self.api.must("GET", f"v3 instances/{instance}")["instance"]["nodes"]

    def restart(self, instance: str) -> None:
        path = f"v3 instances/{instance}/restart"
        self.measure("restart 1+1", self.caller("POST", path, {}), self.completed)

    def delete(self, instance: str, what: str) -> None:
        path = f"v3 instances/{instance}"
        self.measure(f"delete {what}", self.caller("DELETE", path), self.completed)
        wait_for("the end", lambda: self.api.status(instance) is None, 10)

    def caller(self, method: str, path: str, body: dict | None = None):
        return lambda: self.api.must(method, path, body)["job_id"]

    def completed(self, job: str):
        def look() -> bool:
            seen = self.api.job(job)
            if seen["status"] == "Failed":
                raise RuntimeError(f"{seen['name']}: {seen.get('fail_reason')}")
            return seen["status"] == "Completed"

        return look


def run(options: Options) -> None:
    heading("create")
    with Deployment(options, "info") as deployment:
        deployment.start()
        began = time.monotonic()
        deployment.wait_for_template()
        print(f"template made in {time.monotonic() - began:.1f} s after the first start\n", flush=True)
        bench = Bench(deployment)
        for _ in range(options.rounds):
            alone = bench.create(0)
            bench.add_replica(alone)
            bench.delete(alone, "1+1")
            pair = bench.create(1)
            bench.restart(pair)
            bench.delete(pair, "1+1")
            bench.delete(bench.create(2), "1+2")
        stopped = deployment.stop()
        report(bench)
        print(f"serve ended {stopped:.2f} s after SIGTERM")


def report(bench: Bench) -> None:
    show_times(bench)
    each = [statistics.median(bench.times[f"create 1+{n}"]) for n in range(3)]
    print(f"a first replica costs {each[1] - each[0]:.2f} s more, a second one {each[2] - each[1]:.2f} s\n")
    for what in ("create 1+1", "add a replica"):
        where_time_goes(what, bench.points[what])


def show_times(bench: Bench) -> None:
    columns = ["seconds", "median", "min", "max", "cores busy", "of others"]
    rows = []
    for what in sorted(bench.times, key=order):
        busy = statistics.median(bench.busy[what])
        others = statistics.median(bench.others[what])
        rows.append([what, *spread(bench.times[what]), f"{busy:.2f}", f"{others:.2f}"])
    table(columns, rows)


def where_time_goes(what: str, rounds: list[dict[str, float]]) -> None:
    print(f"{what}, medians of the times from the call on; each point is that of the slowest such server:\n")
    rows, before = [], 0.0
    for name, at in timeline.medians(rounds):
        rows.append([name, f"{at * 1000:.0f}", f"{(at - before) * 1000:.0f}"])
        before = at
    table(["point", "at ms", "after the one before"], rows)


def order(what: str) -> int:
    return ["create", "add", "restart", "delete"].index(what.split()[0])
