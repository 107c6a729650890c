"""A deployment of its own for a test: data directory, address range, control plane, data plane."""

import itertools
import json
import os
import pathlib
import secrets
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from dataclasses import dataclass, field

import requests

from . import mysql, network, processes, sdk
from .api import Api
from .wait import until

READY = 30  # seconds: a debug build on two shared cores
JOB = 120
TAIL = 40  # lines of each log in the report of a failed test
ROOT = pathlib.Path(__file__).resolve().parents[2]

_numbers = itertools.count(1)


def binary():
    """The program under test."""
    return os.environ.get("HYADES_BIN") or str(ROOT / "target/debug/hyades")


def environment(**more):
    """The environment of the program: of the settings of Hyades only the engine is handed on."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("HYADES_")}
    if "HYADES_ENGINE_DIR" in os.environ:
        clean["HYADES_ENGINE_DIR"] = os.environ["HYADES_ENGINE_DIR"]
    return {**clean, **more}


@dataclass
class Instance:
    """An instance that a test created."""

    deployment: "Deployment" = field(repr=False)
    id: str
    name: str
    password: str = field(repr=False)
    job: str

    def show(self):
        reply = self.deployment.api("GET", f"/v3.1/{{project_id}}/instances/{self.id}")
        return reply.ok(200)["instance"]

    def nodes(self, kind=None):
        return [node for node in self.show()["nodes"] if kind in (None, node["type"])]

    @property
    def primary(self):
        return self.nodes("master")[0]

    @property
    def replicas(self):
        return self.nodes("slave")

    def endpoint(self):
        shown = self.show()
        return shown["private_write_ips"][0], int(shown["port"])

    def connect(self, tls=False, user="root", password=None, host=None, **options):
        """A connection through the instance's endpoint, or another address of it."""
        ca = self.deployment.data / "ca.pem" if tls else None
        address, port = self.endpoint()
        password = password or self.password
        return mysql.connect(host or address, port, user, password, ca=ca, **options)

    def answers(self, host=None):
        """Whether a new connection gets an answer."""
        with mysql.session(
            *((host, 3306) if host else self.endpoint()), "root", self.password, connect_timeout=3
        ) as connection:
            return mysql.value(connection, "SELECT 1") == 1

    def wait_normal(self, seconds=30):
        """Waits until the instance and all of its nodes are normal."""

        def normal():
            shown = self.show()
            states = {shown["status"], *(node["status"] for node in shown["nodes"])}
            return shown if states == {"normal"} else None

        return until(normal, seconds, lambda: f"{self.name} is normal: {self.show()}")

    def delete(self):
        self.deployment.delete(self.id)


