//! Bringing a connection what the last statement has left at another one.

use hyades_mysql::sql::{Class, Flags, Kind};

use super::super::Session;
use super::super::end::End;
use super::super::learn::Learned;
use super::rest::{Asker, ask_for_rest};
use super::{NONE, asks_about_last, finds_plainly, may_ask_for_last_insert_id};
use crate::backend::{Conn, QueryError, query};
use crate::routing::Pin;

impl Session {
    /// Whether a connection has what no other one can be given.
    pub(in crate::session) fn is_kept(&self, conn: &Conn) -> bool {
        self.knows_found(conn) || self.has_traces(conn) && self.state.traces.must_stay()
    }

    /// Whether only this connection knows `FOUND_ROWS()`.
    pub(in crate::session) fn knows_found(&self, conn: &Conn) -> bool {
        self.state.traces.found_rows.is_none() && self.has_found(conn)
    }

    fn has_found(&self, conn: &Conn) -> bool {
        conn.found_by == (self.id, self.state.traces.found_by)
    }

    /// Whether a connection has run the last statement.
    pub(in crate::session) fn has_traces(&self, conn: &Conn) -> bool {
        conn.used_by == (self.id, self.state.traces.command)
    }

    /// Gives a connection what a statement may ask for that is about to be run there.
    pub(in crate::session) async fn bring_traces(
        &mut self,
        conn: &mut Conn,
        class: &Class,
    ) -> Result<(), QueryError> {
        if self.frontend.is_gateway() {
            return self.bring_told(conn, class).await;
        }
        let id = self.state.last_insert_id;
        if may_ask_for_last_insert_id(class)
            && !self.state.has_pin(Pin::LastInsertId)
            && conn.last_insert_id != Some(id)
        {
            let sql = format!("SET @@session.last_insert_id = {id}");
            query(conn, &sql).await?;
            conn.last_insert_id = Some(id);
            conn.used_by = (self.id, NONE - 1);
        }
        let lacks_found = class.flags.contains(Flags::FOUND_ROWS) && !self.has_found(conn);
        if lacks_found && self.state.traces.found_rows.is_none() {
            self.fetch_found().await?;
        }
        let lacks_count = class.flags.contains(Flags::ROW_COUNT) && self.state.traces.is_recounted;
        if asks_about_last(class) && (lacks_found || lacks_count || !self.has_traces(conn)) {
            if class.kind == Kind::Show {
                // It asks for warnings only, and there are none.
                self.clear_diagnostics(conn).await?;
                return self.bring_told(conn, class).await;
            }
            for sql in self.state.traces.statements(class.flags) {
                query(conn, &sql).await?;
            }
            self.bring_told(conn, class).await?;
            // What asks has found rows itself, as a rule; else it is brought again.
            conn.found_by = (self.id, NONE - 1);
        }
        Ok(())
    }

    /// Asks the only connection that knows `FOUND_ROWS()`, since another one is going to be asked.
    async fn fetch_found(&mut self) -> Result<(), QueryError> {
        let last = (self.id, self.state.traces.found_by);
        let Some((_, conn)) = self.held.iter_mut().find(|(_, conn)| conn.found_by == last) else {
            return Ok(());
        };
        self.state.traces.found_rows = ask_for_found(conn).await?;
        conn.used_by = (self.id, NONE - 1);
        conn.found_by = conn.used_by;
        Ok(())
    }

    /// Asks the connection, which is about to forget it, if it is the only one that knows `FOUND_ROWS()`.
    pub(in crate::session) async fn keep_found(
        &mut self,
        conn: &mut Conn,
    ) -> Result<(), QueryError> {
        if self.knows_found(conn) {
            self.state.traces.found_rows = ask_for_found(conn).await?;
        }
        Ok(())
    }

    /// Notes who knows `FOUND_ROWS()` after several statements in one text.
    pub(in crate::session) fn note_found(
        &mut self,
        conn: &mut Conn,
        class: Option<&Class>,
        later: &[Class],
        learned: &Learned,
    ) {
        let Some(first) = class.filter(|class| class.flags.contains(Flags::MULTI)) else {
            return;
        };
        let is_plain = !later.is_empty() && finds_plainly(first) && later.iter().all(finds_plainly);
        if !is_plain || learned.error.is_some() {
            self.state.traces.found_unknown(self.commands);
            conn.found_by = conn.used_by;
        }
    }

    /// A statement has been prepared anew on a connection, for a command that leaves warnings as they are: only their
    /// number is known from now on. To prepare it may have left warnings of its own, which are nobody's.
    pub(in crate::session) fn lose_diagnostics(&self, conn: &mut Conn, has_warned: bool) {
        if self.state.traces.has_diagnostics || has_warned {
            conn.used_by = (self.id, NONE - 1);
        }
    }

    /// A connection that has not run the last statement gets rid of the warnings of another one. What was found is
    /// another number then.
    pub(in crate::session) async fn clear_diagnostics(
        &mut self,
        conn: &mut Conn,
    ) -> Result<(), QueryError> {
        self.keep_found(conn).await?;
        query(conn, "DO 0").await?;
        conn.found_by = (self.id, NONE - 1);
        Ok(())
    }

    /// How many warnings and errors the last statement has left, elsewhere.
    pub(in crate::session) async fn warnings(&mut self) -> Result<u16, End> {
        let traces = &self.state.traces;
        if traces.is_uncounted || traces.warnings == 0 {
            return Ok(0);
        }
        let last = (self.id, traces.command);
        let mut held = self.held.iter_mut();
        let Some((_, conn)) = held.find(|(_, conn)| conn.used_by == last) else {
            return Ok(traces.warnings);
        };
        let rows = query(conn, "SHOW COUNT(*) WARNINGS").await?;
        Ok(rows.number(0).unwrap_or_default())
    }

    /// Asks for what responses do not tell, before the only connection that knows it goes to others.
    pub(in crate::session) async fn fetch_rest(
        &mut self,
        conn: &mut Conn,
    ) -> Result<(), QueryError> {
        let asker = Asker {
            tracks_itself: self.state.tracks_itself || self.frontend.is_gateway(),
            wants_results: self.state.has_pin(Pin::Collation) && self.state.has_result_collation,
        };
        let rest = ask_for_rest(conn, asker).await?;
        conn.used_by = (self.id, NONE - 1);
        if self.state.has_pin(Pin::LastInsertId) {
            conn.last_insert_id = Some(rest.last_insert_id);
            self.state.last_insert_id = rest.last_insert_id;
            self.state.unpin(Pin::LastInsertId);
        }
        if self.state.has_pin(Pin::Collation) {
            self.state
                .set_variable(b"collation_connection", &rest.collation);
            if let Some(id) = rest.of_results {
                self.state.has_result_collation = false;
                self.state
                    .set_variable(b"character_set_results", id.to_string().as_bytes());
            }
            conn.carried = self.state.carried.clone();
            self.state.unpin(Pin::Collation);
        }
        Ok(())
    }
}

/// `FOUND_ROWS()`, which the connection does not know any more then.
async fn ask_for_found(conn: &mut Conn) -> Result<Option<u64>, QueryError> {
    let rows = query(conn, "SELECT FOUND_ROWS() LIMIT 1").await?;
    Ok(rows.number(0))
}
