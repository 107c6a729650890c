//! Logs (4.8).

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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

/// The query of 4.8.5.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditLogLinksQuery {
    /// `yyyy-mm-ddThh:mm:ssZ`, not before the creation of the instance.
    pub start_time: String,
    /// `yyyy-mm-ddThh:mm:ssZ`, not in the future.
    pub end_time: String,
    /// A node; all nodes by default.
    pub node_id: Option<String>,
    /// The last file of the answer before: only files behind it are listed.
    pub last_file_name: Option<String>,
    /// How many files to list.
    #[param(value_type = Option<u32>, default = 10, minimum = 1, maximum = 50)]
    pub limit: Option<String>,
}

/// The answer of 4.8.5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AuditLogLinksResponse {
    /// The files by name, which is by age.
    pub files: Vec<AuditLogFile>,
}

/// A file with recorded statements (4.8.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AuditLogFile {
    /// Its name: a zstd file, of a JSON object a line.
    pub name: String,
    /// Its size in KB, rounded up.
    pub size: u64,
    /// When it was last written.
    pub updated_time: String,
    /// Where to download it with a plain GET, without credentials.
    pub download_link: String,
    /// Until when.
    pub link_expired_time: String,
}