class Deployment:
    """Owns everything that it starts, and leaves nothing behind."""

    def __init__(self, *options, log="info", overcommit="4", environment=None):
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="hy-"))
        self.data = self.base / "d"
        self.range = network.Range()
        self.options = [*options]
        if overcommit:
            self.options += ["--overcommit", str(overcommit)]
        self.environment = {"HYADES_LOG": log, **(environment or {})}
        self.process = None
        self.runs = 0
        self.credentials = None
        self.transcript = []
        self._apis = {}

    # Life

    def command(self):
        return [
            binary(),
            "serve",
            "--data-dir",
            str(self.data),
            "--listen",
            "127.0.0.1:0",
            "--network",
            str(self.range.network),
            "--eip-network",
            str(self.range.eips),
            *self.options,
        ]

    def spawn(self):
        """Starts the control plane, without waiting for it."""
        assert self.process is None or self.process.poll() is not None, "it still runs"
        self.runs += 1
        with open(self.stdout_file, "wb") as out, open(self.stderr_file, "wb") as err:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=environment(**self.environment),
            )
        return self

    def start(self):
        """Starts the control plane and waits until it answers."""
        self.spawn()
        until(self.ready, READY, lambda: f"serve answers; its log: {self.tail()}")
        return self

    def ready(self):
        """Whether this very run says where it listens, has written it down, and answers."""
        assert self.process.poll() is None, f"serve ended: {self.process.returncode} {self.tail()}"
        line = next(
            (line for line in self.stdout.splitlines() if line.startswith("listening on ")), None
        )
        if line is None:
            return False
        credentials = json.loads((self.data / "credentials.json").read_text())
        assert credentials["endpoint"] == line.removeprefix("listening on ").strip()
        self.credentials = credentials
        for api in self._apis.values():
            api.credentials = credentials
        try:
            answer = requests.get(
                credentials["endpoint"] + "/healthz", timeout=5, verify=self.verify
            )
        except requests.ConnectionError:
            return False
        return answer.status_code == 200

    def kill9(self):
        """kill -9 of the control plane alone."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self, seconds=10):
        """Asks the control plane to end, as Ctrl-C and service managers do."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def running(self):
        return self.process is not None and self.process.poll() is None

    def close(self):
        """Ends everything; complains, once all is clean, when `hyades stop` had left something."""
        try:
            if self.running():
                self.stop()
        except subprocess.TimeoutExpired:
            self.kill9()
        stopped = None
        try:
            if self.data.exists():
                stopped = self.hyades(
                    "stop", "--all", "--data-dir", str(self.data), "--timeout", "20", timeout=60
                )
            left = self.processes()
            for process in left:
                process.kill()
            until(lambda: not self.processes(), 10, "killed processes are gone")
        finally:
            self.range.release()
            shutil.rmtree(self.base, ignore_errors=True)
        assert stopped is None or stopped.returncode == 0, f"hyades stop failed: {stopped}"
        assert not left, f"hyades stop --all left these running: {left}"

    # What it says

    @property
    def stdout_file(self):
        return self.base / f"serve.{self.runs}.out"

    @property
    def stderr_file(self):
        return self.base / f"serve.{self.runs}.err"

    @property
    def stdout(self):
        return self.stdout_file.read_text(errors="replace")

    def logs(self):
        """Every log of the deployment, by its name."""
        files = [*self.base.glob("serve.*"), *self.base.glob("**/*.log")]
        return {
            str(file.relative_to(self.base)): file.read_text(errors="replace")
            for file in sorted(files)
            if file.is_file()
        }

    def tail(self, lines=TAIL):
        return "\n".join(
            f"--- {name}\n" + "\n".join(text.splitlines()[-lines:])
            for name, text in self.logs().items()
            if text.strip()
        )

    # What there is

    def processes(self, *kinds):
        """The processes of the data directory; by default those of the data plane."""
        kinds = kinds or ("mysqld", "helper", "proxy", "proxy_node")
        return [found for found in processes.below(self.data) if found.kind in kinds]

    def mysqld(self, node):
        """The server of a node; None when there is none."""
        return next((p for p in self.processes("mysqld") if p.node == node), None)

    def proxy(self):
        return next(iter(self.processes("proxy")), None)

    def proxy_node(self, node):
        """The process of a node of a database proxy; None when there is none."""
        return next((p for p in self.processes("proxy_node") if p.node == node), None)

    def node_directories(self):
        directory = self.data / "nodes"
        return {entry.name for entry in directory.iterdir()} if directory.exists() else set()

    def listening(self):
        return network.listeners(self.range.network)

    def listening_at_eips(self):
        return network.listeners(self.range.eips)

    def database(self, statement, *values):
        """Asks (or changes) the metadata behind the back of the control plane."""
        connection = sqlite3.connect(self.data / "hyades.db", timeout=10)
        try:
            with connection:
                return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    # Clients

    @property
    def verify(self):
        return str(self.data / "ca.pem") if "--tls" in self.options else True

    @property
    def api(self):
        """The client for plain HTTP."""
        if None not in self._apis:
            self._apis[None] = Api(self.credentials, self.transcript, self.verify)
        return self._apis[None]

    def sdk(self, **credentials):
        """The official SDK, as its users set it up."""
        return sdk.client(self.credentials, **credentials)

    def hyades(self, *arguments, timeout=120, input=None, **more):
        """Runs the command line against this deployment."""
        return subprocess.run(
            [binary(), *arguments],
            capture_output=True,
            text=True,
            timeout=timeout,
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            env=environment(HYADES_CREDENTIALS=str(self.data / "credentials.json"), **more),
        )

    # Instances

    def create_body(self, name=None, password=None, **fields):
        """The smallest body of a create call, with these fields instead or besides."""
        credentials = self.credentials
        body = {
            "region": credentials["region"],
            "name": name or f"test-{next(_numbers)}",
            "datastore": {"type": "gaussdb-mysql", "version": "8.0"},
            "mode": "Cluster",
            "flavor_ref": credentials["default_flavor"],
            "vpc_id": credentials["vpc_id"],
            "subnet_id": credentials["subnet_id"],
            "security_group_id": credentials["security_group_id"],
            "password": password or new_password(),
            "availability_zone_mode": "single",
            "slave_count": 0,
        }
        return {**body, **fields}

    def create(self, name=None, **fields):
        """Begins to create an instance."""
        body = self.create_body(name, **fields)
        reply = self.api("POST", "/v3/{project_id}/instances", body).ok(201)
        return Instance(
            self, reply["instance"]["id"], body["name"], body["password"], reply["job_id"]
        )

    def create_ready(self, name=None, **fields):
        """Creates an instance and waits until it is there."""
        instance = self.create(name, **fields)
        self.wait_job(instance.job)
        return instance

    def instances(self):
        """Every instance, as the list has it."""
        return self.api("GET", "/v3.1/{project_id}/instances").ok(200)["instances"]

    def proxies(self, instance):
        """The database proxies of an instance, as their list has them."""
        reply = self.api("GET", f"/v3/{{project_id}}/instances/{instance}/proxies").ok(200)
        return [entry["proxy"] for entry in reply["proxy_list"]]

    def delete(self, instance):
        reply = self.api("DELETE", f"/v3/{{project_id}}/instances/{instance}")
        self.wait_job(reply.ok(200)["job_id"])

    def delete_all(self):
        for instance in self.instances():
            self.delete(instance["id"])

    # Jobs

    def job(self, job):
        return self.api("GET", f"/v3/{{project_id}}/jobs?id={job}").ok(200)["job"]

    def wait_job(self, job, timeout=JOB, expect="Completed"):
        """Waits for the end of a job, which is to be as expected (None: either)."""

        def ended():
            shown = self.job(job)
            return shown if shown["status"] in ("Completed", "Failed") else None

        shown = until(ended, timeout, lambda: f"the job ends: {self.job(job)}")
        assert expect in (None, shown["status"]), f"{shown}\n{self.tail()}"
        return shown

    # Order

    def untidy(self):
        """What is there and should not be, or should be and is not: nothing, in the end.

        Compares what the API lists with processes, directories, listeners and rows.
        """
        found = []

        def same(what, listed, there):
            if set(listed) != set(there):
                missing, extra = set(listed) - set(there), set(there) - set(listed)
                found.append(f"{what}: missing {sorted(missing)}, left over {sorted(extra)}")

        page = self.api("GET", "/v3.1/{project_id}/instances").ok(200)["instances"]
        details = [
            self.api("GET", f"/v3.1/{{project_id}}/instances/{row['id']}").ok(200)["instance"]
            for row in page
        ]
        alive = [one for one in details if one["status"] != "createfail"]
        nodes = [node for one in alive for node in one["nodes"]]
        ids = [node["id"] for node in nodes]
        servers = self.processes("mysqld", "helper")
        same("servers", ids, [p.node for p in servers if p.kind == "mysqld"])
        if len(servers) != len(ids):
            found.append(f"{len(servers)} mysqld for {len(ids)} nodes: {servers}")
        if len(self.processes("proxy")) != 1:
            found.append(f"not one proxy: {self.processes('proxy')}")
        same("directories", ids, self.node_directories())
        write = [address for one in alive for address in one["private_write_ips"]]
        read = [address for node in nodes for address in node["private_read_ips"]]
        proxies = [proxy for one in alive for proxy in self.proxies(one["id"])]
        serving = [proxy for proxy in proxies if proxy["status"] != "FAILED"]
        served = [proxy["address"] for proxy in serving]
        there = self.listening()
        gateways = [ip for ip, port in there if port == 3306 and ip not in served]
        same("gateways", write + read, gateways)
        ports = {(proxy["address"], proxy["port"]) for proxy in serving}
        same("proxies", ports, [(ip, port) for ip, port in there if ip in served])
        eips = {(proxy["eip"], proxy["port"]) for proxy in serving if proxy["eip"]}
        same("EIPs", eips, self.listening_at_eips())
        members = [node["id"] for proxy in serving for node in proxy["nodes"]]
        same("proxy nodes", members, [p.node for p in self.processes("proxy_node")])
        same("rows of proxies", [p["pool_id"] for p in proxies], self._column("id", "proxies"))
        same("rows of proxy nodes", members, self._column("id", "proxy_nodes"))
        same("rows of instances", [row["id"] for row in page], self._column("id", "instances"))
        same("rows of nodes", ids, self._column("id", "nodes"))
        addresses = write + read + served + [eip for eip, _ in eips]
        same("rows of addresses", addresses, self._column("address", "addresses"))
        busy = self.database("SELECT id, busy_operation FROM instances WHERE busy_job IS NOT NULL")
        if busy:
            found.append(f"busy: {busy}")
        ended = "('Completed', 'Failed')"
        open_jobs = self.database(f"SELECT id, kind FROM jobs WHERE status NOT IN {ended}")
        if open_jobs:
            found.append(f"jobs without an end: {open_jobs}")
        same("workflows", [job[0] for job in open_jobs], self._column("job_id", "workflows"))
        return found

    def _column(self, column, table):
        return [row[0] for row in self.database(f"SELECT {column} FROM {table}")]

    def assert_tidy(self, seconds=15):
        """Waits until nothing is left over and nothing is missing."""
        until(lambda: not self.untidy(), seconds, lambda: f"all is tidy: {self.untidy()}")


def new_password():
    """A strong password that occurs nowhere else, so that it can be searched for."""
    return f"Zq7-{secrets.token_hex(8)}"
