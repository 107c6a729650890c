use serde_json::{json, to_value};

use super::*;
use crate::wire::parse_query;

fn node() -> NodeInfo {
    NodeInfo {
        id: "799a0f2fa49a4151bf9f7063c1fbba36no07".into(),
        name: "gauss-d616-lb07_node01".into(),
        kind: "master".into(),
        status: "normal".into(),
        port: 3306,
        private_read_ips: vec!["192.168.0.163".into()],
        volume: NodeVolume {
            kind: "POOL".into(),
            used: "0.07".into(),
            size: None,
        },
        az_code: "az1".into(),
        region_code: "region-1".into(),
        created: "2022-07-14T16:26:58+0800".into(),
        updated: "2022-07-18T09:24:18+0800".into(),
        flavor_id: "3169caaf-6c2f-41d5-aadd-c8fc3d83597e".into(),
        flavor_ref: "gaussdb.mysql.xlarge.arm.4".into(),
        max_connections: Some("1500".into()),
        vcpus: "1".into(),
        ram: "4".into(),
        need_restart: false,
        priority: 1.into(),
    }
}

fn instance() -> InstanceDetail {
    InstanceDetail {
        id: "d738399de028480fabb2b8120d4e01a4in07".into(),
        name: "gaussdb-mysql-instance01".into(),
        project_id: "054e292c9880d4992f02c0196d3ea468".into(),
        status: "normal".into(),
        port: "3306".into(),
        alias: String::new(),
        kind: "Cluster".into(),
        charge_info: DetailChargeInfo {
            charge_mode: "postPaid".into(),
            order_id: String::new(),
        },
        node_count: 1,
        datastore: Datastore {
            kind: "gaussdb-mysql".into(),
            version: "8.0".into(),
            kernel_version: Some("2.0.29.1".into()),
        },
        backup_used_space: 0.24,
        created: "2022-07-14T16:26:58+0800".into(),
        updated: "2022-07-18T14:20:33+0800".into(),
        private_write_ips: vec!["192.168.0.142".into()],
        private_dns_names: vec![],
        public_ips: "10.154.219.187".into(),
        db_user: "root".into(),
        vpc_id: "3cedfc54-b105-4652-a4e0-847b11576658".into(),
        subnet_id: "c1cfa53c-65d3-431e-8552-326bf310c7ad".into(),
        security_group_id: "fc577a1a-f202-424a-977f-24faec3fdd55".into(),
        configuration_id: "53570e0de54e40c5a15f331aa5sd2176pr07".into(),
        backup_strategy: BackupStrategy {
            start_time: "19:00-20:00".into(),
            keep_days: "7".into(),
        },
        nodes: vec![node()],
        enterprise_project_id: "0".into(),
        time_zone: "UTC+08:00".into(),
        az_mode: "single".into(),
        master_az_code: "az1".into(),
        maintenance_window: "18:00-22:00".into(),
        volume: InstanceVolume {
            kind: "POOL".into(),
            used: "0.07".into(),
        },
        tags: vec![],
        dedicated_resource_id: String::new(),
        proxies: vec![],
        tde_info: None,
    }
}

