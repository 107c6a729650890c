use serde_json::{Value, json, to_value};

use super::*;
use crate::wire::parse_body;

/// The last sample of 4.3.1, which has a number for a string (`enterprise_project_id`).
fn sample() -> Value {
    json!({
        "name": "gaussdb-mysql-instance3",
        "region": "br-iaas-odin1",
        "charge_info": {"charge_mode": "postPaid"},
        "datastore": {"type": "gaussdb-mysql", "version": "8.0"},
        "mode": "Cluster",
        "flavor_ref": "gaussdb.mysql.xlarge.arm.4",
        "vpc_id": "3cedfc54-b105-4652-a4e0-847b11576b58",
        "subnet_id": "c1cfa53c-65d3-431e-8552-326bf310c7ad",
        "security_group_id": "fc577a1a-f202-424a-977f-24faec3fdd55",
        "configuration_id": "43570e0de32e40c5a15f831aa5ce4176pr07",
        "password": "xxxxx",
        "backup_strategy": {"start_time": "08:00-09:00"},
        "availability_zone_mode": "single",
        "slave_count": 1,
        "enterprise_project_id": 0,
        "restore_point": {
            "source_instance_id": "7033e7c3cf93438797d44ad7ae0a7d95in07",
            "restore_time": 1_673_852_043_000_i64,
            "type": "timestamp"
        }
    })
}

fn parse(body: &Value) -> Result<CreateInstanceRequest, String> {
    parse_body(body.to_string().as_bytes()).map_err(|error| error.to_string())
}

#[test]
fn the_documented_sample_is_understood() {
    let request = parse(&sample()).unwrap();
    assert_eq!(request.name, "gaussdb-mysql-instance3".into());
    assert_eq!(request.enterprise_project_id, Some("0".into()));
    assert_eq!(request.slave_count, Int(1));
    let restore = request.restore_point.unwrap();
    assert_eq!(restore.restore_time, Some(Int(1_673_852_043_000)));
    assert_eq!(restore.kind, Some("timestamp".into()));
    assert_eq!(request.backup_strategy.unwrap().keep_days, None);
}

/// What Terraform sends: a number for `volume.size`, a string for `keep_days`, string booleans.
#[test]
fn the_types_that_clients_send_are_understood() {
    let mut body = sample();
    body["volume"] = json!({"size": 40, "type": "DL6"});
    body["backup_strategy"]["keep_days"] = json!("7");
    body["charge_info"] = json!({
        "charge_mode": "prePaid", "period_type": "month", "period_num": "1",
        "is_auto_pay": "True", "is_auto_renew": false
    });
    body["slave_count"] = json!("2");
    body["lower_case_table_names"] = json!(0);
    body["tags"] = json!({"key": "k", "value": 5});
    body["tde_info"] = json!({"enable_tde": "false"});
    body["enable_binlog"] = json!(true);
    let request = parse(&body).unwrap();
    assert_eq!(request.volume.unwrap().size, Some(Int(40)));
    assert_eq!(request.backup_strategy.unwrap().keep_days, Some(Int(7)));
    let charge = request.charge_info.unwrap();
    assert_eq!(charge.period_num, Some(Int(1)));
    assert_eq!(charge.is_auto_pay, Some(Flag(true)));
    assert_eq!(charge.is_auto_renew, Some(Flag(false)));
    assert_eq!(request.slave_count, Int(2));
    assert_eq!(request.tags.unwrap().0[0].value, "5".into());
    assert_eq!(request.tde_info.unwrap().enable_tde, Flag(false));
}

