"""Tables of the runs: ratios to HAProxy first, then absolute values."""

import statistics
from collections.abc import Callable

from ..report import table
from .targets.chosen import BASE, EVENTUAL, GATEWAY, RECORDED, STRICTER
from .throughput import Run

Value = Callable[[Run], float]


class Figures:
    """Means over the rounds; ratios are means of the ratios within each round."""

    def __init__(self, runs: list[Run], order: list[str]) -> None:
        self.runs = {(one.target, one.workload, one.clients, one.round): one for one in runs}
        self.loads = list(dict.fromkeys((one.workload, one.clients) for one in runs))
        self.rounds = max((one.round for one in runs), default=0)
        self.targets = order
        self.columns = ["", *(f"{workload} {clients}" for workload, clients in self.loads)]

    def show(self, tables: list[tuple[str, Value, int]]) -> None:
        """The ratios, then these tables: heading, value, digits. A row of zeros only is left out."""
        self.show_ratios(BASE, self.targets)
        self.show_ratios(EVENTUAL, STRICTER)
        self.show_ratios(GATEWAY, [RECORDED])
        for what, value, digits in tables:
            rows = [[name, *self.row(name, value, digits)] for name in self.targets]
            print(f"{what}:\n")
            table(self.columns, [row for row in rows if any(cell.strip("0.") for cell in row[1:])] or rows)

    def show_ratios(self, base: str, names: list[str]) -> None:
        """Of those of the names that have run, if the base has."""
        others = [name for name in names if name in self.targets and name != base]
        if base not in self.targets or not others:
            return
        print(f"CPU per statement / statements per second, as ratios to {base} in the same round:\n")
        table(self.columns, [[name, *(self.ratios(name, base, load) for load in self.loads)] for name in others])

    def ratios(self, target: str, base: str, load: tuple[str, int]) -> str:
        rounds = [[self.runs.get((name, *load, n)) for name in (target, base)] for n in range(1, self.rounds + 1)]
        pairs = [(own, other) for own, other in rounds if own and other and own.result and other.result]
        if not pairs:
            return "failed"
        cpu = statistics.mean(own.cpu_ms / other.cpu_ms if other.cpu_ms else 0.0 for own, other in pairs)
        throughput = statistics.mean(own.qps / other.qps for own, other in pairs)
        return f"{f'{cpu:.2f}' if cpu else '-'} / {throughput:.2f}"

    def row(self, target: str, value: Value, digits: int) -> list[str]:
        cells = []
        for load in self.loads:
            runs = [self.runs.get((target, *load, number)) for number in range(1, self.rounds + 1)]
            good = [value(one) for one in runs if one and one.result]
            cells.append(f"{statistics.mean(good):,.{digits}f}" if good else "failed")
        return cells


def result(name: str) -> Value:
    return lambda one: getattr(one.result, name)


def kernel_share(one: Run) -> float:
    return 100 * one.proxy.system / one.proxy.cpu if one.proxy.cpu else 0.0


THROUGHPUT: list[tuple[str, Value, int]] = [
    ("Statements per second", lambda one: one.qps, 0),
    ("Transactions per second", result("tps"), 0),
    ("CPU of the proxy, ms per 1,000 statements", lambda one: one.cpu_ms, 2),
    ("… of it in the kernel, %", kernel_share, 0),
    ("CPU of both servers, ms per 1,000 statements", lambda one: one.servers_cpu_ms, 1),
    ("Context switches of the proxy per 1,000 statements", lambda one: one.switches, 0),
    ("Latency of a transaction, p50, ms", result("p50_ms"), 2),
    ("Latency of a transaction, p95, ms", result("p95_ms"), 2),
    ("Latency of a transaction, p99, ms", result("p99_ms"), 2),
    ("Errors and reconnects", result("errors"), 0),
    ("Resident memory of the proxy at the end, MiB", lambda one: one.rss_mib, 1),
]

CONNECT: list[tuple[str, Value, int]] = [
    ("Sessions per second", result("tps"), 0),
    ("CPU of the proxy, ms per 1,000 sessions", lambda one: one.cpu_ms, 0),
    ("p50 of a session, ms", result("p50_ms"), 2),
    ("p99 of a session, ms", result("p99_ms"), 2),
]
