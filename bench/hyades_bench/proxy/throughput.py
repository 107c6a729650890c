"""Throughput and CPU: every target under every load, in rounds."""

import dataclasses
import random
import time

from .. import machine
from . import sample, sysbench
from .fixture import Servers
from .sample import Usage
from .targets.base import NotStarted, Target


@dataclasses.dataclass
class Run:
    """One target under one load once. `error` is why there is no result."""

    target: str
    workload: str
    clients: int
    round: int
    result: sysbench.Result | None = None
    error: str | None = None
    proxy: Usage = dataclasses.field(default_factory=Usage)
    servers: Usage = dataclasses.field(default_factory=Usage)
    load: Usage = dataclasses.field(default_factory=Usage)
    others_cores: float = 0.0
    rss_mib: float = 0.0
    threads: int = 0

    def per_thousand(self, value: float) -> float:
        """`value` for each 1,000 statements."""
        return value / self.result.queries * 1000 if self.result and self.result.queries else 0.0

    @property
    def qps(self) -> float:
        return self.result.qps if self.result else 0.0

    @property
    def cpu_ms(self) -> float:
        """CPU of the target in ms for 1,000 statements."""
        return self.per_thousand(self.proxy.cpu * 1000)

    @property
    def servers_cpu_ms(self) -> float:
        return self.per_thousand(self.servers.cpu * 1000)

    @property
    def switches(self) -> float:
        """Context switches of the target for 1,000 statements."""
        return self.per_thousand(self.proxy.switches)

    def record(self) -> dict:
        """For the file with all runs."""
        found = dataclasses.asdict(self)
        if self.result:
            found["result"] |= {"tps": self.result.tps, "qps": self.result.qps}
        per_1000 = {"cpu_ms": self.cpu_ms, "servers_cpu_ms": self.servers_cpu_ms, "switches": self.switches}
        return found | {"per_1000_statements": per_1000}


@dataclasses.dataclass
class Plan:
    """What to run: loads are workload and number of clients."""

    loads: list[tuple[str, int]]
    rounds: int
    seconds: int
    text: bool
    seed: int


def run(servers: Servers, targets: list[Target], plan: Plan) -> list[Run]:
    """All targets meet the same noise: each load is put on one after the other, in a new order each round."""
    order = random.Random(plan.seed)
    runs = []
    for number in range(1, plan.rounds + 1):
        for workload, clients in plan.loads:
            for target in order.sample(targets, len(targets)):
                one = Run(target.name, workload, clients, number)
                measure(servers, target, one, plan)
                runs.append(one)
                print(f"  {line(one)}", flush=True)
                if workload == "read write":
                    servers.wait_for_replica()
    others = [one.others_cores for one in runs]
    print(f"\nothers kept {sum(others) / len(others):.2f} cores busy on average, {max(others):.2f} at most\n")
    return runs


def measure(servers: Servers, target: Target, one: Run, plan: Plan) -> None:
    """Fills in a run, with the target started for it: nothing is left of the one before."""
    looks: list[Look] = []

    def ended(load: int) -> None:
        looks.append(Look.now(servers, target, load))
        if target.pids:
            one.rss_mib = sample.memory_mib(target.pids)["VmRSS"]
            one.threads = sample.threads(target.pids)

    try:
        target.start(servers)
        script = sysbench.WORKLOADS[one.workload]
        words = sysbench.command(target.address, script, one.clients, plan.seconds, plan.text)
        words += sysbench.OPTIONS.get(one.workload, [])
        one.result = sysbench.run(words, lambda load: looks.append(Look.now(servers, target, load)), ended)
        first, last = looks
        one.proxy, one.servers, one.load = (last.used[n] - first.used[n] for n in range(3))
        own = one.proxy.cpu + one.servers.cpu + one.load.cpu
        one.others_cores = max(0.0, (last.busy - first.busy - own) / (last.time - first.time))
    except (sysbench.Failed, NotStarted) as failed:
        one.error = str(failed)
    finally:
        target.stop()


@dataclasses.dataclass
class Look:
    """What everybody has used until now: the whole machine, and target, servers and load."""

    time: float
    busy: float
    used: tuple[Usage, Usage, Usage]

    @classmethod
    def now(cls, servers: Servers, target: Target, load: int) -> "Look":
        used = (sample.usage(target.pids), sample.usage(servers.pids), sample.usage([load]))
        return cls(time.monotonic(), machine.busy_seconds(), used)


def line(one: Run) -> str:
    """A run as it ends, for those who watch."""
    head = f"round {one.round}  {one.workload:12} {one.clients:4}  {one.target:13}"
    if one.result is None:
        return f"{head} {one.error}"
    found = one.result
    return (
        f"{head} {found.qps:8.0f}/s  {one.cpu_ms:7.2f} ms CPU/1000  p50 {found.p50_ms:.2f}  p95 {found.p95_ms:.2f}  "
        f"p99 {found.p99_ms:.2f} ms  errors {found.errors}  others {one.others_cores:.2f} cores"
    )
