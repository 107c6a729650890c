//! `offset` and `limit`.

use hyades_types::error::{ApiError, ErrorCode};
use serde::Deserialize;
use utoipa::IntoParams;

use super::parse::parse_query;

const MOST: u32 = 100;

/// A page of a list: rows `offset + 1` to `offset + limit`. Past the end a list is empty; clients
/// ask until it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// Rows to skip.
    pub offset: u64,
    /// Rows to return, 1 to 100.
    pub limit: u32,
}

/// The query parameters of [`Paging`].
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PagingQuery {
    /// Rows to skip.
    #[param(value_type = Option<u64>, default = 0, minimum = 0)]
    offset: Option<String>,
    /// Rows to return.
    #[param(value_type = Option<u32>, default = 100, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

impl Paging {
    /// Reads `offset` (0 by default) and `limit` (100 by default) from a query string.
    pub fn from_query(query: &str) -> Result<Self, ApiError> {
        Self::with_default(query, MOST)
    }

    /// The same with another default of `limit`.
    pub fn with_default(query: &str, limit: u32) -> Result<Self, ApiError> {
        let default = limit;
        let query: PagingQuery = parse_query(query)?;
        let offset = query.offset.as_deref().unwrap_or("0");
        let offset = offset
            .parse()
            .map_err(|_| refuse("offset", "must be a number from 0".to_owned()))?;
        let limit = query.limit.map_or(Ok(default), |limit| limit.parse());
        match limit {
            Ok(limit @ 1..=MOST) => Ok(Self { offset, limit }),
            _ => Err(refuse(
                "limit",
                format!("must be a number from 1 to {MOST}"),
            )),
        }
    }

    /// The rows of this page, where all of them are at hand.
    pub fn of<T>(self, rows: impl IntoIterator<Item = T>) -> Vec<T> {
        let offset = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        rows.into_iter().skip(offset).take(limit).collect()
    }
}

fn refuse(field: &str, why: String) -> ApiError {
    ApiError::new(ErrorCode::LIMIT_INVALID)
        .field(field)
        .detail(why)
}

#[cfg(test)]
mod tests {
    use super::Paging;

    #[test]
    fn pages_have_defaults_and_bounds() {
        let paging = |offset, limit| Paging { offset, limit };
        for (query, expected) in [
            ("", paging(0, 100)),
            ("offset=20", paging(20, 100)),
            ("limit=1&offset=5000000000", paging(5_000_000_000, 1)),
            ("limit=100&name=x", paging(0, 100)),
        ] {
            assert_eq!(Paging::from_query(query).unwrap(), expected);
        }
    }

    #[test]
    fn a_list_can_have_a_default_of_its_own() {
        let limit = |query| Paging::with_default(query, 10).unwrap().limit;
        assert_eq!((limit(""), limit("limit=100")), (10, 100));
    }

    #[test]
    fn bad_pages_name_the_parameter() {
        for (query, field) in [
            ("limit=0", "limit"),
            ("limit=101", "limit"),
            ("limit=", "limit"),
            ("limit=ten", "limit"),
            ("limit=-1", "limit"),
            ("offset=-1", "offset"),
            ("offset=", "offset"),
            ("offset=1.5&limit=0", "offset"),
        ] {
            let error = Paging::from_query(query).unwrap_err().to_string();
            assert!(error.starts_with("DBS.280439: "), "{error}");
            assert!(error.contains(&format!(": {field} must be")), "{error}");
        }
    }

    #[test]
    fn a_page_past_the_end_is_empty() {
        let page = Paging {
            offset: 2,
            limit: 2,
        };
        assert_eq!(page.of(1..=5), [3, 4]);
        assert_eq!(page.of(1..=3), [3]);
        assert!(page.of(1..=2).is_empty());
    }
}
