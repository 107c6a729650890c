use serde_json::{json, to_value};

use super::*;
use crate::wire::{Flag, Int, OnOff, parse_body, parse_optional_body};

#[test]
fn the_documented_creation_is_understood() {
    let request: CreateProxyRequest = parse_body(
        br#"{"flavor_ref": "gaussdb.proxy.large.x86.2", "node_num": 3, "proxy_name": "proxy-name",
            "nodes_read_weight": [{"id": "a", "weight": 10}, {"id": "b", "weight": "20"}],
            "new_node_auto_add_status": "ON", "new_node_weight": 20}"#,
    )
    .unwrap();
    assert_eq!(request.node_num, Int(3));
    assert_eq!(request.nodes_read_weight.unwrap().0[1].weight, Int(20));
    assert_eq!(request.new_node_auto_add_status, Some(OnOff(true)));
}

#[test]
fn samples_with_one_object_for_an_array_are_understood() {
    let request: ProxyRouteModeRequest = parse_body(
        br#"{"route_mode": 1, "master_weight": 0, "readonly_nodes": {"id": "a", "weight": 1}}"#,
    )
    .unwrap();
    assert_eq!(request.readonly_nodes.unwrap().0.len(), 1);
}

#[test]
fn what_terraform_sends_is_understood() {
    let body = br#"{"session_consistence": true, "consistence_mode": "session"}"#;
    let request: ProxyConsistenceRequest = parse_body(body).unwrap();
    assert_eq!(request.session_consistence, Flag(true));
    let none: DeleteProxyRequest = parse_optional_body(b"").unwrap();
    assert!(none.proxy_ids.is_none());
    let body = br#"{"bind": "false", "public_ip": "1.2.3.4"}"#;
    let request: ProxyEipRequest = parse_body(body).unwrap();
    assert_eq!((request.bind, request.public_ip_id), (Flag(false), None));
}

#[test]
fn bad_requests_name_the_field() {
    let error = |body: &str| {
        let parsed: Result<CreateProxyRequest, _> = parse_body(body.as_bytes());
        parsed.unwrap_err().to_string()
    };
    for (body, expected) in [
        (r#"{"node_num": 2}"#, "flavor_ref is missing"),
        (
            r#"{"flavor_ref": "f", "node_num": "two"}"#,
            "node_num must be a whole number",
        ),
        (
            r#"{"flavor_ref": "f", "node_num": 2, "nodes_read_weight": [{"id": "a"}]}"#,
            "nodes_read_weight[0].weight is missing",
        ),
        (
            r#"{"flavor_ref": "f", "node_num": 2, "new_node_auto_add_status": "yes"}"#,
            "new_node_auto_add_status must be ON or OFF",
        ),
    ] {
        let expected = format!("DBS.280001: Parameter error: {expected}.");
        assert_eq!(error(body), expected);
    }
}

#[test]
fn golden_answers() {
    let rejected = ProxyUpgrade {
        instance_id: "i".into(),
        workflow_id: None,
        state: "REJECT".into(),
        error_message: Some("no".into()),
    };
    let expected = json!({"instance_id": "i", "state": "REJECT", "error_message": "no"});
    assert_eq!(to_value(rejected).unwrap(), expected);

    let closed = LegacyProxy {
        status: "closed".into(),
        ..LegacyProxy::default()
    };
    let closed = to_value(closed).unwrap();
    assert_eq!(closed["status"], "closed");
    assert_eq!(closed["nodes"], json!([]));
    assert_eq!(closed["pool_id"], json!(null));
}
