//! Refusals of the API: exit codes and messages.

use serde_json::{Value, json};

use crate::fake::Fake;
use crate::run::{Ended, hyades};

const ID: &str = "5eebbb4c0f9f4a99b42ed1b6334569aain07";

async fn refused(status: u16, body: Value, format: &str) -> Ended {
    let fake = Fake::start().await;
    fake.on(&format!("POST /v3/P/instances/{ID}/restart"), status, body);
    hyades(&fake, &format!("instance restart {ID} --output {format}")).await
}

fn error(code: &str, message: &str) -> Value {
    json!({"error_code": code, "error_msg": message})
}

#[tokio::test]
async fn exit_codes() {
    for (status, code, exit) in [
        (400, "DBS.280234", 1),
        (400, "DBS.201014", 4),
        (401, "APIGW.0301", 5),
        (403, "DBS.200010", 5),
        (404, "DBS.200002", 3),
        (409, "DBS.200019", 4),
        (413, "DBS.200046", 1),
        (500, "DBS.200412", 1),
        (503, "DBS.200412", 6),
    ] {
        let ended = refused(status, error(code, "No."), "table").await;
        assert_eq!(ended.code, exit, "{status} {code}");
        assert_eq!(ended.stderr, format!("error: no ({code}, request req-1)\n"));
        assert_eq!(ended.stdout, "");
    }
}

#[tokio::test]
async fn programs_get_an_object() {
    let body = error("DBS.200019", "Another operation is being performed.");
    let ended = refused(409, body, "json").await;
    assert_eq!(ended.stdout, "");
    assert_eq!(
        ended.error(),
        json!({
            "error_code": "DBS.200019",
            "error_msg": "Another operation is being performed.",
            "request_id": "req-1",
            "http_status": 409,
            "exit_code": 4,
        })
    );
}

#[tokio::test]
async fn bodies_that_are_no_errors() {
    let ended = refused(502, json!("gone"), "table").await;
    assert_eq!(ended.code, 6);
    assert_eq!(
        ended.stderr,
        "error: bad gateway (HTTP 502, request req-1)\n"
    );
}
