//! Listing instances (4.3.31).

use hyades_store::{InstanceFilter, Text};
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::ProjectId;
use hyades_types::model::Tag;

use crate::app::catalog::ENGINE;
use crate::app::{App, InstanceView};

/// What a list call filters by, as it came.
#[derive(Debug, Clone, Default)]
pub struct InstanceQuery {
    /// `id`; a leading `*` matches any beginning and end.
    pub id: Option<String>,
    /// `name`; a leading `*` matches any beginning and end.
    pub name: Option<String>,
    /// `type`
    pub kind: Option<String>,
    /// `datastore_type`
    pub datastore_type: Option<String>,
    /// `vpc_id`
    pub vpc: Option<String>,
    /// `subnet_id`
    pub subnet: Option<String>,
    /// `private_ip`
    pub private_ip: Option<String>,
    /// `readonly_private_ip`
    pub readonly_private_ip: Option<String>,
    /// `proxy_ip`
    pub proxy_ip: Option<String>,
    /// `tags`, as in `key1=value1,key2=value2`
    pub tags: Option<String>,
}

impl App {
    /// The project's instances that match (4.3.31), oldest first: a page of them, and how many
    /// there are in all.
    ///
    /// # Errors
    /// A 400 code that names the filter.
    pub async fn instance_list(
        &self,
        project: &ProjectId,
        query: InstanceQuery,
        offset: i64,
        limit: i64,
    ) -> Result<(Vec<InstanceView>, i64), ApiError> {
        check_word("type", query.kind.as_deref(), "Cluster")?;
        check_word("datastore_type", query.datastore_type.as_deref(), ENGINE)?;
        let filter = InstanceFilter {
            id: text("id", query.id)?,
            name: text("name", query.name)?,
            vpc: present(query.vpc),
            subnet: present(query.subnet),
            address: present(query.private_ip),
            node_address: present(query.readonly_private_ip),
            proxy_address: present(query.proxy_ip),
            tags: query.tags.as_deref().map_or(Ok(Vec::new()), tags)?,
        };
        self.page(project, &filter, offset, limit).await
    }
}

fn present(value: Option<String>) -> Option<String> {
    value.filter(|value| !value.is_empty())
}

fn check_word(field: &str, value: Option<&str>, only: &str) -> Result<(), ApiError> {
    match value {
        Some(value) if !value.is_empty() && !value.eq_ignore_ascii_case(only) => {
            Err(ApiError::parameter(field, format!("must be {only}")))
        }
        _ => Ok(()),
    }
}

fn text(field: &str, value: Option<String>) -> Result<Option<Text>, ApiError> {
    let Some(value) = present(value) else {
        return Ok(None);
    };
    match value.strip_prefix('*') {
        Some("") => Err(ApiError::parameter(
            field,
            "must have something behind the asterisk",
        )),
        Some(part) => Ok(Some(Text::Contains(part.to_owned()))),
        None => Ok(Some(Text::Is(value))),
    }
}

fn tags(text: &str) -> Result<Vec<Tag>, ApiError> {
    let mut tags: Vec<Tag> = Vec::new();
    for pair in text.split(',').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair
            .split_once('=')
            .ok_or_else(|| ApiError::parameter("tags", "must be key=value pairs"))?;
        if tags.iter().any(|tag| tag.key == key) {
            return Err(ApiError::new(ErrorCode::TAG_KEY_NOT_UNIQUE)
                .field("tags")
                .detail("must have unique keys"));
        }
        tags.push(Tag {
            key: key.to_owned(),
            value: value.to_owned(),
        });
    }
    Ok(tags)
}
