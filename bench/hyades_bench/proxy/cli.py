"""bench/run proxy: gateway and database proxy beside their peers. What is measured: bench/README.md."""

import argparse
import dataclasses
import json
import pathlib
import signal
import sys

from .. import machine
from ..report import heading
from . import idle, latency, sysbench, throughput
from .figures import CONNECT, THROUGHPUT, Figures
from .fixture import Servers
from .server import Engine
from .targets import chosen
from .targets.base import Target


def main(arguments: list[str], root: pathlib.Path, binary: pathlib.Path, engine: str) -> int:
    """Runs what was asked for; returns the exit code."""
    # So that `with` ends what was started, however the benchmark ends.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    args = parser(binary).parse_args(arguments)
    try:
        targets = chosen.targets(args.targets, args.target, args.binary, root)
        asked = [name for name in MEASURES if getattr(args, name) or args.all] or ["throughput"]
        described = describe(args, targets, root, engine)
    except chosen.Unknown as error:
        print(error, file=sys.stderr)
        return 2
    except FileNotFoundError as error:
        print(f"{error.filename} is missing: see `make build` and scripts/install-bench-peers", file=sys.stderr)
        return 2
    found: dict = {"machine": described}
    try:
        with Servers(Engine(engine), args.dir, args.keep) as servers:
            sysbench.prepare((servers.primary.address, servers.primary.port))
            servers.wait_for_replica()
            for name in asked:
                heading(name)
                found[name] = MEASURES[name](servers, targets, args)
    finally:
        if args.json:
            args.json.write_text(json.dumps(found, indent=1))
    return 0


def describe(args: argparse.Namespace, targets: list[Target], root: pathlib.Path, engine: str) -> list[str]:
    """Prints with what the figures are made, and returns it."""
    lines = [
        *machine.lines(args.binary, root),
        f"mysqld   {Engine(engine).version}",
        f"load     {sysbench.version()}",
    ]
    lines += sorted({f"{type(target).__name__.lower():8} {target.version()}" for target in targets if target.peer})
    print("\n".join(lines), flush=True)
    return lines


def measure_throughput(servers: Servers, targets: list[Target], args: argparse.Namespace) -> list[dict]:
    plan = throughput.Plan(loads(args), args.rounds, args.seconds, args.text, args.seed)
    runs = throughput.run(servers, targets, plan)
    Figures(runs, [target.name for target in targets]).show(THROUGHPUT)
    return [one.record() for one in runs]


def measure_connect(servers: Servers, targets: list[Target], args: argparse.Namespace) -> list[dict]:
    plan = throughput.Plan([("connect", 1), ("connect", 8)], args.rounds, args.seconds, args.text, args.seed)
    print("a session logs in, asks one SELECT 1 and leaves:\n")
    runs = throughput.run(servers, targets, plan)
    Figures(runs, [target.name for target in targets]).show(CONNECT)
    return [one.record() for one in runs]


def measure_latency(servers: Servers, targets: list[Target], args: argparse.Namespace) -> list[dict]:
    plan = latency.plan(args.latency_rounds, args.latency_seconds, args.text, args.seed)
    runs = throughput.run(servers, targets, plan)
    latency.show(runs)
    return [one.record() for one in runs]


def measure_idle(servers: Servers, targets: list[Target], args: argparse.Namespace) -> list[dict]:
    found = idle.run(servers, targets, args.connections)
    idle.show(found)
    return [dataclasses.asdict(one) for one in found]


MEASURES = {
    "throughput": measure_throughput,
    "latency": measure_latency,
    "connect": measure_connect,
    "idle": measure_idle,
}


def parser(binary: pathlib.Path) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="bench/run proxy", description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    what = made.add_argument_group("what to measure (throughput if nothing is asked for)")
    for name, text in zip(MEASURES, ("and CPU", "added at one client", "sessions per second", "connections")):
        what.add_argument(f"--{name}", action="store_true", help=text)
    what.add_argument("--all", action="store_true", help="all of these")
    made.add_argument("--binary", type=pathlib.Path, default=binary, help="hyades")
    made.add_argument("--targets", type=words, default=",".join(chosen.NAMES), help="separated by commas")
    made.add_argument("--target", action="append", default=[], metavar="NAME=[proxy:]PATH",
                      help="one more gateway, or database proxy, of another binary")  # fmt: skip
    made.add_argument("--workloads", type=words, default="point,readonly,readwrite", help="of throughput")
    made.add_argument("--clients", type=words, default="1,8,64,512", help="of throughput")
    made.add_argument("--rounds", type=int, default=2, help="of throughput and connect")
    made.add_argument("--seconds", type=int, default=16, help="of each run of them")
    made.add_argument("--latency-rounds", type=int, default=5, help="of latency")
    made.add_argument("--latency-seconds", type=int, default=4, help="of each run of it")
    made.add_argument("--connections", type=int, default=10_000, help="of idle")
    made.add_argument("--text", action="store_true", help="text statements, not prepared ones")
    made.add_argument("--seed", type=int, default=1, help="of the order of targets")
    made.add_argument("--json", type=pathlib.Path, metavar="FILE", help="where every run goes")
    made.add_argument("--dir", help="where the servers' data goes")
    made.add_argument("--keep", action="store_true", help="keep the data and the logs")
    return made


def words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


def loads(args: argparse.Namespace) -> list[tuple[str, int]]:
    short = {name.replace(" ", ""): name for name in sysbench.WORKLOADS} | {"point": "point select"}
    return [(short[workload], int(clients)) for workload in args.workloads for clients in args.clients]
