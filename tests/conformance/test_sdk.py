"""Every implemented operation, as a client calls it, with every reply checked against the
declaration: by the official SDK where it has a method, by plain HTTP otherwise.

`OPERATIONS` is in the order of an instance's life; each entry relies on those before it.
"""

import huaweicloudsdkgaussdb.v3 as sdk
import pytest
from declared import DECLARED, IDENTITY, check
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException

from lib.deployment import new_password
from lib.sdk import client_by_region
from scene import ENGINE, Scene
from test_sdk_proxy import OPERATIONS as OF_PROXIES
from test_sdk_security import OPERATIONS as OF_SECURITY_GROUPS


@pytest.fixture(scope="module")
def scene(deployment):
    scene = Scene(deployment)
    yield scene
    deployment.delete_all()
    deployment.assert_tidy()


# Identity


def list_versions(scene):
    found = scene.identity("ListVersions", "GET", "/")
    assert [version["id"][:2] for version in found["versions"]["values"]] == ["v3"]


def show_version(scene):
    assert scene.identity("ShowVersion", "GET", "/v3")["version"]["id"].startswith("v3")


def create_token(scene):
    reply = scene.api.log_in()
    check("CreateToken", reply.status, reply.json)
    assert reply.headers["X-Subject-Token"]
    token = reply.json["token"]
    assert token["project"]["id"] == scene.project
    # A token is good for a new one, which lasts no longer.
    auth = {
        "identity": {"methods": ["token"], "token": {"id": reply.headers["X-Subject-Token"]}},
        "scope": {"project": {"id": scene.project}},
    }
    again = scene.api("POST", "/v3/auth/tokens", {"auth": auth})
    check("CreateToken", again.status, again.json)
    assert again.json["token"]["expires_at"] == token["expires_at"]


def show_token(scene):
    headers = {"X-Auth-Token": scene.api.token(), "X-Subject-Token": scene.api.token()}
    shown = scene.identity("ShowToken", "GET", "/v3/auth/tokens", headers)
    assert shown["token"]["project"]["id"] == scene.project


def list_projects(scene):
    region = scene.deployment.credentials["region"]
    for send in (scene.api, scene.api.signed):
        reply = send("GET", f"/v3/projects?name={region}")
        check("ListProjects", reply.status, reply.json)
        assert [project["id"] for project in reply.json["projects"]] == [scene.project]
        assert send("GET", "/v3/projects?name=nowhere").ok(200)["projects"] == []


def list_domains(scene):
    for send in (scene.api, scene.api.signed):
        reply = send("GET", "/v3/auth/domains")
        check("ListDomains", reply.status, reply.json)
        names = [domain["name"] for domain in reply.json["domains"]]
        assert names == [scene.deployment.credentials["domain_name"]]


# What can be had


def list_datastores(scene):
    request = sdk.ShowGaussMySqlEngineVersionRequest(database_name=ENGINE)
    _, found = scene.call("ListDatastores", request)
    assert found.datastores[0].name == "8.0"
    assert found.datastores[0].kernel_version.count(".") == 3
    request.database_name = "GaussDB-MySQL"
    assert scene.sdk("ListDatastores", request)


def list_flavors(scene):
    request = sdk.ShowGaussMySqlFlavorsRequest(
        database_name=ENGINE, version_name="8.0", availability_zone_mode="single"
    )
    _, found = scene.call("ListFlavors", request)
    default = scene.deployment.credentials["default_flavor"]
    assert default in [flavor.spec_code for flavor in found.flavors]
    zones = set(scene.deployment.credentials["availability_zones"])
    assert all(set(flavor.az_status) == zones for flavor in found.flavors)
    request.spec_code = default
    assert len(scene.call("ListFlavors", request)[1].flavors) == 1


def legacy_list_datastores(scene):
    found = scene.get("LegacyListDatastores", database_name=ENGINE)
    assert found["datastores"][0]["name"] == "8.0"


def legacy_list_flavors(scene):
    query = "?availability_zone_mode=MULTI&version_name=8.0"
    assert scene.get("LegacyListFlavors", query, database_name=ENGINE)["flavors"]


