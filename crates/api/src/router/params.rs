//! The variables of a matched path.

use std::str::FromStr;

use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::InvalidId;

use crate::endpoint::Endpoint;

/// The variables of a matched path, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Params(Vec<(&'static str, String)>);

impl Params {
    pub(super) fn new(endpoint: &'static Endpoint, values: &[&str]) -> Self {
        let values = values.iter().map(|&value| value.to_owned());
        Self(endpoint.variables().zip(values).collect())
    }

    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(known, _)| *known == name)?;
        Some(value)
    }

    /// The value of a variable that the endpoint's path has; asking for another is our mistake.
    pub fn text(&self, name: &str) -> Result<&str, ApiError> {
        self.get(name)
            .ok_or_else(|| ApiError::fault(format!("the path has no variable {name}")))
    }

    /// The value of a variable, as an id.
    pub fn id<T: FromStr<Err = InvalidId>>(&self, name: &str) -> Result<T, ApiError> {
        self.text(name)?.parse().map_err(|invalid: InvalidId| {
            ApiError::new(ErrorCode::ID_FORMAT)
                .field(name)
                .detail(format!("is {invalid}"))
        })
    }
}
