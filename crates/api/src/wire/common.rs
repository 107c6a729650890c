//! Answers that many operations share.

use hyades_types::error::{ApiError, Language};
use serde::Serialize;
use utoipa::ToSchema;

/// Every error (appendix A.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody {
    /// A code of the catalogue, such as `DBS.200019`.
    pub error_code: String,
    /// What is wrong, naming the parameter where one is at fault.
    pub error_msg: String,
}

impl ErrorBody {
    /// The body for an error.
    pub fn new(error: &ApiError, language: Language) -> Self {
        Self {
            error_code: error.code().to_string(),
            error_msg: error.message(language),
        }
    }
}

/// `{}`: what operations answer that have nothing to say. Never an empty body, since some clients
/// decode every answer as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Empty {}

/// What operations answer that are done at once and have nothing else to say (4.7.11, 4.7.16,
/// 4.8.1). Terraform takes `success`, in exactly this spelling, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ResultResponse {
    /// `success`
    pub result: &'static str,
}

impl ResultResponse {
    /// It is done.
    pub const SUCCESS: Self = Self { result: "success" };
}

/// What an operation answers that started a job (4.3.2, 4.3.3, 4.3.5, 4.3.7, 4.3.14 and others).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobResponse {
    /// The job, to be asked for with 4.13.1.
    pub job_id: String,
    /// The order of a yearly/monthly instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
}

impl JobResponse {
    /// The answer for a job.
    pub fn new(job_id: impl Into<String>) -> Self {
        Self {
            job_id: job_id.into(),
            order_id: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use hyades_types::error::ErrorCode;
    use serde_json::{json, to_value};

    use super::*;

    #[test]
    fn golden_bodies() {
        assert_eq!(to_value(Empty {}).unwrap(), json!({}));
        let job = JobResponse::new("04efe8e2-9255-44ae-a98b-d87cae411890");
        let expected = json!({"job_id": "04efe8e2-9255-44ae-a98b-d87cae411890"});
        assert_eq!(to_value(job).unwrap(), expected);
        let error = ApiError::new(ErrorCode::INSTANCE_NOT_FOUND);
        let expected = json!({
            "error_code": "DBS.200002",
            "error_msg": "The DB instance does not exist.",
        });
        let body = ErrorBody::new(&error, Language::English);
        assert_eq!(to_value(body).unwrap(), expected);
    }
}