# Instances


def create_instance(scene):
    credentials = scene.deployment.credentials
    body = sdk.MysqlInstanceRequest(
        charge_info=sdk.MysqlChargeInfo(charge_mode="postPaid"),
        region=credentials["region"],
        name="by-sdk",
        datastore=sdk.MysqlDatastoreInReq(type=ENGINE, version="8.0"),
        mode="Cluster",
        flavor_ref=credentials["default_flavor"],
        vpc_id=credentials["vpc_id"],
        subnet_id=credentials["subnet_id"],
        security_group_id=credentials["security_group_id"],
        password=new_password(),
        backup_strategy=sdk.MysqlBackupStrategy(start_time="08:00-09:00", keep_days="9"),
        time_zone="UTC+08:00",
        availability_zone_mode="single",
        slave_count=1,
        tags=[sdk.MysqlTags(key="made-by", value="sdk")],
        enterprise_project_id="0",
    )
    reply, found = scene.call("CreateInstance", sdk.CreateGaussMySqlInstanceRequest(body=body))
    assert found.instance.status == "BUILD"
    assert found.instance.backup_strategy.keep_days == "9"
    scene.instance, scene.job = found.instance.id, found.job_id
    # What is being made can be looked at in every way.
    show_instance(scene, "creating")
    show_instance_v3(scene, "BUILD")
    list_instances(scene, "creating")
    assert scene.sdk("ShowJob", sdk.ShowGaussMySqlJobInfoRequest(id=scene.job))
    job = scene.done(reply)
    assert job["name"] == "CreateGaussDBforMySQLInstance"


def show_job(scene):
    reply, found = scene.call("ShowJob", sdk.ShowGaussMySqlJobInfoRequest(id=scene.job))
    job = found.job
    assert (job.status, job.process, job.instance.id) == ("Completed", "", scene.instance)
    # The SDK has no model for what is in here.
    entities = reply["job"]["entities"]
    address = scene.detail(scene.instance)["private_write_ips"][0]
    assert entities["instance"]["endpoint"] == f"{address}:3306"
    assert entities["resource_ids"] == [f"{scene.instance}.vm", f"{scene.instance}.volume"]


def show_instance(scene, status="normal"):
    request = sdk.ShowGaussMySqlInstanceInfoUnifyStatusRequest(instance_id=scene.instance)
    _, found = scene.call("ShowInstance", request)
    instance = found.instance
    assert instance.status == status
    assert instance.db_user_name == "root"
    assert instance.time_zone == "UTC+08:00"
    assert instance.backup_strategy.start_time == "08:00-09:00"
    assert [(tag.key, tag.value) for tag in instance.tags] == [("made-by", "sdk")]
    assert sorted(node.type for node in instance.nodes) == ["master", "slave"]
    assert {node.status for node in instance.nodes} == {status}


def show_instance_v3(scene, status="ACTIVE"):
    request = sdk.ShowGaussMySqlInstanceInfoRequest(instance_id=scene.instance)
    _, found = scene.call("ShowInstanceV3", request)
    assert found.instance.status == status
    assert {node.status for node in found.instance.nodes} == {status}


def list_instances(scene, status="normal"):
    request = sdk.ListGaussMySqlInstancesUnifyStatusRequest(name="by-sdk")
    _, found = scene.call("ListInstances", request)
    assert found.total_count == 1
    assert (found.instances[0].id, found.instances[0].status) == (scene.instance, status)
    for matching in (
        {"id": scene.instance},
        {"id": "*" + scene.instance[4:20]},
        {"name": "*sdk"},
        {"tags": "made-by=sdk"},
        {"type": "Cluster", "datastore_type": ENGINE},
        {"vpc_id": scene.deployment.credentials["vpc_id"]},
        {"subnet_id": scene.deployment.credentials["subnet_id"]},
        {"limit": 1, "offset": 0},
    ):
        _, found = scene.call(
            "ListInstances", sdk.ListGaussMySqlInstancesUnifyStatusRequest(**matching)
        )
        assert [one.id for one in found.instances] == [scene.instance], matching
    for other in (
        {"name": "sdk"},
        {"tags": "made-by=hand"},
        {"offset": 1},
        {"proxy_ip": "127.0.0.1"},
    ):
        _, found = scene.call(
            "ListInstances", sdk.ListGaussMySqlInstancesUnifyStatusRequest(**other)
        )
        assert found.instances == [], other


