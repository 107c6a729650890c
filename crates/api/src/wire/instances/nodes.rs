//! Adding read replicas (4.3.4, 5.3.8).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::scalar::{Flag, Int, OneOrMany, Text};

/// The body of 4.3.4 and 5.3.8.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateReplicasRequest {
    /// A failover priority, 1 to 16, for each replica to create.
    #[schema(value_type = Vec<Int>)]
    pub priorities: OneOrMany<Int>,
    /// Pay by itself; true by default.
    pub is_auto_pay: Option<Flag>,
    /// Zones for the replicas; chosen by the service by default.
    #[schema(value_type = Option<Vec<Text>>)]
    pub availability_zones: Option<OneOrMany<Text>>,
}

/// The answer of 4.3.4 and 5.3.8.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CreateReplicasResponse {
    /// The instance.
    pub instance_id: String,
    /// The names of the new nodes.
    pub node_names: Vec<String>,
    /// The job, unless an order has to be paid first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<String>,
    /// The order of a `prePaid` instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;
    use crate::wire::parse_body;

    #[test]
    fn requests_are_understood() {
        let body = br#"{"priorities": [1, "2"], "is_auto_pay": "true"}"#;
        let request: CreateReplicasRequest = parse_body(body).unwrap();
        assert_eq!(request.priorities.0, [Int(1), Int(2)]);
        assert_eq!(request.is_auto_pay, Some(Flag(true)));

        let body = br#"{"priorities": 1, "availability_zones": "az1"}"#;
        let request: CreateReplicasRequest = parse_body(body).unwrap();
        assert_eq!(request.priorities.0, [Int(1)]);
        assert_eq!(request.availability_zones.unwrap().0, ["az1".into()]);

        let error = |body: &[u8]| {
            let outcome = parse_body::<CreateReplicasRequest>(body);
            outcome.unwrap_err().to_string()
        };
        assert_eq!(
            error(b"{}"),
            "DBS.280001: Parameter error: priorities is missing."
        );
        assert_eq!(
            error(br#"{"priorities": [1, "high"]}"#),
            "DBS.280001: Parameter error: priorities[1] must be a whole number."
        );
    }

    #[test]
    fn golden_answer() {
        let response = CreateReplicasResponse {
            instance_id: "5eebbb4c0f9f4a99b42ed1b6334569aain07".into(),
            node_names: vec!["gauss-ccf5_node03".into()],
            job_id: Some("dff1d289-4d03-4942-8b9f-463ea07c000d".into()),
            order_id: None,
        };
        let expected = json!({
            "instance_id": "5eebbb4c0f9f4a99b42ed1b6334569aain07",
            "node_names": ["gauss-ccf5_node03"],
            "job_id": "dff1d289-4d03-4942-8b9f-463ea07c000d"
        });
        assert_eq!(to_value(response).unwrap(), expected);
    }
}
