//! The password of `root`: which are allowed (digest A5), and resetting it (4.3.8).

use std::time::Duration;

use hyades_types::Secret;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::{InstanceId, ProjectId};
use hyades_types::status::{Lifecycle, NodeRole};

use crate::app::App;

const USER: &str = "root";

const SPECIALS: &str = "~!@#$%^*-_=+?,()&";

/// Words that make a password guessable when there is little else in it.
const COMMON: &[&str] = &[
    "password",
    "passwd",
    "admin",
    "administrator",
    "root",
    "mysql",
    "database",
    "gaussdb",
    "taurus",
    "huawei",
    "welcome",
    "qwerty",
    "letmein",
    "changeme",
    "default",
    "secret",
    "test",
    "abc",
    "iloveyou",
    "monkey",
    "dragon",
    "login",
    "master",
    "user",
    "guest",
    "hello",
    "cloud",
];

const RESET: Duration = Duration::from_secs(30);

impl App {
    /// Sets the password of `root` on the primary; replicas follow by replication (4.3.8).
    ///
    /// # Errors
    /// A password code, [`ErrorCode::INSTANCE_NOT_FOUND`], [`ErrorCode::INSTANCE_BUSY`], or a fault
    /// when the primary cannot be told.
    pub async fn instance_reset_password(
        &self,
        project: &ProjectId,
        id: &InstanceId,
        password: &Secret,
    ) -> Result<(), ApiError> {
        let instance = self
            .store
            .instance_fetch(project, id)
            .await?
            .ok_or(ErrorCode::INSTANCE_NOT_FOUND)?;
        check(password)?;
        if instance.lifecycle != Lifecycle::Active || instance.busy.is_some() {
            return Err(ErrorCode::INSTANCE_BUSY.into());
        }
        let nodes = self.store.nodes_of(std::slice::from_ref(id)).await?;
        let primary = nodes
            .iter()
            .find(|node| node.role == NodeRole::Primary)
            .ok_or(ErrorCode::INSTANCE_BUSY)?;
        let agent = self.fleet.agent(&primary.host).map_err(ApiError::fault)?;
        agent
            .root_account_ensure(&primary.id, password, RESET)
            .await
            .map_err(|error| ApiError::new(ErrorCode::INSTANCE_BUSY).internal(error))
    }
}

/// Checks a password of `root`.
pub(super) fn check(password: &Secret) -> Result<(), ApiError> {
    let text = password.expose();
    let refuse = |code, why: &str| Err(ApiError::new(code).field("password").detail(why));
    if text.eq_ignore_ascii_case(USER) {
        return refuse(
            ErrorCode::PASSWORD_IS_USER_NAME,
            "must not be the user name",
        );
    }
    let reversed: String = text.chars().rev().collect();
    if reversed.eq_ignore_ascii_case(USER) {
        return refuse(
            ErrorCode::PASSWORD_IS_USER_NAME_REVERSED,
            "must not be the user name backwards",
        );
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || SPECIALS.contains(c);
    if !(8..=32).contains(&text.chars().count()) || !text.chars().all(allowed) {
        let why = format!("must be 8 to 32 letters, digits and special characters {SPECIALS}");
        return refuse(ErrorCode::PASSWORD_INVALID, &why);
    }
    if classes(text) < 3 {
        let why = "must have three of: upper-case letters, lower-case letters, digits, \
                   special characters";
        return refuse(ErrorCode::PASSWORD_WEAK, why);
    }
    if is_guessable(text) {
        return refuse(ErrorCode::PASSWORD_WEAK, "is too easy to guess");
    }
    Ok(())
}

fn classes(text: &str) -> usize {
    let has = |class: fn(&u8) -> bool| usize::from(text.as_bytes().iter().any(class));
    has(u8::is_ascii_uppercase)
        + has(u8::is_ascii_lowercase)
        + has(u8::is_ascii_digit)
        + has(u8::is_ascii_punctuation)
}

/// Whether a password is a common word with a few characters around it, or hardly any different
/// characters at all.
fn is_guessable(text: &str) -> bool {
    let plain: String = text.to_ascii_lowercase().chars().map(unmask).collect();
    let words = COMMON
        .iter()
        .any(|word| plain.contains(word) && plain.len() <= word.len() + 4);
    let mut different: Vec<char> = plain.chars().collect();
    different.sort_unstable();
    different.dedup();
    words || different.len() < 4
}

/// The letter that a character commonly stands for.
const fn unmask(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(password: &str) -> Option<ErrorCode> {
        check(&Secret::new(password))
            .err()
            .map(|error| error.code())
    }

    #[test]
    fn good_ones() {
        for good in ["Tr0ub4dor&3x", "hyades_2026-Q4z", "aB3~!@#%^*-_=+?,()&"] {
            assert_eq!(code(good), None, "{good}");
        }
    }

    #[test]
    fn bad_ones() {
        let cases = [
            ("root", ErrorCode::PASSWORD_IS_USER_NAME),
            ("toor", ErrorCode::PASSWORD_IS_USER_NAME_REVERSED),
            ("aB3!", ErrorCode::PASSWORD_INVALID),
            (
                "aB3!aB3!aB3!aB3!aB3!aB3!aB3!aB3!x",
                ErrorCode::PASSWORD_INVALID,
            ),
            ("abc DEF 123", ErrorCode::PASSWORD_INVALID),
            ("abcdefgh1", ErrorCode::PASSWORD_WEAK),
            ("Passw0rd!", ErrorCode::PASSWORD_WEAK),
            ("Huawei@123", ErrorCode::PASSWORD_WEAK),
            ("Aa1Aa1Aa1Aa1", ErrorCode::PASSWORD_WEAK),
        ];
        for (password, expected) in cases {
            assert_eq!(code(password), Some(expected), "{password}");
        }
    }

    #[test]
    fn messages_never_repeat_the_password() {
        let error = check(&Secret::new("Passw0rd!")).unwrap_err();
        assert!(!error.to_string().contains("Passw0rd"));
    }
}