def list_instances_v3(scene):
    _, found = scene.call("ListInstancesV3", sdk.ListGaussMySqlInstancesRequest(limit=10))
    assert [(one.id, one.status) for one in found.instances] == [(scene.instance, "ACTIVE")]


def list_instance_details(scene):
    unknown = "0" * 32 + "in07"
    request = sdk.ListGaussMySqlInstanceDetailInfoUnifyStatusRequest(
        instance_ids=f"{scene.instance},{unknown}"
    )
    _, found = scene.call("ListInstanceDetails", request)
    assert [(one.id, one.status) for one in found.instances] == [(scene.instance, "normal")]


def list_instance_details_v3(scene):
    request = sdk.ListGaussMySqlInstanceDetailInfoRequest(instance_ids=scene.instance)
    _, found = scene.call("ListInstanceDetailsV3", request)
    assert [(one.id, one.status) for one in found.instances] == [(scene.instance, "ACTIVE")]


def rename_instance(scene):
    body = sdk.MysqlUpdateInstanceNameRequest(name="by-sdk-renamed")
    request = sdk.UpdateGaussMySqlInstanceNameRequest(instance_id=scene.instance, body=body)
    job = scene.done(scene.sdk("RenameInstance", request))
    assert job["name"] == "RenameGaussDBforMySQLInstance"
    assert scene.detail(scene.instance)["name"] == "by-sdk-renamed"
    names = [node["name"] for node in scene.detail(scene.instance)["nodes"]]
    assert sorted(names) == ["by-sdk-renamed_node01", "by-sdk-renamed_node02"]
    body = sdk.MysqlUpdateInstanceNameRequest(name="by-sdk", is_modify_node_name="false")
    request.body = body
    scene.done(scene.sdk("RenameInstance", request))
    assert [node["name"] for node in scene.detail(scene.instance)["nodes"]] == names


def update_instance_alias(scene):
    body = sdk.ModifyAliasRequest(alias="orders.db_1")
    request = sdk.UpdateGaussMySqlInstanceAliasRequest(instance_id=scene.instance, body=body)
    assert scene.sdk("UpdateInstanceAlias", request) == {}
    assert scene.detail(scene.instance)["alias"] == "orders.db_1"


def reset_instance_password(scene):
    body = sdk.MysqlResetPasswordRequest(password=new_password())
    request = sdk.ResetGaussMySqlPasswordRequest(instance_id=scene.instance, body=body)
    assert scene.sdk("ResetInstancePassword", request) == {}


def restart_node(scene):
    node = scene.node(scene.instance, "slave")["id"]
    request = sdk.RestartGaussMySqlNodeRequest(
        instance_id=scene.instance, node_id=node, body=sdk.RestartNodeRequest(delay=False)
    )
    scene.done(scene.sdk("RestartNode", request))


def restart_instance(scene):
    request = sdk.RestartGaussMySqlInstanceRequest(instance_id=scene.instance)
    job = scene.done(scene.sdk("RestartInstance", request))
    assert job["name"] == "RebootGaussDBforMySQLInstance"
    request.body = sdk.TaurusRestartInstanceRequest(delay=False)
    scene.done(scene.sdk("RestartInstance", request))


def switchover_instance(scene):
    master, slave = (scene.node(scene.instance, kind)["id"] for kind in ("master", "slave"))
    for to in (slave, master):
        body = sdk.TaurusSwitchoverRequest(node_id=to)
        request = sdk.InvokeGaussMySqlInstanceSwitchOverRequest(
            instance_id=scene.instance, body=body
        )
        job = scene.done(scene.sdk("SwitchoverInstance", request))
        assert job["name"] == "SwitchoverGaussDBforMySQLMasterNode"
        assert scene.node(scene.instance, "master")["id"] == to


