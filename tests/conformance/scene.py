"""A deployment, and the ways to call its operations so that every reply is checked."""

from declared import DECLARED, check

from lib.api import Reply

ENGINE = "gaussdb-mysql"


class Scene:
    """The deployment, the clients, and what came of the operations so far."""

    def __init__(self, deployment):
        self.deployment = deployment
        self.api = deployment.api
        self.responses = []
        self.client = deployment.sdk(seen=self.responses.append)
        self.project = deployment.credentials["project_id"]
        self.instance = self.legacy = None
        self.job = self.legacy_job = None

    def call(self, operation, request):
        """Calls an operation through the SDK; returns the reply, undecoded and decoded."""
        self.responses.clear()
        decoded = getattr(self.client, DECLARED[operation]["sdk_method"])(request)
        [response] = self.responses
        reply = Reply(response.request.method, response.request.url, response)
        check(operation, reply.status, reply.json)
        return reply.json, decoded

    def sdk(self, operation, request):
        return self.call(operation, request)[0]

    def get(self, operation, query="", **variables):
        """A GET of an earlier form, with a token and signed: both answer the same."""
        path = self.path(operation, query, variables)
        with_token = self.api("GET", path)
        signed = self.api.signed("GET", path)
        check(operation, with_token.status, with_token.json)
        check(operation, signed.status, signed.json)
        return with_token.json

    def send(self, operation, json=None, signed=False, **variables):
        """Any other call of an earlier form."""
        method = DECLARED[operation]["method"]
        send = self.api.signed if signed else self.api
        reply = send(method, self.path(operation, "", variables), json)
        check(operation, reply.status, reply.json)
        return reply.json

    def path(self, operation, query, variables):
        path = DECLARED[operation]["path"]
        for name, value in {"project_id": self.project, **variables}.items():
            path = path.replace(f"{{{name}}}", value)
        assert "{" not in path, path
        return path + query

    def identity(self, operation, method, path, headers=None):
        """A call of the identity service; where it has to be one, it is signed, too."""
        reply = self.api.send(method, path, headers=headers)
        check(operation, reply.status, reply.json)
        return reply.json

    def done(self, reply):
        """Waits for the job of a reply."""
        return self.deployment.wait_job(reply["job_id"])

    def detail(self, instance):
        return self.api("GET", f"/v3.1/{{project_id}}/instances/{instance}").ok()["instance"]

    def node(self, instance, kind):
        return next(node for node in self.detail(instance)["nodes"] if node["type"] == kind)
