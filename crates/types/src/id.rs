//! Typed identifiers.
//!
//! The API's ids are 32 hexadecimal digits and a four-character suffix that names the kind (a DB
//! instance ends in `in07`, a node in `no07`, see digest part A5); projects, VPC objects and jobs
//! are UUIDs. Every kind is a type of its own, so that they cannot be mixed up.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {kind} id")]
pub struct InvalidId {
    /// The kind of id that was wanted.
    pub kind: &'static str,
}

/// Declares an id type: its name, what it names, and the suffix behind 32 hexadecimal digits.
macro_rules! suffixed_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $suffix:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// A new random id.
            pub fn generate() -> Self {
                Self(format!("{}{}", Uuid::new_v4().simple(), $suffix))
            }
        }

        id_impls!($name, $kind, |text: &str| {
            text.strip_suffix($suffix).is_some_and(|head| head.len() == 32 && is_alphanumeric(head))
        });
    };
}

/// Declares an id type that is a UUID, with dashes (`dashed`) or without (`simple`).
macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $form:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// A new random id.
            pub fn generate() -> Self {
                Self(Uuid::new_v4().$form().to_string())
            }
        }

        id_impls!($name, $kind, |text: &str| {
            text.len() == $len && Uuid::try_parse(text).is_ok()
        });
    };
}

macro_rules! id_impls {
    ($name:ident, $kind:literal, $valid:expr) => {
        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(InvalidId { kind: $kind })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

fn is_alphanumeric(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric())
}

suffixed_id!(
    /// A DB instance.
    InstanceId, "DB instance", "in07"
);
suffixed_id!(
    /// A node of a DB instance: one mysqld.
    NodeId, "DB node", "no07"
);
suffixed_id!(
    /// A database proxy: a read/write-splitting endpoint made of proxy nodes.
    ProxyId, "proxy", "po01"
);
suffixed_id!(
    /// A node of a database proxy: one process.
    ProxyNodeId, "proxy node", "pn01"
);
suffixed_id!(
    /// A parameter template.
    TemplateId, "parameter template", "pr07"
);
uuid_id!(
    /// A project: the tenant that owns instances (32 hexadecimal digits).
    ProjectId, "project", simple, 32
);
uuid_id!(
    /// A domain: the account that owns projects and users (32 hexadecimal digits).
    DomainId, "domain", simple, 32
);
uuid_id!(
    /// A user of the API (32 hexadecimal digits).
    UserId, "user", simple, 32
);
uuid_id!(
    /// A job: what an asynchronous call returns (dashed UUID).
    JobId, "job", hyphenated, 36
);
uuid_id!(
    /// A virtual private cloud (dashed UUID).
    VpcId, "VPC", hyphenated, 36
);
uuid_id!(
    /// A subnet's network id (dashed UUID).
    SubnetId, "subnet", hyphenated, 36
);
uuid_id!(
    /// A security group (dashed UUID).
    SecurityGroupId, "security group", hyphenated, 36
);
uuid_id!(
    /// A rule of a security group (dashed UUID).
    SecurityRuleId, "security group rule", hyphenated, 36
);
uuid_id!(
    /// A host: one machine with an agent (dashed UUID).
    HostId, "host", hyphenated, 36
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_ids_parse_back() {
        let id = InstanceId::generate();
        assert_eq!(id.as_str().parse::<InstanceId>(), Ok(id.clone()));
        assert_eq!(id.as_str().len(), 36);
        assert!(id.as_str().ends_with("in07"));
        let job = JobId::generate();
        assert_eq!(job.as_str().parse::<JobId>(), Ok(job.clone()));
    }

    #[test]
    fn kinds_are_not_interchangeable() {
        assert!(NodeId::generate().as_str().parse::<InstanceId>().is_err());
        assert!("../../etc/passwd".parse::<InstanceId>().is_err());
        assert!("".parse::<ProjectId>().is_err());
        assert!(JobId::generate().as_str().parse::<ProjectId>().is_err());
    }
}
