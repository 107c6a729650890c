//! Jobs (4.13.1, 5.9.1).

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The query of 4.13.1 and 5.9.1.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JobQuery {
    /// The job's id.
    pub id: String,
}

/// The answer of 4.13.1 and 5.9.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobInfoResponse {
    /// The job.
    pub job: JobInfo,
}

/// A job (4.13.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobInfo {
    /// The job's id.
    pub id: String,
    /// What it does, such as `CreateGaussDBforMySQLInstance`.
    pub name: String,
    /// `Pending`, `Running`, `Completed` or `Failed`, in exactly this case.
    pub status: String,
    /// When it was asked for.
    pub created: String,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// How far it is, such as `60%`; empty unless it is running.
    pub process: String,
    /// The instance that it works on.
    pub instance: JobInstance,
    /// What it works on, by the kind of job.
    pub entities: JobEntities,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_reason: Option<String>,
}

/// The instance of a job (4.13.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobInstance {
    /// The instance's id.
    pub id: String,
    /// The instance's name.
    pub name: String,
}

/// What a job works on (5.9.1): nothing, for most kinds of job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobEntities {
    /// The instance that is created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<JobEntityInstance>,
    /// Ids of what is made for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_ids: Option<Vec<String>>,
    /// The EIP that is bound or unbound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_ip: Option<String>,
}

/// The instance that a job creates (5.9.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobEntityInstance {
    /// Address and port.
    pub endpoint: String,
    /// `Cluster`
    #[serde(rename = "type")]
    pub kind: String,
    /// The engine.
    pub datastore: JobDatastore,
}

/// The engine of the instance that a job creates (5.9.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobDatastore {
    /// `gaussdb-mysql`
    #[serde(rename = "type")]
    pub kind: String,
    /// `8.0`
    pub version: String,
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    fn job() -> JobInfo {
        JobInfo {
            id: "31b8ae23-c687-4d80-b7b4-42a66c9bb886".into(),
            name: "RebootGaussDBforMySQLInstance".into(),
            status: "Running".into(),
            created: "2018-08-06T10:41:14+0000".into(),
            ended: None,
            process: "60%".into(),
            instance: JobInstance {
                id: "a48e43ff268f4c0e879652d65e63d0fbin07".into(),
                name: "mine".into(),
            },
            entities: JobEntities::default(),
            fail_reason: None,
        }
    }

    #[test]
    fn golden_running_job() {
        let expected = json!({"job": {
            "id": "31b8ae23-c687-4d80-b7b4-42a66c9bb886",
            "name": "RebootGaussDBforMySQLInstance",
            "status": "Running",
            "created": "2018-08-06T10:41:14+0000",
            "process": "60%",
            "instance": {"id": "a48e43ff268f4c0e879652d65e63d0fbin07", "name": "mine"},
            "entities": {}
        }});
        assert_eq!(to_value(JobInfoResponse { job: job() }).unwrap(), expected);
    }

    #[test]
    fn golden_ended_jobs() {
        let created = JobInfo {
            status: "Completed".into(),
            ended: Some("2018-08-06T16:41:14+0000".into()),
            process: String::new(),
            entities: JobEntities {
                instance: Some(JobEntityInstance {
                    endpoint: "192.168.1.203:3306".into(),
                    kind: "Cluster".into(),
                    datastore: JobDatastore {
                        kind: "gaussdb-mysql".into(),
                        version: "8.0".into(),
                    },
                }),
                resource_ids: Some(vec!["a48ein07.vm".into(), "a48ein07.volume".into()]),
                public_ip: None,
            },
            ..job()
        };
        let value = to_value(created).unwrap();
        assert_eq!(value["ended"], "2018-08-06T16:41:14+0000");
        assert_eq!(value["process"], "");
        let expected = json!({
            "instance": {
                "endpoint": "192.168.1.203:3306",
                "type": "Cluster",
                "datastore": {"type": "gaussdb-mysql", "version": "8.0"}
            },
            "resource_ids": ["a48ein07.vm", "a48ein07.volume"]
        });
        assert_eq!(value["entities"], expected);

        let failed = JobInfo {
            fail_reason: Some("no space left".into()),
            ..job()
        };
        assert_eq!(to_value(failed).unwrap()["fail_reason"], "no space left");
    }
}
