"""What a target adds to the time of a statement when nobody else is there."""

import statistics

from ..report import table
from .throughput import Plan, Run

WORKLOAD = "point select"


def plan(rounds: int, seconds: int, text: bool, seed: int) -> Plan:
    """One client; many short rounds rather than few long ones."""
    return Plan([(WORKLOAD, 1)], rounds, seconds, text, seed)


def show(runs: list[Run], base: str = "direct") -> None:
    """Differences are taken within each round."""
    p50 = {(one.target, one.round): one.result.p50_ms * 1000 for one in runs if one.result}
    mean = {(one.target, one.round): one.result.mean_ms * 1000 for one in runs if one.result}
    rows = []
    for name in dict.fromkeys(one.target for one in runs):
        rounds = [number for target, number in p50 if target == name and (base, number) in p50]
        if not rounds:
            continue
        added = [p50[name, number] - p50[base, number] for number in rounds]
        rows.append([
            name, f"{statistics.median(p50[name, number] for number in rounds):.0f}",
            f"{statistics.median(mean[name, number] for number in rounds):.0f}",
            f"{statistics.median(added):.0f}", f"{min(added):.0f}", f"{max(added):.0f}",
        ])  # fmt: skip
    print(f"{WORKLOAD}, 1 client, µs; added to the p50 of {base} in the same round:\n")
    table(["", "p50", "mean", "added, median", "least", "most"], sorted(rows))
