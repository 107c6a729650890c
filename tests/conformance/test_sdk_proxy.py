"""Database proxies, SQL concurrency control and the full SQL log, as the official SDK calls them.

`OPERATIONS` is in the order of a proxy's life; each entry relies on those before it.
"""

import time

import huaweicloudsdkgaussdb.v3 as sdk
import pytest
import requests
from declared import DECLARED
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from scene import Scene

from lib.wait import until


class ProxyScene(Scene):
    """An instance with a replica, and a proxy of it."""

    def __init__(self, deployment):
        super().__init__(deployment)
        self.created = deployment.create_ready("with-proxy", slave_count=1)
        self.instance = self.created.id
        self.proxy = None

    def request(self, operation, body=None, **fields):
        """The request of an operation for the proxy, or for its instance."""
        name = "".join(map(str.capitalize, DECLARED[operation]["sdk_method"].split("_")))
        kind = getattr(sdk, f"{name}Request")
        if "proxy_id" in kind.openapi_types and "proxy_id" not in fields and self.proxy:
            fields["proxy_id"] = self.proxy
        return kind(instance_id=self.instance, **({"body": body} if body else {}), **fields)

    def ask(self, operation, body=None, **fields):
        return self.call(operation, self.request(operation, body, **fields))

    def run(self, operation, body=None, **fields):
        """Calls an operation that starts a job, and waits for its end."""
        return self.done(self.ask(operation, body, **fields)[0])

    def refused(self, operation, status, code, body=None, **fields):
        request = self.request(operation, body, **fields)
        with pytest.raises(ClientRequestException) as refused:
            getattr(self.client, DECLARED[operation]["sdk_method"])(request)
        assert (refused.value.status_code, refused.value.error_code) == (status, code)
        return refused.value.error_msg

    def entry(self):
        """The proxy, as the list has it."""
        _, found = self.ask("ListProxies")
        [entry] = [one for one in found.proxy_list if one.proxy.pool_id == self.proxy]
        return entry

    def shown(self):
        return self.entry().proxy

    def processes(self):
        return {process.pid for process in self.deployment.processes("proxy_node")}


@pytest.fixture(scope="module")
def scene(deployment):
    scene = ProxyScene(deployment)
    yield scene
    deployment.delete_all()
    deployment.assert_tidy()


# What can be had


def list_flavors(scene):
    _, found = scene.ask("ListProxyFlavors")
    [group] = found.proxy_flavor_groups
    assert group.proxy_flavors[0].db_type == "Proxy"
    scene.flavors = [flavor.spec_code for flavor in group.proxy_flavors]
    assert scene.flavors[0].startswith("gaussdb.proxy.large.")


def list_flavors_by_zone(scene):
    zone = scene.deployment.credentials["availability_zones"][0]
    request = sdk.ShowProxyFlavorsByAzCodeRequest(az_codes=zone, proxy_engine_name="taurusproxy")
    _, found = scene.call("ListProxyFlavorsByZone", request)
    assert found.proxy_flavor_groups[0].proxy_flavors[0].az_status == {zone: "normal"}


def legacy_list_flavors(scene):
    found = scene.get("LegacyListProxyFlavors", instance_id=scene.instance)
    assert found["proxy_flavor_groups"][0]["proxy_flavors"][0]["spec_code"] == scene.flavors[0]


# Life


def create_proxy(scene):
    closed = scene.api("GET", f"/v3/{{project_id}}/instances/{scene.instance}/proxy").ok(200)
    assert (closed["proxy"]["status"], closed["proxy"]["pool_id"]) == ("closed", None)
    replica = scene.node(scene.instance, "slave")["id"]
    body = sdk.OpenMysqlProxyRequestBody(
        flavor_ref=scene.flavors[0],
        node_num=2,
        proxy_name="by-sdk",
        proxy_mode="readwrite",
        route_mode=0,
        nodes_read_weight=[sdk.NodesWeight(id=replica, weight=200)],
        new_node_auto_add_status="ON",
        new_node_weight=50,
    )
    reply, _ = scene.ask("CreateProxy", body)
    # Terraform finds the new proxy by its status, with its very next request.
    _, listed = scene.ask("ListProxies")
    [entry] = listed.proxy_list
    assert entry.proxy.status == "ENABLING PROXY"
    scene.proxy = entry.proxy.pool_id
    opening = scene.get("ShowProxyV3", instance_id=scene.instance)["proxy"]
    assert (opening["status"], opening["pool_status"]) == ("opening", "BUILD")
    assert scene.done(reply)["name"] == "OpenGaussDBforMySQLProxy"


