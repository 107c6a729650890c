//! Files with recorded statements for those who have a link.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt};
use hyades_agent_api::{Agent, AgentError};
use hyades_iam::LinkError;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::record::RecordName;
use hyades_types::time::Timestamp;

use crate::app::App;

/// How much of a file is in memory at a time, in bytes.
const PART: usize = 128 << 10;

/// A file on its way.
pub struct Download {
    /// Its length in bytes.
    pub length: u64,
    /// Its content, part by part, read as it is asked for. It breaks off with an error if the file is
    /// removed meanwhile.
    pub content: BoxStream<'static, io::Result<Bytes>>,
}

/// What a link to a file is signed for.
pub(super) fn subject(name: &RecordName) -> String {
    format!("full-sql/{name}")
}

impl App {
    /// The file that a link leads to (4.8.5). Nobody has to be known for that: the link is the
    /// permission.
    ///
    /// # Errors
    /// `FORBIDDEN` for a link that is not ours, or has expired; `RESOURCE_NOT_FOUND` when the file has
    /// been removed, with its instance or for its age.
    pub async fn full_sql_download(
        &self,
        name: &str,
        expires: i64,
        signature: &str,
    ) -> Result<Download, ApiError> {
        let name: RecordName = name.parse().map_err(|_| refused(LinkError::Forged))?;
        self.links
            .verify(&subject(&name), expires, signature, Timestamp::now())
            .map_err(refused)?;
        for host in self.fleet.hosts() {
            let files = host.agent.records_list(name.instance()).await;
            let files = files.map_err(ApiError::fault)?;
            if let Some(file) = files.into_iter().find(|file| file.name == name) {
                let length = file.size.as_bytes();
                let content = content(host.agent.clone(), name, length);
                return Ok(Download { length, content });
            }
        }
        Err(ApiError::new(ErrorCode::RESOURCE_NOT_FOUND).detail("the file has been removed"))
    }
}

fn refused(error: LinkError) -> ApiError {
    ApiError::new(ErrorCode::FORBIDDEN).detail(error.to_string())
}

fn content(
    agent: Arc<dyn Agent>,
    name: RecordName,
    length: u64,
) -> BoxStream<'static, io::Result<Bytes>> {
    let parts = stream::try_unfold(0, move |offset| {
        let (agent, name) = (agent.clone(), name.clone());
        async move {
            if offset >= length {
                return Ok(None);
            }
            let part = agent.record_read(&name, offset, PART).await?;
            if part.is_empty() {
                return Err(AgentError::failed(format!("read {name}"), "it has shrunk"));
            }
            let next = offset + part.len() as u64;
            Ok(Some((Bytes::from(part), next)))
        }
    });
    parts
        .map(|part| part.map_err(|error: AgentError| io::Error::other(error)))
        .boxed()
}
