"""Security groups: what a rule says is kept to by every listener of an instance."""

import contextlib

import pymysql
import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException

from lib import mysql, sdk
from lib.security import Group

OFFICE, STRANGER = "127.0.9.1", "127.0.9.2"
NOT_ALLOWED = 1130


@pytest.fixture
def group(deployment):
    group = Group(sdk.vpc_client(deployment.credentials), "office")
    yield group
    with contextlib.suppress(ClientRequestException):
        group.delete()


def test_who_may_connect(deployment, group):
    instance = deployment.create_ready("guarded", slave_count=1, security_group_id=group.id)
    try:
        flavors = _proxy(instance, "GET", "/proxy/flavors")["proxy_flavor_groups"]
        flavor = flavors[0]["proxy_flavors"][0]["spec_code"]
        body = {"flavor_ref": flavor, "node_num": 2, "proxy_name": "guarded"}
        deployment.wait_job(_proxy(instance, "POST", "/proxy", body)["job_id"])
        [proxy] = deployment.proxies(instance.id)
        replica = instance.replicas[0]["private_read_ips"][0]
        listeners = [instance.endpoint(), (replica, 3306), (proxy["address"], proxy["port"])]

        def admitted(source):
            """Whether clients from there may connect. All listeners agree."""
            answers = {_is_admitted(instance, listener, source) for listener in listeners}
            assert len(answers) == 1, source
            return answers.pop()

        # What a group begins with is about its own members.
        assert not admitted(OFFICE)
        office = _rule(group, OFFICE)
        assert admitted(OFFICE) and not admitted(STRANGER)
        everybody = _rule(group, "127.0.0.0/8", priority=50)
        assert admitted(STRANGER)
        deny = _rule(group, STRANGER, action="deny", priority=50)
        assert admitted(OFFICE) and not admitted(STRANGER)
        group.remove(deny)
        group.remove(everybody)
        with _session(instance, listeners[0], OFFICE) as connection:
            group.remove(office)
            # Who is connected stays so.
            assert mysql.value(connection, "SELECT 1") == 1
        assert not admitted(OFFICE)
        with pytest.raises(ClientRequestException) as refused:
            group.delete()
        assert refused.value.status_code == 409
    finally:
        instance.delete()
    group.delete()
    deployment.assert_tidy()


def _proxy(instance, method, path, body=None):
    path = f"/v3/{{project_id}}/instances/{instance.id}{path}"
    return instance.deployment.api(method, path, body).ok()


def _rule(group, source, **fields):
    fields = {"protocol": "tcp", "multiport": "3306", "remote_ip_prefix": source, **fields}
    return group.add(**fields)


def _session(instance, listener, source):
    return mysql.session(*listener, "root", instance.password, bind_address=source)


def _is_admitted(instance, listener, source):
    try:
        with _session(instance, listener, source) as connection:
            return mysql.value(connection, "SELECT 1") == 1
    except pymysql.MySQLError as error:
        assert error.args[0] == NOT_ALLOWED, error
        return False
