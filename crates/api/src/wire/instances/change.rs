//! Small changes: reboot (4.3.2, 4.3.14), rename (4.3.7, 5.3.11), password (4.3.8, 5.3.12), alias
//! (4.3.24), switchover (4.3.19).

use hyades_types::Secret;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::wire::scalar::{Flag, Text};

/// The body of 4.3.2 and 4.3.14, which may be missing.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct RestartRequest {
    /// Wait for the maintenance window; false by default.
    pub delay: Option<Flag>,
}

/// The body of 4.3.7 and 5.3.11.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RenameRequest {
    /// The new name, by the rules of 4.3.1.
    pub name: Text,
    /// Rename the nodes, too; true by default.
    pub is_modify_node_name: Option<Flag>,
}

/// The body of 4.3.8 and 5.3.12.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PasswordRequest {
    /// The new password of `root`.
    #[schema(value_type = String, format = Password, write_only)]
    pub password: Secret,
}

/// The body of 4.3.24.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AliasRequest {
    /// 0 to 64 letters, digits, `.`, `-` and `_`.
    pub alias: Text,
}

/// The body of 4.3.19.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SwitchoverRequest {
    /// The read replica to promote.
    pub node_id: Text,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{parse_body, parse_optional_body};

    #[test]
    fn a_reboot_needs_no_body() {
        let delay = |body: &str| parse_optional_body::<RestartRequest>(body.as_bytes());
        assert_eq!(delay("").unwrap().delay, None);
        assert_eq!(delay("{}").unwrap().delay, None);
        assert_eq!(delay(r#"{"delay": null}"#).unwrap().delay, None);
        assert_eq!(
            delay(r#"{"delay": "true"}"#).unwrap().delay,
            Some(Flag(true))
        );
        let error = delay(r#"{"delay": "later"}"#).unwrap_err().to_string();
        assert_eq!(
            error,
            "DBS.280001: Parameter error: delay must be true or false."
        );
    }

    #[test]
    fn changes_are_understood() {
        let body = br#"{"name": "new", "is_modify_node_name": "false"}"#;
        let rename: RenameRequest = parse_body(body).unwrap();
        assert_eq!(rename.name, "new".into());
        assert_eq!(rename.is_modify_node_name, Some(Flag(false)));
        let alias: AliasRequest = parse_body(br#"{"alias": ""}"#).unwrap();
        assert_eq!(alias.alias, "".into());
        let password: PasswordRequest = parse_body(br#"{"password": "s3cret"}"#).unwrap();
        assert_eq!(password.password.expose(), "s3cret");
        assert!(!format!("{password:?}").contains("s3cret"));
    }
}