def list_proxies(scene):
    entry = scene.entry()
    assert (entry.proxy.status, entry.proxy.pool_status) == ("ACTIVE", "ACTIVE")
    assert {node.status for node in entry.proxy.nodes} == {"ACTIVE"}
    assert entry.master_node.weight == 0
    assert [node.weight for node in entry.readonly_nodes] == [200]
    assert scene.ask("ListProxies", offset=1)[1].proxy_list == []
    address = entry.proxy.address
    listed = scene.api("GET", f"/v3.1/{{project_id}}/instances?proxy_ip={address}").ok(200)
    assert [row["proxy_ips"] for row in listed["instances"]] == [[address]]
    shown = {"pool_id": scene.proxy, "name": "by-sdk", "address": address}
    assert scene.detail(scene.instance)["proxies"] == [shown]


def show_proxy_v3(scene):
    shown = scene.get("ShowProxyV3", instance_id=scene.instance)
    assert (shown["proxy"]["status"], shown["proxy"]["pool_status"]) == ("open", "ACTIVE")
    assert shown["readonly_nodes"][0]["weight"] == 200


def legacy_show_proxy(scene):
    shown = scene.get("LegacyShowProxy", instance_id=scene.instance)
    assert (shown["proxy"]["status"], shown["proxy"]["pool_status"]) == ("open", "normal")


def enlarge_proxy(scene):
    body = sdk.EnlargeProxyRequest(node_num=1, proxy_id=scene.proxy)
    assert scene.run("EnlargeProxy", body)["name"] == "EnlargeGaussDBforMySQLProxy"
    assert scene.shown().node_num == 3


def reduce_proxy(scene):
    scene.run("ReduceProxy", sdk.ShrinkGaussMySqlProxyRequestBody(node_num=1))
    assert scene.shown().node_num == 2
    body = sdk.ShrinkGaussMySqlProxyRequestBody(node_num=1)
    scene.refused("ReduceProxy", 400, "DBS.05000089", body)


def resize_proxy(scene):
    larger = sdk.TaurusProxyScaleRequest(flavor_ref=scene.flavors[1])
    assert scene.run("ResizeProxy", larger)["name"] == "ScaleGaussDBforMySQLProxy"
    assert scene.shown().flavor_ref == scene.flavors[1]


def restart_proxy(scene):
    before = scene.processes()
    scene.run("RestartProxy")
    # The old ones may still have clients.
    until(lambda: not before & scene.processes(), 40, "the old processes have left")
    assert len(scene.processes()) == 2


# Settings


def update_weights(scene):
    replica = scene.node(scene.instance, "slave")["id"]
    nodes = [sdk.ModifyProxyWeightReadonlyNode(id=replica, weight=7)]
    body = sdk.TaurusModifyProxyWeightRequest(master_weight=3, readonly_nodes=nodes)
    job = scene.run("UpdateProxyWeights", body)
    assert job["name"] == "GaussDBforMySQLModifyProxyWeight"
    entry = scene.entry()
    assert (entry.master_node.weight, entry.readonly_nodes[0].weight) == (3, 7)
    body = sdk.TaurusModifyProxyWeightRequest(master_weight=1001)
    scene.refused("UpdateProxyWeights", 400, "DBS.270025", body)


def update_route_mode(scene):
    replica = scene.node(scene.instance, "slave")["id"]
    nodes = [sdk.ModifyProxyRouteWeightReadonlyNode(id=replica, weight=1)]
    body = sdk.ModifyGaussMySqlProxyRouteModeRequestBody(
        route_mode=2, master_weight=1, readonly_nodes=nodes
    )
    scene.run("UpdateProxyRouteMode", body)
    entry = scene.entry()
    assert (entry.proxy.route_mode, entry.master_node.weight) == (2, 1)


def update_transaction_split(scene):
    body = sdk.ProxyTransactionSplitRequest(transaction_split="ON", proxy_id_list=[scene.proxy])
    scene.run("UpdateProxyTransactionSplit", body)
    assert scene.shown().transaction_split == "true"


def update_new_node_auto_add(scene):
    body = sdk.UpdateNewNodeAutoAddSwitchRequestBody(switch_status="OFF")
    assert scene.ask("UpdateProxyNewNodeAutoAdd", body)[1].result == "success"
    assert scene.shown().new_node_auto_add_status == "OFF"
    body = sdk.UpdateNewNodeAutoAddSwitchRequestBody(switch_status="ON", weight=1001)
    scene.refused("UpdateProxyNewNodeAutoAdd", 400, "DBS.270025", body)


