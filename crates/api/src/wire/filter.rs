//! Lists of the VPC service: filtered by fields, paged by the id of the last row of the page before.

use std::collections::BTreeMap;

use hyades_types::error::{ApiError, ErrorCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::parse::parse_query;

/// Rows of a page at most, and by default.
const MOST: usize = 2000;

/// Which rows of a list are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    limit: usize,
    marker: Option<String>,
    fields: BTreeMap<String, Vec<String>>,
}

/// The query parameters of every such list; the fields of the rows come on top.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MarkerQuery {
    /// Rows to return.
    #[param(value_type = Option<u32>, default = 2000, minimum = 0, maximum = 2000)]
    limit: Option<String>,
    /// The last id of the page before.
    marker: Option<String>,
}

/// What part of a list an answer is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PageInfo {
    /// The id of the first row.
    pub previous_marker: Option<String>,
    /// Rows.
    pub current_count: usize,
    /// The id of the last row, if there are more behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_marker: Option<String>,
}

impl Filter {
    /// Reads a query string. A field may be there several times: each of its values will do.
    ///
    /// # Errors
    /// `LIMIT_INVALID`; a parameter error for what is none of the fields.
    pub fn from_query(query: &str, known: &[&str]) -> Result<Self, ApiError> {
        let MarkerQuery { limit, marker } = parse_query(query)?;
        let limit = limit.map_or(Some(MOST), |limit| limit.parse().ok());
        let limit = limit.filter(|limit| *limit <= MOST).ok_or_else(|| {
            ApiError::new(ErrorCode::LIMIT_INVALID)
                .field("limit")
                .detail(format!("must be a number from 0 to {MOST}"))
        })?;
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if matches!(&*name, "limit" | "marker") {
                continue;
            }
            if !known.contains(&&*name) {
                return Err(ApiError::parameter(name, "is not known"));
            }
            fields
                .entry(name.into_owned())
                .or_default()
                .push(value.into_owned());
        }
        Ok(Self {
            limit,
            marker: marker.filter(|marker| !marker.is_empty()),
            fields,
        })
    }

    /// The page of these rows, which come in the order of their ids.
    ///
    /// # Errors
    /// A fault, when a row is no object.
    pub fn page<T: Serialize>(&self, rows: Vec<T>) -> Result<(Vec<T>, PageInfo), ApiError> {
        let mut page = Vec::new();
        let mut ids = Vec::new();
        let mut has_more = false;
        for row in rows {
            let shown = serde_json::to_value(&row).map_err(ApiError::fault)?;
            let id = text(&shown["id"]);
            let is_behind = self.marker.as_ref().is_none_or(|marker| id > *marker);
            if !is_behind || !self.matches(&shown) {
                continue;
            }
            if page.len() == self.limit {
                has_more = true;
                break;
            }
            page.push(row);
            ids.push(id);
        }
        let info = PageInfo {
            previous_marker: ids.first().cloned(),
            current_count: page.len(),
            next_marker: ids.pop().filter(|_| has_more),
        };
        Ok((page, info))
    }

    fn matches(&self, row: &Value) -> bool {
        self.fields
            .iter()
            .all(|(field, wanted)| wanted.contains(&text(&row[field])))
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ids(query: &str) -> (Vec<String>, Option<String>) {
        let rows = ["a", "b", "c", "d"].map(|id| json!({"id": id, "name": "x", "priority": 1}));
        let filter = Filter::from_query(query, &["id", "name", "priority"]).unwrap();
        let (page, info) = filter.page(rows.to_vec()).unwrap();
        assert_eq!(info.current_count, page.len());
        let ids = page.iter().map(|row| text(&row["id"])).collect();
        (ids, info.next_marker)
    }

    #[test]
    fn pages_follow_each_other() {
        let all = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect::<Vec<_>>();
        assert_eq!(ids(""), (all(&["a", "b", "c", "d"]), None));
        assert_eq!(ids("limit=2"), (all(&["a", "b"]), Some("b".to_owned())));
        assert_eq!(ids("limit=2&marker=b"), (all(&["c", "d"]), None));
        assert_eq!(ids("limit=0"), (all(&[]), None));
        assert_eq!(ids("id=b&id=d"), (all(&["b", "d"]), None));
        assert_eq!(ids("id=b&name=y"), (all(&[]), None));
        assert_eq!(ids("priority=1&limit=1").0, all(&["a"]));
    }

    #[test]
    fn bad_queries_name_the_parameter() {
        for (query, field) in [
            ("limit=2001", "limit"),
            ("limit=x", "limit"),
            ("nam=x", "nam"),
        ] {
            let error = Filter::from_query(query, &["name"])
                .unwrap_err()
                .to_string();
            assert!(error.contains(field), "{error}");
        }
    }
}
