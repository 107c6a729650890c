//! Database proxy: chapter 4.7, and what the official SDKs have beside it.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("CreateProxy", "4.7.1")
        .post("/v3/{project_id}/instances/{instance_id}/proxy")
        .action("gaussdb:proxy:create")
        .title("Create a proxy instance")
        .success(201)
        .job(),
    endpoint("DeleteProxy", "4.7.2")
        .delete("/v3/{project_id}/instances/{instance_id}/proxy")
        .action("gaussdb:proxy:delete")
        .title("Delete proxy instances")
        .job(),
    endpoint("ListProxies", "4.7.3")
        .get("/v3/{project_id}/instances/{instance_id}/proxies")
        .action("gaussdb:proxy:list")
        .title("List proxy instances"),
    endpoint("ListProxyFlavors", "4.7.4")
        .get("/v3/{project_id}/instances/{instance_id}/proxy/flavors")
        .action("gaussdb:proxy:list")
        .title("List proxy specifications"),
    endpoint("EnlargeProxy", "4.7.5")
        .post("/v3/{project_id}/instances/{instance_id}/proxy/enlarge")
        .action("gaussdb:proxy:modifySpec")
        .title("Add proxy nodes")
        .success(201)
        .job(),
    endpoint("ReduceProxy", "4.7.6")
        .put("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/reduce")
        .action("gaussdb:proxy:modifySpec")
        .title("Remove proxy nodes")
        .success(201)
        .job(),
    endpoint("ResizeProxy", "4.7.7")
        .put("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/flavor")
        .action("gaussdb:proxy:modifySpec")
        .title("Change the specification of a proxy instance")
        .job(),
    endpoint("UpdateProxyWeights", "4.7.8")
        .put("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/weight")
        .action("gaussdb:proxy:modify")
        .title("Set read weights")
        .job(),
    endpoint("UpdateProxyRouteMode", "4.7.9")
        .put("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/route-mode")
        .action("gaussdb:proxy:modify")
        .title("Change the routing policy")
        .job(),
    endpoint("UpdateProxyTransactionSplit", "4.7.10")
        .post("/v3/{project_id}/instances/{instance_id}/proxy/transaction-split")
        .action("gaussdb:proxy:modify")
        .title("Turn transaction splitting on or off")
        .job(),
    endpoint("UpdateProxyNewNodeAutoAdd", "4.7.11")
        .post("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/new-node-auto-add")
        .action("gaussdb:proxy:modify")
        .title("Turn automatic association of new nodes on or off"),
    endpoint("UpdateProxySessionConsistence", "4.7.12")
        .put("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/session-consistence")
        .action("gaussdb:proxy:modify")
        .title("Change the session consistency")
        .job(),
    endpoint("UpdateProxyConnectionPoolType", "4.7.13")
        .put("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/connection-pool-type")
        .action("gaussdb:proxy:modify")
        .title("Change the connection pool type")
        .job(),
    endpoint("UpdateProxyPort", "4.7.14")
        .put("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/port")
        .action("gaussdb:proxy:modify")
        .title("Change the port of a proxy instance")
        .job(),
    endpoint("UpgradeProxy", "4.7.15")
        .post("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/upgrade-version")
        .action("gaussdb:proxy:upgrade")
        .title("Upgrade the kernel of a proxy instance")
        .job(),
    endpoint("RenameProxy", "4.7.16")
        .put("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/rename")
        .action("gaussdb:proxy:modify")
        .title("Rename a proxy instance"),
    endpoint("ShowProxyAccessControl", "4.7.17")
        .get("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/ipgroup")
        .action("gaussdb:proxy:list")
        .title("Show the access control of a proxy instance"),
    endpoint("ShowProxyVersion", "4.7.18")
        .get(concat!(
            "/v3/{project_id}/instances/{instance_id}",
            "/proxy/{proxy_id}/{engine_name}/proxy-version"
        ))
        .action("gaussdb:proxy:list")
        .title("Show the version of a proxy instance"),
    endpoint("UpdateProxyConfigurations", "4.7.19")
        .put("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/configurations")
        .action("gaussdb:proxy:modify")
        .title("Change parameters of a proxy instance")
        .job(),
    endpoint("ListProxyConfigurations", "4.7.20")
        .get("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/configurations")
        .action("gaussdb:proxy:list")
        .title("List parameters of a proxy instance"),
    endpoint("SwitchProxyAccessControl", "4.7.21")
        .post("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/access-control-switch")
        .action("gaussdb:proxy:modify")
        .title("Turn access control on or off"),
    endpoint("UpdateProxyAccessControl", "4.7.22")
        .post("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/access-control")
        .action("gaussdb:proxy:modify")
        .title("Set access control rules"),
    endpoint("UpdateProxySsl", "4.7.23")
        .put("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/ssl")
        .action("gaussdb:proxy:modify")
        .title("Turn TLS of a proxy instance on or off")
        .job(),
    endpoint("RestartProxy", "4.7.24")
        .post("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/restart")
        .action("gaussdb:proxy:restart")
        .title("Reboot a proxy instance")
        .job(),
    endpoint("ListProxyFlavorsByZone", "SDK")
        .get("/v3/{project_id}/proxy/flavors")
        .action("gaussdb:proxy:list")
        .title("List proxy specifications in some availability zones"),
    endpoint("SwitchProxyEip", "SDK")
        .put("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/bind")
        .action("gaussdb:proxy:modify")
        .title("Bind an EIP to a proxy instance, or unbind it")
        .job(),
    endpoint("SwitchProxyAlt", "SDK")
        .put("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/alt")
        .action("gaussdb:proxy:modify")
        .title("Turn lossless switchovers of a proxy instance on or off")
        .job(),
    endpoint("CreateProxyDns", "SDK")
        .post("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/dns")
        .action("gaussdb:proxy:modify")
        .title("Apply for a private domain name of a proxy instance")
        .job(),
    endpoint("UpdateProxyDns", "SDK")
        .put("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/dns")
        .action("gaussdb:proxy:modify")
        .title("Change the private domain name of a proxy instance")
        .job(),
    endpoint("DeleteProxyDns", "SDK")
        .delete("/v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/dns")
        .action("gaussdb:proxy:modify")
        .title("Delete the private domain name of a proxy instance")
        .job(),
];