def update_session_consistence(scene):
    body = sdk.ModifyProxyConsistRequest(session_consistence="true")
    job = scene.run("UpdateProxySessionConsistence", body)
    assert job["name"] == "GaussDBforMySQLModifyProxyConsist"
    assert scene.shown().consistence_mode == "session"
    body = sdk.ModifyProxyConsistRequest(session_consistence="false", consistence_mode="global")
    scene.run("UpdateProxySessionConsistence", body)
    assert scene.shown().consistence_mode == "global"


def update_connection_pool_type(scene):
    body = sdk.ProxyUpdateProxyConnectionPoolTypeRequest(connection_pool_type="SESSION")
    scene.run("UpdateProxyConnectionPoolType", body)
    assert scene.shown().connection_pool_type == "SESSION"


def update_port(scene):
    scene.run("UpdateProxyPort", sdk.UpdateProxyPortRequestBody(port=3310))
    shown = scene.shown()
    assert shown.port == 3310
    assert (shown.address, 3310) in scene.deployment.listening()
    assert (shown.address, 3306) not in scene.deployment.listening()
    body = sdk.UpdateProxyPortRequestBody(port=33062)
    scene.refused("UpdateProxyPort", 400, "DBS.05000032", body)


def rename_proxy(scene):
    body = sdk.ProxyUpdateProxyNameRequest(alias="renamed")
    assert scene.ask("RenameProxy", body)[1].result == "success"
    assert scene.shown().name == "renamed"
    body = sdk.ProxyUpdateProxyNameRequest(alias="1st")
    scene.refused("RenameProxy", 400, "DBS.05000076", body)


def update_ssl(scene):
    scene.run("UpdateProxySsl", sdk.SwitchProxySSLRequest(ssl_option=True))
    assert scene.shown().ssl_option == "true"


def switch_alt(scene):
    scene.run("SwitchProxyAlt", sdk.SwitchGaussMySqlProxyAltRequestBody(alt_enabled="on"))


def switch_eip(scene):
    eip = str(scene.deployment.range.eips[9])
    bind = sdk.SwitchGaussMySqlProxyEipRequestBody
    scene.run("SwitchProxyEip", bind(public_ip=eip, public_ip_id="an-id", bind="true"))
    assert scene.shown().eip == eip
    assert (eip, 3310) in scene.deployment.listening_at_eips()
    scene.run("SwitchProxyEip", bind(public_ip=eip, bind="false"))
    assert scene.shown().eip == "" and not scene.deployment.listening_at_eips()


def create_dns(scene):
    assert "DNS" in scene.refused("CreateProxyDns", 400, "DBS.05000091")


def update_dns(scene):
    body = sdk.UpdateProxyPrivateDnsName(new_dns_name="reader01", vpc_id="x")
    scene.refused("UpdateProxyDns", 400, "DBS.05000091", body)


def delete_dns(scene):
    scene.refused("DeleteProxyDns", 400, "DBS.05000091")


# Parameters, versions, access


def update_configurations(scene):
    item = sdk.UpdateProxyConfigurationItem
    loose = item(name="multiStatementType", value="Loose", elem_type="system")
    body = sdk.UpdateProxyNewConfigRequestBody(configurations=[loose])
    scene.run("UpdateProxyConfigurations", body)
    unknown = item(name="unknown", value="1", elem_type="system")
    body = sdk.UpdateProxyNewConfigRequestBody(configurations=[unknown])
    scene.refused("UpdateProxyConfigurations", 400, "DBS.280270", body)


def list_configurations(scene):
    _, found = scene.ask("ListProxyConfigurations")
    values = {one.name: one.value for one in found.configurations}
    assert values == {"multiStatementType": "Loose", "delayThresholdInSeconds": "30"}
    _, one = scene.ask("ListProxyConfigurations", name="multiStatementType", limit=1, offset=0)
    assert [one.name for one in one.configurations] == ["multiStatementType"]
    assert scene.ask("ListProxyConfigurations", offset=2)[1].configurations == []


def show_version(scene):
    _, found = scene.ask("ShowProxyVersion", engine_name="taurusproxy")
    assert found.current_version == found.latest_version and not found.can_upgrade
    scene.version = found.current_version


def upgrade_proxy(scene):
    # The version is that of the processes, and there is no older program here: what is accepted is tested over
    # the simulated host.
    body = sdk.ProxyUpgradeProxyVersionRequest(source_version=scene.version, target_version=scene.version)
    [result] = scene.ask("UpgradeProxy", body)[1].update_result
    assert result.state == "REJECT" and "latest" in result.error_message


