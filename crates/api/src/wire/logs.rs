//! Logs (4.8).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::scalar::OnOff;

/// The body of 4.8.1 and 4.12.1.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SwitchRequest {
    /// What it is to be.
    pub switch_status: OnOff,
}

/// The answer of 4.8.2 and 4.12.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SwitchResponse {
    /// `ON` or `OFF`
    pub switch_status: &'static str,
}

impl SwitchResponse {
    /// What it is.
    pub const fn new(on: bool) -> Self {
        Self {
            switch_status: OnOff(on).as_str(),
        }
    }
}
