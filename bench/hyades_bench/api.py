"""A small client of the REST API, and request signatures."""

import hashlib
import hmac
import http.client
import json
import time


# The server closes connections on which nothing happens for longer than this.
IDLE = 5


class Api:
    """Calls over one connection that stays open, with a token."""

    def __init__(self, port: int, credentials: dict, token: str | None = None) -> None:
        self.credentials = credentials
        self.port = port
        self.project = credentials["project_id"]
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.used = time.monotonic()
        self.token = token or self.login()

    def login(self) -> str:
        """A new token."""
        known = self.credentials
        domain = {"name": known["domain_name"]}
        user = {"name": known["user_name"], "password": known["password"], "domain": domain}
        scope = {"project": {"id": self.project}}
        body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": scope}}
        self.connection.request("POST", "/v3/auth/tokens", json.dumps(body), JSON)
        reply = self.connection.getresponse()
        text = reply.read()
        if reply.status != 201:
            raise RuntimeError(f"no token: {reply.status} {text!r}")
        self.used = time.monotonic()
        return reply.headers["X-Subject-Token"]

    def call(self, method: str, path: str, body: dict | None = None) -> tuple[int, dict]:
        """`path` stands behind the project's id, as in `v3.1 instances`."""
        version, _, rest = path.partition(" ")
        text = None if body is None else json.dumps(body)
        headers = {**JSON, "X-Auth-Token": self.token}
        if time.monotonic() > self.used + IDLE:
            self.connection.close()  # the next call opens it again
        self.connection.request(method, f"/{version}/{self.project}/{rest}", text, headers)
        reply = self.connection.getresponse()
        text = reply.read()
        self.used = time.monotonic()
        return reply.status, json.loads(text or b"{}")

    def must(self, method: str, path: str, body: dict | None = None) -> dict:
        status, reply = self.call(method, path, body)
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {reply}")
        return reply

    def create(self, name: str, replicas: int) -> dict:
        known = self.credentials
        body = {
            "region": known["region"],
            "name": name,
            "datastore": {"type": "gaussdb-mysql", "version": "8.0"},
            "mode": "Cluster",
            "flavor_ref": known["default_flavor"],
            "vpc_id": known["vpc_id"],
            "subnet_id": known["subnet_id"],
            "security_group_id": known["security_group_id"],
            "password": "Bench_2026_root",
            "availability_zone_mode": "single",
            "slave_count": replicas,
        }
        return self.must("POST", "v3 instances", body)

    def status(self, instance: str) -> str | None:
        """The status in v3.1; `None` when there is no such instance."""
        status, reply = self.call("GET", f"v3.1 instances/{instance}")
        return None if status == 404 else reply["instance"]["status"]

    def job(self, job: str) -> dict:
        return self.must("GET", f"v3 jobs?id={job}")["job"]


JSON = {"Content-Type": "application/json"}


def sign(credentials: dict, host: str, path: str, query: str) -> list[tuple[str, str]]:
    """The headers of a GET signed as the SDKs do (SDK-HMAC-SHA256). `query` has to be in order."""
    date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    names = "content-type;host;x-sdk-date"
    headers = f"content-type:application/json\nhost:{host}\nx-sdk-date:{date}\n"
    canonical = f"GET\n{path}/\n{query}\n{headers}\n{names}\n{hashlib.sha256(b'').hexdigest()}"
    text = f"SDK-HMAC-SHA256\n{date}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(credentials["sk"].encode(), text.encode(), hashlib.sha256).hexdigest()
    access = credentials["ak"]
    value = f"SDK-HMAC-SHA256 Access={access}, SignedHeaders={names}, Signature={signature}"
    return [("X-Sdk-Date", date), ("Authorization", value)]
