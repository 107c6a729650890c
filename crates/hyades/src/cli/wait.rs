//! Waiting for jobs.

use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::Context;
use super::args::WaitArgs;
use super::client::{Client, Family};
use super::exit::{Exit, Failure};
use super::output::field;
use super::progress::Progress;

const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How long the server may be away (it may be restarting; its jobs go on) while a job is waited for.
const LONGEST_ABSENCE: Duration = Duration::from_secs(30);

/// Deals with the answer to an asynchronous call: waits for its end and says `sentence`, or just
/// prints the job's id.
pub(crate) async fn follow(
    context: &mut Context,
    mut accepted: Value,
    args: &WaitArgs,
    sentence: &str,
) -> Result<(), Failure> {
    if args.no_wait {
        return context.output.result(&accepted, started);
    }
    let jobs = jobs_of(&accepted);
    if let Some(job) = until_done(context, &jobs, args.limit.duration()).await? {
        accepted["job"] = job;
    }
    context.output.done(&accepted, |_| sentence.to_owned())
}

/// What people see of a call that is not waited for: the id of its job.
pub(crate) fn started(accepted: &Value) -> String {
    field(accepted, "/job_id")
}

/// The jobs that a call started; the API may join several with commas.
pub(crate) fn jobs_of(accepted: &Value) -> Vec<String> {
    let ids = accepted["job_id"].as_str().unwrap_or_default();
    ids.split(',')
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Reads a job.
pub(crate) async fn fetch(client: &mut Client, id: &str) -> Result<Value, Failure> {
    let mut answer = client.get(Family::V3, "jobs", &[("id", id)]).await?;
    Ok(answer["job"].take())
}

/// Waits until all of the jobs have completed; returns the last one.
pub(crate) async fn until_done(
    context: &mut Context,
    ids: &[String],
    limit: Duration,
) -> Result<Option<Value>, Failure> {
    let progress = Progress::new(context.output);
    let started = Instant::now();
    let mut last = None;
    for id in ids {
        let left = limit.saturating_sub(started.elapsed());
        last = match until_one_done(&mut context.client, &progress, id, left).await? {
            Some(job) => Some(job),
            None => {
                return Err(Failure::TimedOut {
                    id: id.clone(),
                    seconds: limit.as_secs(),
                });
            }
        };
    }
    Ok(last)
}

/// Waits for one job; `None` when it is not done in time.
async fn until_one_done(
    client: &mut Client,
    progress: &Progress,
    id: &str,
    limit: Duration,
) -> Result<Option<Value>, Failure> {
    let deadline = Instant::now() + limit;
    let mut last_seen = Instant::now();
    let mut pause = FIRST_PAUSE;
    loop {
        match fetch(client, id).await {
            Ok(job) if is_done(&job, id)? => return Ok(Some(job)),
            Ok(job) => {
                last_seen = Instant::now();
                progress.update(&field(&job, "/name"), &field(&job, "/process"));
            }
            Err(failure) if may_pass(&failure) && last_seen.elapsed() < LONGEST_ABSENCE => {
                progress.update("the server does not answer, trying again", "");
            }
            Err(failure) => return Err(failure),
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(None);
        }
        sleep(pause.min(left)).await;
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
    }
}

fn may_pass(failure: &Failure) -> bool {
    failure.exit() == Exit::Unreachable
}

fn is_done(job: &Value, id: &str) -> Result<bool, Failure> {
    match job["status"].as_str() {
        Some("Completed") => Ok(true),
        Some("Failed") => {
            let reason = match field(job, "/fail_reason").as_str() {
                "-" => "the server gives no reason".to_owned(),
                reason => reason.trim_end_matches('.').to_owned(),
            };
            Err(Failure::Job {
                id: id.to_owned(),
                reason,
            })
        }
        _ => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn job_ids() {
        assert_eq!(jobs_of(&json!({"job_id": "a, b"})), ["a", "b"]);
        assert!(jobs_of(&json!({"order_id": "CS1"})).is_empty());
    }
}
