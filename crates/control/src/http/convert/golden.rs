//! Whole answers, as clients see them.

use hyades_planning::flavor::{Flavor, architecture};
use hyades_planning::status::InstanceStatus;
use serde_json::{Value, json, to_value};

use super::{Vocabulary, create, detail, fixture, list};
use crate::app::InstanceView;
use crate::app::instance::Created;

const REGION: &str = "local-1";

fn shown(view: &InstanceView, words: Vocabulary) -> Value {
    let mut answer = to_value(detail::one(view, REGION, words)).unwrap();
    answer["instance"].take()
}

fn listed(view: &InstanceView, words: Vocabulary) -> Value {
    let answer = list::response(std::slice::from_ref(view), 7, REGION, words);
    let mut answer = to_value(answer).unwrap();
    assert_eq!(answer["total_count"], 7);
    answer["instances"][0].take()
}

fn node(digit: &str, kind: &str, address: &str) -> Value {
    json!({
        "id": format!("{}no07", digit.repeat(32)), "name": format!("orders_node0{digit}"),
        "type": kind, "status": "normal", "port": 3306, "private_read_ips": [address],
        "volume": {"type": "POOL", "used": "0.19"},
        "az_code": "local-1a", "region_code": "local-1",
        "created": "2018-08-06T10:41:14+0000", "updated": "2018-08-06T10:41:14+0000",
        "flavor_id": Flavor::smallest().id().to_string(),
        "flavor_ref": Flavor::smallest().code(),
        "max_connections": "500", "vcpus": "1", "ram": "1",
        "need_restart": false, "priority": 1, "priotiry": 1
    })
}

#[test]
fn details() {
    let expected = json!({
        "id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaain07", "name": "orders",
        "project_id": "0483b6b16e954cb88930a360d2c4e663",
        "status": "normal", "port": "3306", "alias": "shop", "type": "Cluster",
        "charge_info": {"charge_mode": "postPaid", "order_id": ""},
        "node_count": 2,
        "datastore": {"type": "gaussdb-mysql", "version": "8.0", "kernel_version": "9.7.5.0"},
        "backup_used_space": 0.0,
        "created": "2018-08-06T10:41:14+0000", "updated": "2018-08-06T10:41:15+0000",
        "private_write_ips": ["127.77.0.1"], "private_dns_names": [], "public_ips": "",
        "db_user_name": "root", "db_username": "root",
        "vpc_id": "3cedfc54-b105-4652-a4e0-847b11576b58",
        "subnet_id": "c1cfa53c-65d3-431e-8552-326bf310c7ad",
        "security_group_id": "",
        "configuration_id": "00000000000000000000000000000000pr07",
        "backup_strategy": {"start_time": "08:00-09:00", "keep_days": "7"},
        "nodes": [node("1", "master", "127.77.0.2"), node("2", "slave", "127.77.0.3")],
        "enterprise_project_id": "0", "time_zone": "UTC+08:00", "az_mode": "single",
        "master_az_code": "local-1a", "maintenance_window": "18:00-22:00",
        "volume": {"type": "POOL", "used": "0.19"},
        "tags": [{"key": "team", "value": "blue"}],
        "dedicated_resource_id": "", "proxies": [{
            "pool_id": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbpo01", "name": "reader",
            "address": "127.77.0.9"
        }]
    });
    assert_eq!(shown(&fixture::serving(), Vocabulary::Unified), expected);
}

#[test]
fn rows_of_lists() {
    let row = listed(&fixture::serving(), Vocabulary::Unified);
    let expected = json!({
        "id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaain07", "name": "orders", "status": "normal",
        "private_ips": ["127.77.0.1"], "proxy_ips": ["127.77.0.9"],
        "readonly_private_ips": ["127.77.0.2", "127.77.0.3"], "public_ips": [],
        "port": "3306", "type": "Cluster", "region": "local-1",
        "datastore": {"type": "gaussdb-mysql", "version": "8.0", "kernel_version": "9.7.5.0"},
        "created": "2018-08-06T10:41:14+0000", "updated": "2018-08-06T10:41:15+0000",
        "db_user_name": "root",
        "vpc_id": "3cedfc54-b105-4652-a4e0-847b11576b58",
        "subnet_id": "c1cfa53c-65d3-431e-8552-326bf310c7ad", "security_group_id": "",
        "flavor_ref": format!("gaussdb.mysql.medium.{}.1", architecture()),
        "flavor_info": {"vcpus": "1", "ram": "1"},
        "volume": {"type": "POOL", "size": "0.19"},
        "backup_strategy": {"start_time": "08:00-09:00", "keep_days": "7"},
        "enterprise_project_id": "0", "time_zone": "UTC+08:00",
        "charge_info": {"charge_mode": "postPaid"},
        "tags": [{"key": "team", "value": "blue"}]
    });
    assert_eq!(row, expected);
}

#[test]
fn older_paths_use_older_words() {
    let shown = shown(&fixture::serving(), Vocabulary::Legacy);
    assert_eq!(shown["status"], "ACTIVE");
    assert_eq!(shown["nodes"][1]["status"], "ACTIVE");
    let mut restarting = fixture::serving();
    restarting.status = InstanceStatus::Restarting;
    assert_eq!(
        listed(&restarting, Vocabulary::Legacy)["status"],
        "REBOOTING"
    );
}

#[test]
fn addresses_are_told_when_there_are_servers() {
    let shown = shown(&fixture::creating(), Vocabulary::Unified);
    assert_eq!(shown["status"], "creating");
    assert_eq!(shown["private_write_ips"], json!([]));
    assert_eq!(shown["nodes"][0]["private_read_ips"], json!([]));
    assert_eq!(shown["nodes"][0].get("max_connections"), None);
    assert_eq!(shown["datastore"]["kernel_version"], "9.7.4.0");
    let row = listed(&fixture::creating(), Vocabulary::Unified);
    assert_eq!(row["private_ips"], json!([]));
    assert_eq!(row["readonly_private_ips"], json!([]));
}

#[test]
fn answer_to_a_creation() {
    let created = Created {
        view: fixture::creating(),
        job: "31b8ae23-c687-4d80-b7b4-42a66c9bb886".parse().unwrap(),
    };
    let answer = to_value(create::response(&created, REGION)).unwrap();
    let expected = json!({
        "instance": {
            "id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaain07", "name": "orders", "status": "BUILD",
            "region": "local-1",
            "datastore": {"type": "gaussdb-mysql", "version": "8.0", "kernel_version": "9.7.4.0"},
            "mode": "Cluster", "port": "3306",
            "configuration_id": "00000000000000000000000000000000pr07",
            "backup_strategy": {"start_time": "08:00-09:00", "keep_days": "7"},
            "enterprise_project_id": "0", "availability_zone_mode": "single",
            "master_availability_zone": "local-1a",
            "vpc_id": "3cedfc54-b105-4652-a4e0-847b11576b58",
            "subnet_id": "c1cfa53c-65d3-431e-8552-326bf310c7ad",
            "flavor_ref": Flavor::smallest().code(),
            "charge_info": {"charge_mode": "postPaid"}
        },
        "job_id": "31b8ae23-c687-4d80-b7b4-42a66c9bb886"
    });
    assert_eq!(answer, expected);
}
