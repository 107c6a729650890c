//! Links to files with recorded statements (4.8.5).

use hyades_agent_api::RecordFile;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, NodeId, ProjectId};
use hyades_types::time::Timestamp;

use super::download::subject;
use crate::app::App;

/// How long a link is good for, in seconds: as long as a token.
const LIFE: i64 = 24 * 60 * 60;

/// How many files there are links for in one answer, by default and at most.
const USUAL: i64 = 10;
const MOST: i64 = 50;

/// Which files, as they came.
#[derive(Debug, Clone)]
pub struct LinksRequest {
    /// `start_time`
    pub start: String,
    /// `end_time`
    pub end: String,
    /// `node_id`
    pub node: Option<String>,
    /// `last_file_name`: only what comes after it.
    pub after: Option<String>,
    /// `limit`
    pub limit: Option<String>,
}

/// A file, and a link to it.
#[derive(Debug, Clone)]
pub struct FileLink {
    /// The file.
    pub file: RecordFile,
    /// When the link expires, in whole seconds.
    pub expires_at: Timestamp,
    /// What shows that it is ours.
    pub signature: String,
}

impl App {
    /// The complete files that may have statements of a period, oldest first, with links to them
    /// (4.8.5).
    ///
    /// # Errors
    /// `INSTANCE_NOT_FOUND`, `NODE_NOT_FOUND`, `LIMIT_INVALID`; `PARAMETER_ERROR` for a bad period.
    pub async fn full_sql_links(
        &self,
        project: &ProjectId,
        id: &InstanceId,
        request: &LinksRequest,
    ) -> Result<Vec<FileLink>, ApiError> {
        let instance = self.store.instance_fetch(project, id).await?;
        let instance = instance.ok_or(ErrorCode::INSTANCE_NOT_FOUND)?;
        let now = Timestamp::now();
        let (start, end) = period(request, instance.created_at, now)?;
        let limit = limit(request.limit.as_deref())?;
        let files = self.record_files(id).await?;
        let node = match &request.node {
            Some(node) => Some(self.recorded_node(id, node, &files).await?),
            None => None,
        };
        let after = request.after.as_deref().unwrap_or_default();
        let wanted = files.into_iter().filter(|file| {
            file.name.created() <= end
                && file.updated_at >= start
                && node.as_ref().is_none_or(|node| file.name.node() == node)
                && file.name.as_str() > after
        });
        let expires = now.as_millis().div_euclid(1000) + LIFE;
        let links = wanted.take(limit).map(|file| FileLink {
            signature: self.links.sign(&subject(&file.name), expires),
            expires_at: Timestamp::from_millis(expires * 1000),
            file,
        });
        Ok(links.collect())
    }

    /// The complete files of an instance on all hosts, oldest first.
    async fn record_files(&self, instance: &InstanceId) -> Result<Vec<RecordFile>, ApiError> {
        let mut files = Vec::new();
        for host in self.fleet.hosts() {
            let found = host.agent.records_list(instance).await;
            files.append(&mut found.map_err(ApiError::fault)?);
        }
        files.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(files)
    }

    /// A node of the instance, or one that is gone while files of it are still there.
    async fn recorded_node(
        &self,
        instance: &InstanceId,
        node: &str,
        files: &[RecordFile],
    ) -> Result<NodeId, ApiError> {
        let unknown = || ApiError::new(ErrorCode::NODE_NOT_FOUND).field("node_id");
        let node: NodeId = node.parse().map_err(|_| unknown())?;
        let nodes = self.store.nodes_of(std::slice::from_ref(instance)).await?;
        let is_known = nodes.iter().any(|known| known.id == node)
            || files.iter().any(|file| *file.name.node() == node);
        if is_known { Ok(node) } else { Err(unknown()) }
    }
}

/// The period that is asked for. Times of the API are whole seconds, so nothing below counts.
fn period(
    request: &LinksRequest,
    created: Timestamp,
    now: Timestamp,
) -> Result<(Timestamp, Timestamp), ApiError> {
    let second = |time: Timestamp| time.as_millis().div_euclid(1000);
    let start = time("start_time", &request.start)?;
    let end = time("end_time", &request.end)?;
    if start < Timestamp::from_millis(second(created) * 1000) {
        let why = "must not be before the creation of the instance";
        return Err(ApiError::parameter("start_time", why));
    }
    if second(end) > second(now) {
        return Err(ApiError::parameter("end_time", "must not be in the future"));
    }
    if end < start {
        return Err(ApiError::parameter(
            "end_time",
            "must not be before start_time",
        ));
    }
    // All of that second.
    Ok((start, Timestamp::from_millis(end.as_millis() + 999)))
}

fn time(field: &str, text: &str) -> Result<Timestamp, ApiError> {
    // The documentation's own sample sends a bare plus sign, which stands for a space.
    let text = text.replace(' ', "+");
    let why = "must have the form yyyy-mm-ddThh:mm:ssZ, with an offset such as +0800 as Z";
    Timestamp::from_api(&text).ok_or_else(|| ApiError::parameter(field, why))
}

fn limit(text: Option<&str>) -> Result<usize, ApiError> {
    let limit = text.map_or(Ok(USUAL), str::parse);
    match limit {
        Ok(limit @ 1..=MOST) => Ok(usize::try_from(limit).unwrap_or_default()),
        _ => Err(ApiError::new(ErrorCode::LIMIT_INVALID)
            .field("limit")
            .detail(format!("must be a number from 1 to {MOST}"))),
    }
}
