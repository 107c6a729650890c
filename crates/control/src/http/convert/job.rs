//! Jobs (4.13.1, 5.9.1).

use hyades_api::wire::tasks::{
    JobDatastore, JobEntities, JobEntityInstance, JobInfo, JobInfoResponse, JobInstance,
};
use hyades_types::model::{Job, JobKind};
use hyades_types::net::Endpoint;
use hyades_types::status::JobStatus;

use super::parts::CLUSTER;
use crate::app::catalog::{ENGINE, VERSION};
use crate::app::job::JobView;

pub(in crate::http) fn response(view: &JobView) -> JobInfoResponse {
    let job = &view.job;
    JobInfoResponse {
        job: JobInfo {
            id: job.id.to_string(),
            name: job.kind.as_str().to_owned(),
            status: job.status.as_str().to_owned(),
            created: job.created_at.to_api(),
            ended: job.ended_at.map(|time| time.to_api()),
            process: process(job),
            instance: JobInstance {
                id: job.instance.to_string(),
                name: job.instance_name.clone(),
            },
            entities: entities(job, view.endpoint.as_ref()),
            fail_reason: job.fail_reason.clone(),
        },
    }
}

/// Said of running jobs only.
fn process(job: &Job) -> String {
    match job.status {
        JobStatus::Running => format!("{}%", job.progress),
        JobStatus::Pending | JobStatus::Completed | JobStatus::Failed => String::new(),
    }
}

/// Of the jobs there are, only creation names what it works on.
fn entities(job: &Job, endpoint: Option<&Endpoint>) -> JobEntities {
    if job.kind != JobKind::CreateInstance {
        return JobEntities::default();
    }
    let instance = |endpoint: &Endpoint| JobEntityInstance {
        endpoint: endpoint.to_string(),
        kind: CLUSTER.to_owned(),
        datastore: JobDatastore {
            kind: ENGINE.to_owned(),
            version: VERSION.to_owned(),
        },
    };
    let resource = |kind| format!("{}.{kind}", job.instance);
    JobEntities {
        instance: endpoint.map(instance),
        resource_ids: Some(vec![resource("vm"), resource("volume")]),
        public_ip: None,
    }
}

#[cfg(test)]
mod tests {
    use hyades_types::id::{InstanceId, JobId, ProjectId};
    use hyades_types::time::Timestamp;

    use super::*;

    fn view(kind: JobKind, status: JobStatus) -> JobView {
        let job = Job {
            id: JobId::generate(),
            project: ProjectId::generate(),
            kind,
            status,
            progress: 60,
            instance: InstanceId::generate(),
            instance_name: "mine".to_owned(),
            created_at: Timestamp::from_millis(1_533_552_074_000),
            ended_at: None,
            fail_reason: None,
        };
        let endpoint = Some(Endpoint::new([127, 77, 0, 2].into(), 3306));
        JobView { job, endpoint }
    }

    #[test]
    fn progress_is_said_of_running_jobs_only() {
        let process = |status| response(&view(JobKind::RestartNode, status)).job.process;
        assert_eq!(process(JobStatus::Running), "60%");
        assert_eq!(process(JobStatus::Pending), "");
        assert_eq!(process(JobStatus::Completed), "");
        assert_eq!(process(JobStatus::Failed), "");
    }

    #[test]
    fn creation_names_what_is_created() {
        let created = view(JobKind::CreateInstance, JobStatus::Completed);
        let id = created.job.instance.to_string();
        let job = response(&created).job;
        assert_eq!(job.created, "2018-08-06T10:41:14+0000");
        assert_eq!(job.entities.instance.unwrap().endpoint, "127.77.0.2:3306");
        let resources = job.entities.resource_ids.unwrap();
        assert_eq!(resources, [format!("{id}.vm"), format!("{id}.volume")]);

        let other = view(JobKind::DeleteNode, JobStatus::Completed);
        assert_eq!(response(&other).job.entities, JobEntities::default());
    }
}