def update_access_control(scene):
    rules = [
        sdk.AccessControlRule(ip="127.0.0.0/8", description="this host"),
        sdk.AccessControlRule(ip="fd00::1"),
    ]
    body = sdk.CreateAccessControlRequestBody(type="white", ip_list=rules)
    assert scene.ask("UpdateProxyAccessControl", body)[1].open_access_control is False
    rules = [sdk.AccessControlRule(ip="127.0.0.1")] * 301
    body = sdk.CreateAccessControlRequestBody(type="white", ip_list=rules)
    scene.refused("UpdateProxyAccessControl", 400, "DBS.280001", body)


def switch_access_control(scene):
    for on in (True, False, True):
        body = sdk.SwitchAccessControlRequestBody(open_access_control=on)
        _, found = scene.ask("SwitchProxyAccessControl", body)
        assert found.open_access_control is on


def show_access_control(scene):
    # The SDK's model of `ip_group` is an array; the table and Terraform have an object.
    path = DECLARED["ShowProxyAccessControl"]["path"]
    path = path.replace("{instance_id}", scene.instance).replace("{proxy_id}", scene.proxy)
    assert scene.api("GET", path).ok(200)["type"] == "white"
    shown = scene.get(
        "ShowProxyAccessControl", instance_id=scene.instance, proxy_id=scene.proxy
    )
    assert shown["enable_ip_group"] is True
    listed = [(rule["ip"], rule["description"]) for rule in shown["ip_group"]["ip_list"]]
    assert listed == [("127.0.0.0/8", "this host"), ("fd00::1", "")]


# Concurrency control and the full SQL log, of the same instance


def set_rules(scene):
    node = scene.node(scene.instance, "slave")["id"]
    pattern = sdk.NodeSqlFilterRulePattern(pattern="select~from~t3~where~id", max_concurrency=0)
    rule = sdk.NodeSqlFilterRule(sql_type="SELECT", patterns=[pattern])
    of_node = sdk.NodeSqlFilterRuleInfo(node_id=node, rules=[rule])
    body = sdk.OperateSqlFilterRuleReq(sql_filter_rules=[of_node])
    assert scene.run("SetSqlFilterRules", body)["name"] == "GaussDBforMySQLSetSqlFilterRules"
    pattern.pattern = "a~~b"
    scene.refused("SetSqlFilterRules", 400, "DBS.280001", body)


def list_rules(scene):
    node = scene.node(scene.instance, "slave")["id"]
    for kind in (None, "select", "SELECT"):
        _, found = scene.ask("ListSqlFilterRules", node_id=node, sql_type=kind)
        [rule] = found.sql_filter_rules
        [pattern] = rule.patterns
        assert (pattern.pattern, pattern.max_concurrency) == ("select~from~t3~where~id", 0)
    _, found = scene.ask("ListSqlFilterRules", node_id=node, sql_type="UPDATE")
    assert found.sql_filter_rules == []


def switch_rules(scene):
    for word in ("OFF", "ON"):
        body = sdk.OperateSqlFilterControlReq(switch_status=word)
        scene.run("SwitchSqlFilter", body)
        assert scene.ask("ShowSqlFilterSwitch")[1].switch_status == word


def show_rules_switch(scene):
    singular = f"/v3/{{project_id}}/instance/{scene.instance}/sql-filter/switch"
    assert scene.api("GET", singular).ok(200) == {"switch_status": "ON"}


def delete_rules(scene):
    node = scene.node(scene.instance, "slave")["id"]
    rule = sdk.DeleteNodeSqlFilterRule(sql_type="SELECT", patterns=["select~from~t3~where~id"])
    of_node = sdk.DeleteNodeSqlFilterRuleInfo(node_id=node, rules=[rule])
    scene.run("DeleteSqlFilterRules", sdk.DeleteSqlFilterRuleReq(sql_filter_rules=[of_node]))
    assert scene.ask("ListSqlFilterRules", node_id=node)[1].sql_filter_rules == []


def switch_audit_log(scene):
    for word in ("ON", "OFF"):
        body = sdk.OperateAuditLogRequestV3Body(switch_status=word)
        assert scene.ask("SwitchAuditLog", body)[1].result == "success"
        assert scene.ask("ShowAuditLogSwitch")[1].switch_status == word
        if word == "ON":
            assert scene.created.answers()


