//! The full SQL log (4.8.5).

use hyades_api::wire::logs::{AuditLogFile, AuditLogLinksQuery, AuditLogLinksResponse};

use crate::app::logs::{FileLink, LinksRequest};
use crate::http::download;

/// Bytes in what the API calls a KB.
const KB: u64 = 1024;

/// Which files are asked for.
pub(in crate::http) fn links_request(query: AuditLogLinksQuery) -> LinksRequest {
    LinksRequest {
        start: query.start_time,
        end: query.end_time,
        node: query.node_id,
        after: query.last_file_name,
        limit: query.limit,
    }
}

/// The answer, with links below the base of the API's URLs.
pub(in crate::http) fn links(links: Vec<FileLink>, base: &str) -> AuditLogLinksResponse {
    let file = |link: FileLink| AuditLogFile {
        download_link: format!("{base}{}", download::path_and_query(&link)),
        name: link.file.name.into(),
        size: link.file.size.as_bytes().div_ceil(KB),
        updated_time: link.file.updated_at.to_api(),
        link_expired_time: link.expires_at.to_api(),
    };
    AuditLogLinksResponse {
        files: links.into_iter().map(file).collect(),
    }
}
