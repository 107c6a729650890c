//! Settings of a client that the proxy would be in the way of.

use hyades_mysql::sql::{Class, Flags, Kind, Options, Scope, assignments};

use super::Session;
use super::end::End;
use crate::backend::{NOBODY, untrack};
use crate::routing::Pin;

impl Session {
    /// Before a statement is routed.
    pub(super) async fn heed_settings(&mut self, class: &Class, text: &[u8]) -> Result<(), End> {
        if is_about_tracking(class, text) && !self.state.tracks_itself {
            Box::pin(self.hand_over_tracking()).await?;
        }
        if is_about_next_transaction(class, text, &self.state.options) {
            self.pin(Pin::NextTransaction);
        }
        self.state.names_collation = names_collation(class, text, &self.state.options);
        Ok(())
    }

    /// From now on the client is told what it asks to be told, no less and no more. The proxy hears no
    /// more than that either, so the session stays on its connection. In a transaction MySQL lets nobody
    /// change `session_track_gtids`: a client that begins there is told of GTIDs in any case.
    async fn hand_over_tracking(&mut self) -> Result<(), End> {
        self.release_kept().await?;
        self.settle_home().await?;
        let home = self.home.clone();
        let mut conn = self.lease(&home).await?;
        untrack(&mut conn).await?;
        conn.used_by = NOBODY;
        self.state.tracks_itself = true;
        self.state.written.doubt();
        self.pin(Pin::Variable);
        self.settle(home, conn).await
    }
}

/// Whether a statement reads or sets what the server is to report with each response.
fn is_about_tracking(class: &Class, text: &[u8]) -> bool {
    let may_be = matches!(class.kind, Kind::SetSession | Kind::SetGlobal | Kind::Show)
        || class
            .flags
            .intersects(Flags::SYSTEM_VARIABLES | Flags::MULTI);
    may_be && contains(text, b"session_track")
}

/// Whether a statement sets what holds for the next transaction only: `SET @@transaction_isolation`.
fn is_about_next_transaction(class: &Class, text: &[u8], options: &Options) -> bool {
    let is_multi = class.flags.contains(Flags::MULTI);
    if !(is_multi || class.kind == Kind::SetSession) || !contains(text, b"transaction_") {
        return false;
    }
    if is_multi {
        return true;
    }
    let mut all = assignments(text, options);
    all.any(|one| {
        let name = one.name.to_ascii_lowercase();
        one.scope == Scope::Unscoped
            && matches!(
                name.as_slice(),
                b"transaction_isolation" | b"transaction_read_only"
            )
    })
}

/// Whether a statement sets a collation for results: `SET NAMES … COLLATE …`.
fn names_collation(class: &Class, text: &[u8], options: &Options) -> bool {
    let may_be = matches!(
        class.kind,
        Kind::SetNames | Kind::SetSession | Kind::SetGlobal
    );
    may_be && assignments(text, options).any(|one| one.collation.is_some())
}

/// Whether a text has a word of small letters in it, in letters of any size.
fn contains(text: &[u8], word: &[u8]) -> bool {
    let mut parts = text.windows(word.len());
    parts.any(|part| part.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use hyades_mysql::sql::classify;

    use super::*;

    #[test]
    fn what_is_heeded() {
        let options = Options::default();
        let tracking =
            |text: &str| is_about_tracking(&classify(text.as_bytes(), &options), text.as_bytes());
        assert!(tracking("SET SESSION_TRACK_GTIDS = OFF"));
        assert!(tracking("SELECT @@session_track_schema"));
        assert!(tracking("SHOW VARIABLES LIKE 'session_track%'"));
        assert!(!tracking("SELECT 'session_track_gtids'"));
        let next = |text: &str| {
            let class = classify(text.as_bytes(), &options);
            is_about_next_transaction(&class, text.as_bytes(), &options)
        };
        assert!(next("SET @@transaction_isolation = 'SERIALIZABLE'"));
        assert!(!next("SET SESSION transaction_isolation = 'SERIALIZABLE'"));
        assert!(!next("SET sql_mode = 'transaction_isolation'"));
    }
}
