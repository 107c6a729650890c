//! Errors of the proxy's own, which the next statement may ask about.

use hyades_mysql::sql::{Class, Flags};

use super::Session;
use super::end::End;
use super::learn::Learned;
use super::relay::Ended;
use crate::auth::Refused;
use crate::backend::{Conn, QueryError, query};

/// The longest text that a `SIGNAL` takes, in characters.
const LONGEST: usize = 128;

/// The last error that the proxy has made up.
#[derive(Debug)]
pub(super) struct Told {
    /// The number of the command that has failed.
    command: u64,
    refused: Refused,
}

impl Session {
    /// Tells the client an error that no server has said on a connection of the session's.
    pub(super) async fn reply_own(&mut self, refused: Refused) -> Result<Ended, End> {
        let ended = self.reply_refused(&refused).await?;
        self.note_told(refused, &ended.learned);
        Ok(ended)
    }

    /// The client has been told it.
    pub(super) fn note_told(&mut self, refused: Refused, learned: &Learned) {
        self.state.traces.replaced(self.commands, learned, true);
        self.told = Some(Box::new(Told {
            command: self.commands,
            refused,
        }));
    }

    /// Has a connection say the same, if a statement asks for it.
    pub(super) async fn bring_told(
        &self,
        conn: &mut Conn,
        class: &Class,
    ) -> Result<(), QueryError> {
        let told = self.told.as_ref().filter(|told| {
            class.flags.contains(Flags::DIAGNOSTICS)
                && told.command == self.state.traces.command()
                && !self.has_traces(conn)
        });
        let Some(told) = told else {
            return Ok(());
        };
        let signal = signal(&told.refused, self.state.options.no_backslash_escapes);
        match query(conn, &signal).await {
            Ok(_) | Err(QueryError::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// The statement that fails with this error.
fn signal(refused: &Refused, no_backslash_escapes: bool) -> String {
    let state = refused.sql_state.unwrap_or(*b"HY000");
    let state = String::from_utf8_lossy(&state);
    let mut text = String::new();
    for one in String::from_utf8_lossy(&refused.message)
        .chars()
        .take(LONGEST)
    {
        match one {
            '\'' => text.push_str("''"),
            '\\' if !no_backslash_escapes => text.push_str("\\\\"),
            // Whatever the connection's character set is.
            one if one.is_ascii() => text.push(one),
            _ => text.push('?'),
        }
    }
    let code = refused.code;
    format!("SIGNAL SQLSTATE '{state}' SET MESSAGE_TEXT = '{text}', MYSQL_ERRNO = {code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_that_says_it_again() {
        let refused = |message: &str| Refused {
            code: 1094,
            sql_state: Some(*b"HY000"),
            message: message.as_bytes().to_vec(),
        };
        assert_eq!(
            signal(&refused(r"it's ö\"), false),
            r"SIGNAL SQLSTATE 'HY000' SET MESSAGE_TEXT = 'it''s ?\\', MYSQL_ERRNO = 1094"
        );
        assert!(signal(&refused(r"\'"), true).contains(r"'\'''"));
        assert!(
            signal(&refused(&"x".repeat(1000)), true).contains(&format!("'{}'", "x".repeat(128)))
        );
    }
}
