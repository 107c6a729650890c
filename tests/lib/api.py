"""The REST API by plain HTTP. What holds for every reply is checked on every reply."""

import json as jsonlib
import re

import requests

from .signing import signed_headers

TIMEOUT = 60
CODE = re.compile(r"DBS\.(\d{6}|\d{8})")


class Reply:
    """A reply, of which everything that every reply has is known to be there."""

    def __init__(self, method, path, response):
        self.method, self.path = method, path
        self.status = response.status_code
        self.headers = response.headers
        self.text = response.text
        where = f"{method} {path} -> {self.status} {self.text[:2000]}"
        kind = response.headers.get("Content-Type", "")
        assert kind.startswith("application/json"), f"Content-Type {kind!r}: {where}"
        assert response.headers.get("X-Request-Id"), f"no X-Request-Id: {where}"
        self.json = jsonlib.loads(self.text) if self.text else None
        if method != "HEAD":
            assert self.json is not None, f"empty body: {where}"
        if self.status >= 400 and method != "HEAD":
            assert CODE.fullmatch(self.json.get("error_code", "")), where
            assert isinstance(self.json.get("error_msg"), str) and self.json["error_msg"], where
            assert set(self.json) == {"error_code", "error_msg"}, where

    @property
    def code(self):
        return self.json.get("error_code")

    @property
    def message(self):
        return self.json.get("error_msg")

    def __repr__(self):
        return f"{self.method} {self.path} -> {self.status} {self.text[:1000]}"

    def ok(self, status=None):
        expected = (status,) if status else (200, 201, 202)
        assert self.status in expected, repr(self)
        return self.json

    def refused(self, status, code, names=""):
        """Asserts an error, and that its message names what is at fault."""
        assert (self.status, self.code) == (status, code), repr(self)
        assert names in self.message, f"the message does not name {names!r}: {self!r}"
        return self


class Api:
    """A client of a deployment, with a token or AK/SK. `{project_id}` in paths is filled in."""

    def __init__(self, credentials, transcript=None, verify=True):
        self.credentials = credentials
        self.transcript = transcript if transcript is not None else []
        self.verify = verify
        self._token = None

    def url(self, path):
        return self.credentials["endpoint"] + path.replace(
            "{project_id}", self.credentials["project_id"]
        )

    def send(self, method, path, *, body=None, headers=None):
        """One request as it is given: no credentials are added."""
        response = requests.request(
            method,
            self.url(path),
            data=body,
            headers=headers,
            timeout=TIMEOUT,
            allow_redirects=False,
            verify=self.verify,
        )
        self.transcript.append(f"{method} {path} -> {response.status_code} {response.text}")
        return Reply(method, path, response)

    def __call__(self, method, path, json=None, *, headers=None):
        """One request with a token."""
        headers = {"X-Auth-Token": self.token(), **(headers or {})}
        body = None
        if json is not None:
            headers.setdefault("Content-Type", "application/json")
            body = jsonlib.dumps(json)
        return self.send(method, path, body=body, headers=headers)

    def signed(self, method, path, json=None, *, ak=None, sk=None, headers=None):
        """One request that is signed."""
        body = None if json is None else jsonlib.dumps(json)
        ak, sk = ak or self.credentials["ak"], sk or self.credentials["sk"]
        headers = signed_headers(method, self.url(path), body, ak, sk, headers)
        return self.send(method, path, body=body, headers=headers)

    def log_in(self, scope=None):
        """A new token, by password: the reply with the token in its header."""
        credentials = self.credentials
        user = {
            "name": credentials["user_name"],
            "password": credentials["password"],
            "domain": {"name": credentials["domain_name"]},
        }
        auth = {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": scope or {"project": {"name": credentials["project_name"]}},
        }
        return self.send(
            "POST",
            "/v3/auth/tokens",
            body=jsonlib.dumps({"auth": auth}),
            headers={"Content-Type": "application/json"},
        )

    def token(self):
        if self._token is None:
            reply = self.log_in()
            reply.ok(201)
            self._token = reply.headers["X-Subject-Token"]
        return self._token
