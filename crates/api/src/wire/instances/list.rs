//! Lists of instances (4.3.31, 5.3.2, 5.3.3).

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::parts::{BackupStrategy, ChargeInfo, Datastore, Tag};

/// The filters of 4.3.31, 5.3.2 and 5.3.3; offset and limit are [`Paging`](crate::wire::Paging).
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InstancesQuery {
    /// The id; after a leading `*`, a part of it.
    pub id: Option<String>,
    /// The name; after a leading `*`, a part of it.
    pub name: Option<String>,
    /// `Cluster`
    #[serde(rename = "type")]
    #[param(rename = "type")]
    pub kind: Option<String>,
    /// `gaussdb-mysql`
    pub datastore_type: Option<String>,
    /// The VPC.
    pub vpc_id: Option<String>,
    /// The subnet.
    pub subnet_id: Option<String>,
    /// The address for writing.
    pub private_ip: Option<String>,
    /// An address for reading.
    pub readonly_private_ip: Option<String>,
    /// The address of a proxy instance.
    pub proxy_ip: Option<String>,
    /// Tags that the instance has all of: `key1=value1,key2=value2`.
    pub tags: Option<String>,
}

/// The answer of 4.3.31, 5.3.2 and 5.3.3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InstanceListResponse {
    /// The instances of this page. The only array on this level: clients merge pages by that.
    pub instances: Vec<InstanceRow>,
    /// How many there are on all pages.
    pub total_count: i64,
}

/// An instance in a list (4.3.31).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InstanceRow {
    /// The instance's id.
    pub id: String,
    /// The instance's name.
    pub name: String,
    /// `/v3.1`: `creating`, `normal`, `abnormal` or `createfail`; else an older word, such as
    /// `ACTIVE`.
    pub status: String,
    /// Addresses for writing; empty until the server exists.
    pub private_ips: Vec<String>,
    /// Addresses of proxy instances.
    pub proxy_ips: Vec<String>,
    /// Addresses for reading.
    pub readonly_private_ips: Vec<String>,
    /// EIPs: an array in lists, a string in details.
    pub public_ips: Vec<String>,
    /// The port, as a string.
    pub port: String,
    /// `Cluster`
    #[serde(rename = "type")]
    pub kind: String,
    /// The region.
    pub region: String,
    /// The engine.
    pub datastore: Datastore,
    /// When it was created.
    pub created: String,
    /// When it was last changed.
    pub updated: String,
    /// `root`
    pub db_user_name: String,
    /// The VPC.
    pub vpc_id: String,
    /// The subnet.
    pub subnet_id: String,
    /// The security group; may be empty.
    pub security_group_id: String,
    /// The specification's code.
    pub flavor_ref: String,
    /// What the specification gives.
    pub flavor_info: FlavorInfo,
    /// Storage.
    pub volume: UsedVolume,
    /// Automatic backups.
    pub backup_strategy: BackupStrategy,
    /// The enterprise project.
    pub enterprise_project_id: String,
    /// The time zone, such as `UTC+08:00`.
    pub time_zone: String,
    /// How it is paid for.
    pub charge_info: ChargeInfo,
    /// The dedicated resource pool, if it is in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dedicated_resource_id: Option<String>,
    /// Tags.
    pub tags: Vec<Tag>,
}

/// What a specification gives, in a list (4.3.31).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FlavorInfo {
    /// Virtual CPUs.
    pub vcpus: String,
    /// Memory in GB.
    pub ram: String,
}