def list_audit_log_links(scene):
    """There is a file: `switch_audit_log` has had a statement recorded."""
    created = scene.detail(scene.instance)["created"]

    def links(**fields):
        now = time.strftime("%Y-%m-%dT%H:%M:%S+0000", time.gmtime())
        fields = {"start_time": created, "end_time": now, **fields}
        return scene.ask("ListAuditLogLinks", **fields)[1].files

    file = until(links, 20, "a file is complete")[0]
    assert f"_{scene.instance}_" in file.name and file.size > 0
    downloaded = requests.get(file.download_link, timeout=30)
    assert downloaded.status_code == 200 and downloaded.content
    node = scene.node(scene.instance, "master")["id"]
    assert [file.name for file in links(node_id=node, limit=1)] == [file.name]
    assert links(last_file_name=file.name) == []
    for bad in ({"limit": 51}, {"start_time": "2000-01-01T00:00:00+0000"}, {"end_time": "x"}):
        fields = {"start_time": created, "end_time": created, **bad}
        code = "DBS.280439" if "limit" in bad else "DBS.280001"
        scene.refused("ListAuditLogLinks", 400, code, **fields)


def show_audit_log_switch(scene):
    assert scene.ask("ShowAuditLogSwitch")[1].switch_status == "OFF"


# The end, and earlier forms


def delete_proxy(scene):
    body = sdk.CloseMysqlProxyRequestBody(proxy_ids=[scene.proxy])
    assert scene.run("DeleteProxy", body)["name"] == "CloseGaussDBforMySQLProxy"
    assert scene.ask("ListProxies")[1].proxy_list == []
    until(lambda: not scene.processes(), 40, "its processes have left")
    # What Terraform takes for the end of a proxy.
    scene.refused("DeleteProxy", 404, "DBS.201028", body)


def legacy_create_proxy(scene):
    body = {"flavor_ref": scene.flavors[0], "node_num": 2}
    scene.done(scene.send("LegacyCreateProxy", body, signed=True, instance_id=scene.instance))
    assert len(scene.processes()) == 2


def legacy_enlarge_proxy(scene):
    reply = scene.send("LegacyEnlargeProxy", {"node_num": 1}, instance_id=scene.instance)
    scene.done(reply)
    assert len(scene.processes()) == 3


def legacy_delete_proxy(scene):
    scene.done(scene.send("LegacyDeleteProxy", signed=True, instance_id=scene.instance))
    assert scene.deployment.proxies(scene.instance) == []


OPERATIONS = {
    "ListProxyFlavors": list_flavors,
    "ListProxyFlavorsByZone": list_flavors_by_zone,
    "LegacyListProxyFlavors": legacy_list_flavors,
    "CreateProxy": create_proxy,
    "ListProxies": list_proxies,
    "ShowProxyV3": show_proxy_v3,
    "LegacyShowProxy": legacy_show_proxy,
    "EnlargeProxy": enlarge_proxy,
    "ReduceProxy": reduce_proxy,
    "ResizeProxy": resize_proxy,
    "RestartProxy": restart_proxy,
    "UpdateProxyWeights": update_weights,
    "UpdateProxyRouteMode": update_route_mode,
    "UpdateProxyTransactionSplit": update_transaction_split,
    "UpdateProxyNewNodeAutoAdd": update_new_node_auto_add,
    "UpdateProxySessionConsistence": update_session_consistence,
    "UpdateProxyConnectionPoolType": update_connection_pool_type,
    "UpdateProxyPort": update_port,
    "RenameProxy": rename_proxy,
    "UpdateProxySsl": update_ssl,
    "SwitchProxyAlt": switch_alt,
    "SwitchProxyEip": switch_eip,
    "CreateProxyDns": create_dns,
    "UpdateProxyDns": update_dns,
    "DeleteProxyDns": delete_dns,
    "UpdateProxyConfigurations": update_configurations,
    "ListProxyConfigurations": list_configurations,
    "ShowProxyVersion": show_version,
    "UpgradeProxy": upgrade_proxy,
    "UpdateProxyAccessControl": update_access_control,
    "SwitchProxyAccessControl": switch_access_control,
    "ShowProxyAccessControl": show_access_control,
    "SetSqlFilterRules": set_rules,
    "ListSqlFilterRules": list_rules,
    "SwitchSqlFilter": switch_rules,
    "ShowSqlFilterSwitch": show_rules_switch,
    "DeleteSqlFilterRules": delete_rules,
    "SwitchAuditLog": switch_audit_log,
    "ShowAuditLogSwitch": show_audit_log_switch,
    "ListAuditLogLinks": list_audit_log_links,
    "DeleteProxy": delete_proxy,
    "LegacyCreateProxy": legacy_create_proxy,
    "LegacyEnlargeProxy": legacy_enlarge_proxy,
    "LegacyDeleteProxy": legacy_delete_proxy,
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_operation(operation, scene):
    OPERATIONS[operation](scene)