def create_read_replicas(scene):
    body = sdk.MysqlCreateReadonlyNodeRequest(priorities=[2])
    request = sdk.CreateGaussMySqlReadonlyNodeRequest(instance_id=scene.instance, body=body)
    reply = scene.sdk("CreateReadReplicas", request)
    assert reply["instance_id"] == scene.instance
    assert reply["node_names"] == ["by-sdk_node03"]
    assert scene.done(reply)["name"] == "AddGaussDBforMySQLNodes"
    node = next(n for n in scene.detail(scene.instance)["nodes"] if n["name"] == "by-sdk_node03")
    assert (node["type"], node["priority"], node["status"]) == ("slave", 2, "normal")


def delete_read_replica(scene):
    doomed = scene.node(scene.instance, "slave")["id"]
    request = sdk.DeleteGaussMySqlReadonlyNodeRequest(instance_id=scene.instance, node_id=doomed)
    assert scene.done(scene.sdk("DeleteReadReplica", request))["name"] == (
        "DeleteGaussDBforMySQLNode"
    )
    left = [node["id"] for node in scene.detail(scene.instance)["nodes"]]
    assert len(left) == 2 and doomed not in left


def delete_instance(scene):
    request = sdk.DeleteGaussMySqlInstanceRequest(instance_id=scene.instance)
    job = scene.done(scene.sdk("DeleteInstance", request))
    assert job["name"] == "DeleteGaussDBforMySQLInstance"
    request = sdk.ShowGaussMySqlInstanceInfoUnifyStatusRequest(instance_id=scene.instance)
    with pytest.raises(ClientRequestException) as gone:
        scene.client.show_gauss_my_sql_instance_info_unify_status(request)
    assert (gone.value.status_code, gone.value.error_code) == (404, "DBS.200002")
    assert gone.value.request_id and gone.value.error_msg
    # The job outlives its instance.
    assert scene.sdk("ShowJob", sdk.ShowGaussMySqlJobInfoRequest(id=scene.job))


# Earlier forms


def legacy_create_instance(scene):
    body = scene.deployment.create_body("legacy", slave_count=1)
    body["mode"] = "cluster"
    reply = scene.send("LegacyCreateInstance", body, signed=True)
    assert reply["instance"]["status"] == "BUILD"
    scene.legacy, scene.legacy_job = reply["instance"]["id"], reply["job_id"]
    scene.get("LegacyShowInstance", instance_id=scene.legacy)
    scene.get("LegacyListInstances")
    scene.get("LegacyShowJob", f"?id={scene.legacy_job}")
    scene.done(reply)


def legacy_show_instance(scene):
    shown = scene.get("LegacyShowInstance", instance_id=scene.legacy)["instance"]
    assert (shown["status"], shown["volume"]["type"]) == ("ACTIVE", "POOL")


def legacy_list_instances(scene):
    rows = scene.get("LegacyListInstances", "?name=*lega")["instances"]
    assert [(row["id"], row["status"]) for row in rows] == [(scene.legacy, "ACTIVE")]
    assert scene.get("LegacyListInstances", "?offset=100")["instances"] == []


def legacy_show_job(scene):
    job = scene.get("LegacyShowJob", f"?id={scene.legacy_job}")["job"]
    assert (job["status"], job["instance"]["id"]) == ("Completed", scene.legacy)


def legacy_rename_instance(scene):
    body = {"name": "legacy-renamed"}
    scene.done(scene.send("LegacyRenameInstance", body, instance_id=scene.legacy))
    assert scene.detail(scene.legacy)["name"] == "legacy-renamed"


def legacy_reset_instance_password(scene):
    body = {"password": new_password()}
    reply = scene.send("LegacyResetInstancePassword", body, signed=True, instance_id=scene.legacy)
    assert reply == {}


def legacy_create_read_replicas(scene):
    body = {"priorities": [1], "is_auto_pay": "true"}
    reply = scene.send("LegacyCreateReadReplicas", body, instance_id=scene.legacy)
    scene.done(reply)
    assert scene.detail(scene.legacy)["node_count"] == 3