/// Storage, in a list (4.3.31).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UsedVolume {
    /// `POOL`
    #[serde(rename = "type")]
    pub kind: String,
    /// GB in use.
    pub size: String,
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;
    use crate::wire::parse_query;

    #[test]
    fn filters_are_understood() {
        let query = "id=*61a4&name=hy%5FAbc&type=Cluster&datastore_type=gaussdb-mysql\
                     &private_ip=192.168.0.142&offset=0&limit=10&tags=k1%3Dv1%2Ck2=v2";
        let query: InstancesQuery = parse_query(query).unwrap();
        assert_eq!(query.id.as_deref(), Some("*61a4"));
        assert_eq!(query.name.as_deref(), Some("hy_Abc"));
        assert_eq!(query.kind.as_deref(), Some("Cluster"));
        assert_eq!(query.tags.as_deref(), Some("k1=v1,k2=v2"));
        assert_eq!(query.vpc_id, None);
    }

    /// The sample of 4.3.31, with the declared types where the sample differs.
    #[test]
    fn golden_list() {
        let row = InstanceRow {
            id: "61a4ea66210545909d74a05c27a7179ein07".into(),
            name: "gaussdb-mysql-instance01".into(),
            status: "normal".into(),
            private_ips: vec!["192.168.0.142".into()],
            proxy_ips: vec![],
            readonly_private_ips: vec!["192.168.0.143".into()],
            public_ips: vec![],
            port: "3306".into(),
            kind: "Cluster".into(),
            region: "region-1".into(),
            datastore: Datastore {
                kind: "gaussdb-mysql".into(),
                version: "8.0".into(),
                kernel_version: Some("2.0.29.1".into()),
            },
            created: "2018-08-20T02:33:49+0800".into(),
            updated: "2018-08-20T02:33:49+0800".into(),
            db_user_name: "root".into(),
            vpc_id: "3cedfc54-b105-4652-a4e0-847b11576b58".into(),
            subnet_id: "c1cfa53c-65d3-431e-8552-326bf310c7ad".into(),
            security_group_id: "fc577a1a-f202-424a-977f-24faec3fdd55".into(),
            flavor_ref: "gaussdb.mysql.c3.small.4".into(),
            flavor_info: FlavorInfo {
                vcpus: "8".into(),
                ram: "16".into(),
            },
            volume: UsedVolume {
                kind: "POOL".into(),
                size: "100".into(),
            },
            backup_strategy: BackupStrategy {
                start_time: "19:00-20:00".into(),
                keep_days: "7".into(),
            },
            enterprise_project_id: "0".into(),
            time_zone: "UTC".into(),
            charge_info: ChargeInfo {
                charge_mode: "postPaid".into(),
                period_type: None,
                period_num: None,
                is_auto_renew: None,
                is_auto_pay: None,
            },
            dedicated_resource_id: None,
            tags: vec![Tag {
                key: "Key1".into(),
                value: "value1".into(),
            }],
        };
        let response = InstanceListResponse {
            instances: vec![row],
            total_count: 1,
        };
        let expected = json!({"total_count": 1, "instances": [{
            "id": "61a4ea66210545909d74a05c27a7179ein07",
            "name": "gaussdb-mysql-instance01",
            "status": "normal",
            "port": "3306",
            "type": "Cluster",
            "private_ips": ["192.168.0.142"],
            "readonly_private_ips": ["192.168.0.143"],
            "proxy_ips": [],
            "public_ips": [],
            "db_user_name": "root",
            "region": "region-1",
            "datastore": {"type": "gaussdb-mysql", "version": "8.0", "kernel_version": "2.0.29.1"},
            "created": "2018-08-20T02:33:49+0800",
            "updated": "2018-08-20T02:33:49+0800",
            "volume": {"type": "POOL", "size": "100"},
            "vpc_id": "3cedfc54-b105-4652-a4e0-847b11576b58",
            "subnet_id": "c1cfa53c-65d3-431e-8552-326bf310c7ad",
            "security_group_id": "fc577a1a-f202-424a-977f-24faec3fdd55",
            "flavor_ref": "gaussdb.mysql.c3.small.4",
            "flavor_info": {"vcpus": "8", "ram": "16"},
            "backup_strategy": {"start_time": "19:00-20:00", "keep_days": "7"},
            "charge_info": {"charge_mode": "postPaid"},
            "enterprise_project_id": "0",
            "time_zone": "UTC",
            "tags": [{"key": "Key1", "value": "value1"}]
        }]});
        let value = to_value(response).unwrap();
        assert_eq!(value, expected);
        let arrays = value.as_object().unwrap().values().filter(|v| v.is_array());
        assert_eq!(arrays.count(), 1);
    }
}
