"""Starting on, and reading from, a store with many instances."""

import random
import statistics
import time

from . import create, load, machine, process, rows
from .api import sign
from .deployment import Deployment, Options, wait_for
from .report import heading, percentile, spread, table

STARTS = 5


def run(options: Options) -> None:
    heading(f"reads: {options.instances} instances of two nodes in the store")
    with Deployment(options) as deployment:
        deployment.start()
        # Making it takes CPU; it shall not happen during the measurements.
        deployment.wait_for_template()
        deployment.stop()
        ids = rows.insert(deployment.data, deployment.credentials(), deployment.network, options.instances)
        bench = Bench(deployment, ids, options)
        print("Nodes are not advertised, so that the proxy has nothing to listen for:\n")
        bench.starts(listeners=0)
        bench.loads()
        deployment.stop()
        deployment.stop_databases()
        print("All nodes are advertised: the proxy listens for each node and each instance:\n")
        rows.advertise(deployment.data)
        bench.starts(listeners=3 * options.instances)
        bench.loads(only_token=True)
        bench.memory("proxy after it", "proxy")
        among(deployment, options)


def among(deployment: Deployment, options: Options) -> None:
    """Creating where there are many: each step that changes the topology hands all of it on."""
    bench = create.Bench(deployment)
    for _ in range(options.rounds):
        bench.delete(bench.create(1), "1+1")
    print(f"create and delete among {options.instances} instances that are advertised:\n")
    create.show_times(bench)
    publish = [one["step publish done"] - one["step root done"] for one in bench.points["create 1+1"]]
    print(f"the step that publishes the new nodes: median {statistics.median(publish) * 1000:.0f} ms\n")
    bench.api.connection.close()


class Bench:
    def __init__(self, deployment: Deployment, ids: list[str], options: Options) -> None:
        self.deployment, self.ids, self.options = deployment, ids, options
        self.known = deployment.credentials()
        self.random = random.Random(1)

    def starts(self, listeners: int) -> None:
        """Starts several times; leaves the last one running, idle for a while."""
        ready, published, stopped = [], [], []
        for _ in range(STARTS):
            stopped.append(self.deployment.stop())
            machine.wait_until_quiet(self.deployment)
            began = time.monotonic()
            ready.append(self.deployment.start())
            if listeners:
                wait_for("the listeners", lambda: self.listening() >= listeners, 60)
                published.append(time.monotonic() - began)
        columns = ["seconds", "median", "min", "max"]
        table_rows = [["exec to first answer (/healthz)", *spread(ready)]]
        if published:
            first, *later = published
            table_rows.append([f"exec to {listeners} listeners, new proxy", f"{first:.2f}", "", ""])
            table_rows.append([f"exec to {listeners} listeners, proxy has them", *spread(later)])
        table_rows.append(["SIGTERM to end", *spread(stopped[1:])])
        table(columns, table_rows)
        time.sleep(5)
        self.memory("serve, idle 5 s after its start", "serve")
        if listeners:
            self.memory("proxy, the same moment", "proxy")

    def listening(self) -> int:
        """Listeners of this deployment's network."""
        prefix = f"{int(self.deployment.network.split('.')[1]):02X}7F:"
        with open("/proc/net/tcp", encoding="ascii") as lines:
            return sum(1 for line in lines if line[10:15] == prefix and line[34:36] == "0A")

    def memory(self, what: str, name: str) -> None:
        found = process.memory_mib(self.deployment.pids()[name])
        shown = ", ".join(f"{key} {found[key]:.1f}" for key in ("VmRSS", "VmHWM", "Pss", "RssAnon"))
        print(f"{what}: {shown} MiB\n", flush=True)

    def loads(self, only_token: bool = False) -> None:
        count = int(self.options.rate * self.options.seconds)
        token = [("X-Auth-Token", self.deployment.api().token)]
        self.load("healthz", [("floor: GET /healthz", self.request("/healthz", "", [])) for _ in range(count)])
        self.load("token", [self.read(n, token) for n in range(count)])
        if not only_token:
            self.load("AK/SK", [self.read(n, None) for n in range(count)])
        self.memory("serve after it", "serve")

    def load(self, credentials: str, requests: list[tuple[str, bytes]]) -> None:
        machine.wait_until_quiet(self.deployment)
        rate = self.options.rate
        load.run(self.deployment.port, requests[: int(rate * 2)], rate)
        served = process.cpu_seconds(self.deployment.serve.pid)
        watch = machine.Load(self.deployment)
        result = load.run(self.deployment.port, requests, rate)
        served = process.cpu_seconds(self.deployment.serve.pid) - served
        busy, others = watch.cores()
        print(f"{rate:.0f} requests/s for {result.seconds:.0f} s, {credentials}, ms from the time due:\n")
        columns = ["request", "count", "p50", "p95", "p99", "max"]
        table(columns, [[kind, *result.row(kind)] for kind in sorted(result.latencies)])
        late = [percentile(result.lateness, share) for share in (0.5, 0.99)]
        print(f"errors {result.errors}; {result.bytes / result.seconds / 1e6:.1f} MB/s; generator sent late by p50 "
              f"{late[0]:.2f}, p99 {late[1]:.2f}, max {result.lateness[-1]:.2f} ms, CPU {result.cpu / result.seconds:.2f} "
              f"cores; serve {served / result.seconds:.2f} cores; machine {busy:.2f}, others {others:.2f}\n", flush=True)  # fmt: skip

    def read(self, number: int, headers: list[tuple[str, str]] | None) -> tuple[str, bytes]:
        """Every other request is of one kind. Signed here, ahead of the load, unless given headers."""
        path, query, kind = f"/v3.1/{self.known['project_id']}/instances", "limit=100", "list, limit=100"
        if number % 2:
            path, query, kind = f"{path}/{self.random.choice(self.ids)}", "", "one instance"
        if headers is None:
            headers = sign(self.known, f"127.0.0.1:{self.deployment.port}", path, query)
        return kind, self.request(path, query, headers)

    def request(self, path: str, query: str, headers: list[tuple[str, str]]) -> bytes:
        target = f"{path}?{query}" if query else path
        lines = [f"GET {target} HTTP/1.1", f"Host: 127.0.0.1:{self.deployment.port}"]
        lines += ["Content-Type: application/json", *(f"{name}: {value}" for name, value in headers)]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()
