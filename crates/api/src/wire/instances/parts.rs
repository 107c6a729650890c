//! Objects that several answers about instances hold.

use serde::Serialize;
use utoipa::ToSchema;

/// The engine of an instance (4.3.1, 4.3.31, 4.3.32).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Datastore {
    /// `gaussdb-mysql`
    #[serde(rename = "type")]
    pub kind: String,
    /// `8.0`
    pub version: String,
    /// The build that runs, once it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernel_version: Option<String>,
}

/// How an instance is paid for (4.3.1, 4.3.31).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChargeInfo {
    /// `postPaid` or `prePaid`
    pub charge_mode: String,
    /// `month` or `year`, for `prePaid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period_type: Option<String>,
    /// How many of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period_num: Option<i32>,
    /// `true` or `false`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_auto_renew: Option<String>,
    /// `true` or `false`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_auto_pay: Option<String>,
}

/// When automatic backups are made and how long they are kept.
///
/// The `/mysql/v3` tables declare `keep_days` as Integer, but print it as a string, and golangsdk
/// decodes nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BackupStrategy {
    /// The hour, such as `08:00-09:00`.
    pub start_time: String,
    /// Days.
    pub keep_days: String,
}

/// A tag of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Tag {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}

/// The name of the administrator, under both names: the tables of 4.3.32 and 5.3.5 say
/// `db_username`, their samples and the SDKs `db_user_name`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DbUserName {
    db_user_name: String,
    db_username: String,
}

impl From<&str> for DbUserName {
    fn from(name: &str) -> Self {
        Self {
            db_user_name: name.to_owned(),
            db_username: name.to_owned(),
        }
    }
}