/// The sample of 4.3.32, with the declared types where the sample differs, both names where two
/// exist, and `volume` as 5.3.7 has it.
#[test]
fn golden_detail() {
    let node = json!({
        "id": "799a0f2fa49a4151bf9f7063c1fbba36no07",
        "name": "gauss-d616-lb07_node01",
        "type": "master",
        "status": "normal",
        "port": 3306,
        "private_read_ips": ["192.168.0.163"],
        "volume": {"type": "POOL", "used": "0.07"},
        "az_code": "az1",
        "region_code": "region-1",
        "flavor_id": "3169caaf-6c2f-41d5-aadd-c8fc3d83597e",
        "flavor_ref": "gaussdb.mysql.xlarge.arm.4",
        "max_connections": "1500",
        "vcpus": "1",
        "ram": "4",
        "need_restart": false,
        "priority": 1,
        "priotiry": 1,
        "created": "2022-07-14T16:26:58+0800",
        "updated": "2022-07-18T09:24:18+0800"
    });
    let expected = json!({"instance": {
        "id": "d738399de028480fabb2b8120d4e01a4in07",
        "name": "gaussdb-mysql-instance01",
        "alias": "",
        "status": "normal",
        "project_id": "054e292c9880d4992f02c0196d3ea468",
        "enterprise_project_id": "0",
        "type": "Cluster",
        "charge_info": {"charge_mode": "postPaid", "order_id": ""},
        "node_count": 1,
        "datastore": {"type": "gaussdb-mysql", "version": "8.0", "kernel_version": "2.0.29.1"},
        "created": "2022-07-14T16:26:58+0800",
        "updated": "2022-07-18T14:20:33+0800",
        "public_ips": "10.154.219.187",
        "private_write_ips": ["192.168.0.142"],
        "private_dns_names": [],
        "db_user_name": "root",
        "db_username": "root",
        "port": "3306",
        "vpc_id": "3cedfc54-b105-4652-a4e0-847b11576658",
        "subnet_id": "c1cfa53c-65d3-431e-8552-326bf310c7ad",
        "security_group_id": "fc577a1a-f202-424a-977f-24faec3fdd55",
        "backup_strategy": {"start_time": "19:00-20:00", "keep_days": "7"},
        "nodes": [node],
        "time_zone": "UTC+08:00",
        "backup_used_space": 0.24,
        "az_mode": "single",
        "master_az_code": "az1",
        "maintenance_window": "18:00-22:00",
        "volume": {"type": "POOL", "used": "0.07"},
        "tags": [],
        "configuration_id": "53570e0de54e40c5a15f331aa5sd2176pr07",
        "dedicated_resource_id": "",
        "proxies": []
    }});
    let response = InstanceDetailResponse {
        instance: instance(),
    };
    assert_eq!(to_value(response).unwrap(), expected);
}

#[test]
fn golden_parts_that_are_not_always_there() {
    let instance = InstanceDetail {
        tde_info: Some(TdeInfo {
            enable_tde: true,
            encryption_type: "AES256".into(),
        }),
        proxies: vec![ProxyInfo {
            pool_id: "dab1cfc5150c4d1ca0e8c6596bfc0d8cpo01".into(),
            name: "proxy-name".into(),
            address: "192.168.10.76".into(),
        }],
        ..instance()
    };
    let response = InstanceDetailsResponse {
        instances: vec![instance],
    };
    let value = to_value(response).unwrap();
    let instance = &value["instances"][0];
    let expected = json!({"enable_tde": true, "encryption_type": "AES256"});
    assert_eq!(instance["tde_info"], expected);
    assert_eq!(
        instance["proxies"],
        json!([{
            "pool_id": "dab1cfc5150c4d1ca0e8c6596bfc0d8cpo01",
            "name": "proxy-name",
            "address": "192.168.10.76"
        }])
    );
}

#[test]
fn batches_have_bounds() {
    let ids = |query: &str| {
        let query: InstanceDetailsQuery = parse_query(query)?;
        query.ids().map(|ids| ids.len())
    };
    assert_eq!(ids("instance_ids=a").unwrap(), 1);
    assert_eq!(ids("instance_ids=a,b%2C%20c").unwrap(), 3);
    assert_eq!(
        ids(&format!("instance_ids={}", ["a"; 20].join(","))).unwrap(),
        20
    );
    for (query, expected) in [
        ("", "instance_ids is missing"),
        ("instance_ids=", "instance_ids has an empty id"),
        ("instance_ids=a,,b", "instance_ids has an empty id"),
        (
            &format!("instance_ids={}", ["a"; 21].join(",")),
            "instance_ids has more than 20 ids",
        ),
    ] {
        let error = ids(query).unwrap_err().to_string();
        assert_eq!(error, format!("DBS.280001: Parameter error: {expected}."));
    }
}
