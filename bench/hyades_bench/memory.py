"""What idle processes keep in memory."""

import concurrent.futures
import pathlib
import subprocess
import time

from . import machine, process
from .deployment import Deployment, Options, wait_for
from .report import heading, table

MANY = 10
LOGINS = 50


def run(options: Options) -> None:
    heading("memory")
    with Deployment(options) as deployment:
        deployment.start()
        deployment.wait_for_template()
        api = deployment.api()
        made = api.create("bench", 1)["instance"]["id"]
        wait_for("the instance", lambda: api.status(made) == "normal", 120)
        time.sleep(options.settle)
        nodes = api.must("GET", f"v3 instances/{made}")["instance"]["nodes"]
        role = {"master": "primary", "slave": "replica"}
        kinds = {node["id"]: f"mysqld, {role[node['type']]}" for node in nodes}
        print(f"idle, {options.settle:.0f} s after an instance (1+1) of the smallest flavor was made; MiB:\n")
        show(deployment, kinds)
        defaults(deployment, options)
        many(deployment, options)
        logins(deployment)


def show(deployment: Deployment, kinds: dict[str, str]) -> None:
    names = ("VmRSS", "Pss", "RssAnon", "VmHWM")
    rows = []
    own = {"serve": "serve", "proxy": "proxy"}
    for what, pid in sorted(deployment.pids().items()):
        if what not in kinds | own:
            continue
        found = process.memory_mib(pid)
        rows.append([(kinds | own)[what], *(f"{found[name]:.0f}" for name in names)])
    table(["process", *names], sorted(rows))


def defaults(deployment: Deployment, options: Options) -> None:
    """The same build on a copy of the template with MySQL's own defaults, to compare with."""
    home = deployment.home / "defaults"
    template = next(deployment.data.glob("templates/*/format")).parent
    home.mkdir()
    subprocess.run(["cp", "-a", template / "data", home / "data"], check=True)
    record = next(deployment.data.glob("nodes/*/my.cnf")).read_text()
    taken = ("basedir", "plugin_dir", "lc_messages_dir", "character_sets_dir", "user", "secure_file_priv",
             "lower_case_table_names")  # fmt: skip
    lines = [line for line in record.splitlines() if line.split(" ")[0] in taken]
    lines += [f"datadir = {home}/data", f"socket = {home}/s", "bind_address = 127.0.0.1", "port = 0",
              f"log_error = {home}/error.log", "skip_networking = ON", "mysqlx = OFF"]  # fmt: skip
    (home / "my.cnf").write_text("\n".join(["[mysqld]", *lines]) + "\n")
    pid = next(pid for name, pid in deployment.pids().items() if name.endswith("no07"))
    server = subprocess.Popen(
        [pathlib.Path(f"/proc/{pid}/exe").resolve(), f"--defaults-file={home}/my.cnf"],
        env={"LC_ALL": "C"}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        log = home / "error.log"
        wait_for("defaults", lambda: log.exists() and "ready for connections" in log.read_text(), 60)
        time.sleep(options.settle)
        found = process.memory_mib(server.pid)
        print(f"the same mysqld with MySQL's defaults: VmRSS {found['VmRSS']:.0f}, Pss {found['Pss']:.0f}\n")
    finally:
        server.terminate()
        server.wait()


def many(deployment: Deployment, options: Options) -> None:
    """Ten instances (1+0), asked for at once."""
    before, known = machine.available_mib(), set(deployment.pids().values())
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(MANY) as pool:
        list(pool.map(lambda n: make(deployment, n), range(MANY)))
    took = time.monotonic() - began
    time.sleep(options.settle)
    after = machine.available_mib()
    servers = [pid for pid in deployment.pids().values() if pid not in known]
    found = [process.memory_mib(pid) for pid in servers]
    pss = sum(one["Pss"] for one in found)
    print(f"{MANY} instances (1+0) at once: all normal after {took:.1f} s; {options.settle:.0f} s later their "
          f"{len(servers)} servers have Pss {pss:.0f} MiB ({pss / len(servers):.0f} each),\nMemAvailable went "
          f"from {before:.0f} to {after:.0f} MiB ({(before - after) / MANY:.0f} each)\n", flush=True)  # fmt: skip
    show(deployment, {})


def logins(deployment: Deployment) -> None:
    """Checking a password takes 19 MiB for a moment."""
    with concurrent.futures.ThreadPoolExecutor(LOGINS) as pool:
        list(pool.map(lambda _: deployment.api().login(), range(LOGINS)))
    time.sleep(5)
    print(f"serve 5 s after {LOGINS} logins at once:\n")
    show(deployment, {})


def make(deployment: Deployment, number: int) -> None:
    api = deployment.api()
    made = api.create(f"many{number}", 0)["instance"]["id"]
    wait_for("the instance", lambda: api.status(made) == "normal", 180, 0.1)