def legacy_delete_read_replica(scene):
    node = scene.node(scene.legacy, "slave")["id"]
    scene.done(
        scene.send("LegacyDeleteReadReplica", signed=True, instance_id=scene.legacy, node_id=node)
    )
    assert scene.detail(scene.legacy)["node_count"] == 2


def legacy_delete_instance(scene):
    scene.done(scene.send("LegacyDeleteInstance", signed=True, instance_id=scene.legacy))
    path = f"/mysql/v3/{{project_id}}/instances/{scene.legacy}"
    scene.api("GET", path).refused(404, "DBS.200002")


OPERATIONS = {
    "ListVersions": list_versions,
    "ShowVersion": show_version,
    "CreateToken": create_token,
    "ShowToken": show_token,
    "ListProjects": list_projects,
    "ListDomains": list_domains,
    "ListDatastores": list_datastores,
    "ListFlavors": list_flavors,
    "LegacyListDatastores": legacy_list_datastores,
    "LegacyListFlavors": legacy_list_flavors,
    "CreateInstance": create_instance,
    "ShowJob": show_job,
    "ShowInstance": show_instance,
    "ShowInstanceV3": show_instance_v3,
    "ListInstances": list_instances,
    "ListInstancesV3": list_instances_v3,
    "ListInstanceDetails": list_instance_details,
    "ListInstanceDetailsV3": list_instance_details_v3,
    "RenameInstance": rename_instance,
    "UpdateInstanceAlias": update_instance_alias,
    "ResetInstancePassword": reset_instance_password,
    "RestartNode": restart_node,
    "RestartInstance": restart_instance,
    "SwitchoverInstance": switchover_instance,
    "CreateReadReplicas": create_read_replicas,
    "DeleteReadReplica": delete_read_replica,
    "DeleteInstance": delete_instance,
    "LegacyCreateInstance": legacy_create_instance,
    "LegacyShowInstance": legacy_show_instance,
    "LegacyListInstances": legacy_list_instances,
    "LegacyShowJob": legacy_show_job,
    "LegacyRenameInstance": legacy_rename_instance,
    "LegacyResetInstancePassword": legacy_reset_instance_password,
    "LegacyCreateReadReplicas": legacy_create_read_replicas,
    "LegacyDeleteReadReplica": legacy_delete_read_replica,
    "LegacyDeleteInstance": legacy_delete_instance,
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_operation(operation, scene):
    OPERATIONS[operation](scene)


def test_every_implemented_operation_is_here(scene):
    document = scene.api.send("GET", "/openapi.json").ok(200)
    implemented = {
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict) and "501" not in operation["responses"]
    }
    assert implemented == set(OPERATIONS) | set(OF_PROXIES) | set(OF_SECURITY_GROUPS)
    undeclared = implemented - set(DECLARED) - set(IDENTITY) - set(OF_SECURITY_GROUPS)
    assert not undeclared, f"run extract_types.py for {undeclared}"


def test_the_sdk_finds_the_project_of_a_region(deployment):
    """Without a project id the SDK asks IAM for the project that is named like the region."""
    seen = []
    client = client_by_region(deployment.credentials, seen.append)
    found = client.show_gauss_my_sql_engine_version(
        sdk.ShowGaussMySqlEngineVersionRequest(database_name=ENGINE)
    )
    assert found.datastores
    paths = [response.request.path_url for response in seen]
    assert any(path.startswith("/v3/projects?name=") for path in paths) or len(paths) == 1
    project = deployment.credentials["project_id"]
    assert any(path.startswith(f"/v3/{project}/") for path in paths), paths


def test_the_sdk_raises_errors_with_code_and_request_id(deployment):
    request = sdk.ShowGaussMySqlJobInfoRequest(id="0" * 8 + "-0000-4000-8000-" + "0" * 12)
    with pytest.raises(ClientRequestException) as refused:
        deployment.sdk().show_gauss_my_sql_job_info(request)
    assert (refused.value.status_code, refused.value.error_code) == (400, "DBS.200543")
    assert len(refused.value.request_id) == 32
    with pytest.raises(ClientRequestException) as refused:
        deployment.sdk(sk="wrong").show_gauss_my_sql_job_info(request)
    assert refused.value.status_code == 401
