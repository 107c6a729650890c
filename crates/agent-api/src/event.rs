//! Scheduled events of customers.

use serde::{Deserialize, Serialize};

/// The name of a scheduled event (`CREATE EVENT`), as it is: not quoted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventName {
    /// Its database.
    pub schema: String,
    /// Its own name.
    pub name: String,
}
