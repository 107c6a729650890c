//! Files with recorded statements.

use hyades_types::record::RecordName;
use hyades_types::time::Timestamp;
use hyades_types::units::ByteSize;
use serde::{Deserialize, Serialize};

/// A complete file with recorded statements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordFile {
    /// Its name.
    pub name: RecordName,
    /// Its size.
    pub size: ByteSize,
    /// When it was last written.
    pub updated_at: Timestamp,
}