#[test]
fn what_is_wrong_is_named() {
    let wrong = |pointer: &str, value: Value| {
        let mut body = sample();
        *body.pointer_mut(pointer).unwrap() = value;
        parse(&body).unwrap_err()
    };
    for (pointer, value, expected) in [
        (
            "/slave_count",
            json!("many"),
            "slave_count must be a whole number",
        ),
        ("/datastore", json!({}), "datastore.type is missing"),
        (
            "/datastore",
            json!(["gaussdb-mysql", "8.0"]),
            "datastore must be an object",
        ),
        (
            "/backup_strategy",
            json!({}),
            "backup_strategy.start_time is missing",
        ),
        ("/password", json!(12_345_678), "password must be a string"),
        ("/name", json!(null), "name must be a string"),
        (
            "/restore_point/restore_time",
            json!("now"),
            "restore_point.restore_time must be a whole number",
        ),
    ] {
        assert_eq!(
            wrong(pointer, value),
            format!("DBS.280001: Parameter error: {expected}.")
        );
    }
    for field in [
        "region",
        "name",
        "datastore",
        "mode",
        "flavor_ref",
        "vpc_id",
        "subnet_id",
        "password",
        "availability_zone_mode",
        "slave_count",
    ] {
        let mut body = sample();
        body.as_object_mut().unwrap().remove(field);
        let error = parse(&body).unwrap_err();
        assert_eq!(
            error,
            format!("DBS.280001: Parameter error: {field} is missing.")
        );
    }
}

#[test]
fn the_password_is_not_printed() {
    let request = parse(&sample()).unwrap();
    assert!(!format!("{request:?}").contains("xxxxx"));
}

/// The sample of 4.3.1, with the declared types where the sample differs.
#[test]
fn golden_answer() {
    let response = CreateInstanceResponse {
        instance: CreatedInstance {
            id: "5eebbb4c0f9f4a99b42ed1b6334569aain07".into(),
            name: "gaussdb-mysql-instance1".into(),
            status: "BUILD".into(),
            region: "br-iaas-odin1".into(),
            datastore: Datastore {
                kind: "gaussdb-mysql".into(),
                version: "8.0".into(),
                kernel_version: None,
            },
            mode: "Cluster".into(),
            port: "3306".into(),
            configuration_id: Some("43570e0de32e40c5a15f831aa5ce4176pr07".into()),
            backup_strategy: BackupStrategy {
                start_time: "08:00-09:00".into(),
                keep_days: "7".into(),
            },
            enterprise_project_id: "0".into(),
            availability_zone_mode: "single".into(),
            master_availability_zone: "az1".into(),
            vpc_id: "3cedfc54-b105-4652-a4e0-847b11576b58".into(),
            security_group_id: Some("fc577a1a-f202-424a-977f-24faec3fdd55".into()),
            subnet_id: "c1cfa53c-65d3-431e-8552-326bf310c7ad".into(),
            flavor_ref: "gaussdb.mysql.xlarge.arm.4".into(),
            charge_info: ChargeInfo {
                charge_mode: "postPaid".into(),
                period_type: None,
                period_num: None,
                is_auto_renew: None,
                is_auto_pay: None,
            },
            volume: None,
        },
        job_id: Some("dff1d289-4d03-4942-8b9f-463ea07c000d".into()),
        order_id: None,
    };
    let expected = json!({
        "instance": {
            "id": "5eebbb4c0f9f4a99b42ed1b6334569aain07",
            "name": "gaussdb-mysql-instance1",
            "status": "BUILD",
            "region": "br-iaas-odin1",
            "charge_info": {"charge_mode": "postPaid"},
            "datastore": {"type": "gaussdb-mysql", "version": "8.0"},
            "mode": "Cluster",
            "port": "3306",
            "enterprise_project_id": "0",
            "flavor_ref": "gaussdb.mysql.xlarge.arm.4",
            "vpc_id": "3cedfc54-b105-4652-a4e0-847b11576b58",
            "subnet_id": "c1cfa53c-65d3-431e-8552-326bf310c7ad",
            "security_group_id": "fc577a1a-f202-424a-977f-24faec3fdd55",
            "configuration_id": "43570e0de32e40c5a15f831aa5ce4176pr07",
            "backup_strategy": {"start_time": "08:00-09:00", "keep_days": "7"},
            "availability_zone_mode": "single",
            "master_availability_zone": "az1"
        },
        "job_id": "dff1d289-4d03-4942-8b9f-463ea07c000d"
    });
    assert_eq!(to_value(response).unwrap(), expected);
}
