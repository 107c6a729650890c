//! What a statement leaves at its connection for the next one to ask about: `ROW_COUNT()`,
//! `FOUND_ROWS()`, warnings and errors, `LAST_INSERT_ID()`.
//!
//! The next statement may get another connection. Most of this such a connection can be given, which
//! costs nothing unless it is asked for; a connection with something that cannot be given to another
//! one is kept until the next statement has come.

use hyades_mysql::sql::{Class, Flags, Kind};

use super::Session;
use super::end::End;
use super::learn::Learned;
use crate::backend::{Conn, QueryError, query};
use crate::routing::Pin;

/// What asks about the last statement.
const ABOUT_LAST: [Flags; 3] = [Flags::DIAGNOSTICS, Flags::FOUND_ROWS, Flags::ROW_COUNT];
/// Where values go that nobody wants. It is always NULL, as is a variable that nobody has set.
const NOWHERE: &str = "@`hyades`";
/// The number of no command.
const NONE: u64 = u64::MAX;

/// What the last statement has left, apart from `LAST_INSERT_ID()`.
#[derive(Debug, Clone)]
pub(super) struct Traces {
    /// The number of the command that left it.
    command: u64,
    row_count: i64,
    /// `None` if only the server knows.
    found_rows: Option<u64>,
    /// The number of the command that has set it.
    found_by: u64,
    /// There are warnings or errors.
    has_diagnostics: bool,
    /// How many.
    warnings: u16,
    /// They are not counted any more.
    is_uncounted: bool,
}

impl Default for Traces {
    fn default() -> Self {
        Self {
            command: NONE,
            row_count: 0,
            found_rows: Some(0),
            found_by: NONE,
            has_diagnostics: false,
            warnings: 0,
            is_uncounted: false,
        }
    }
}

/// Whether a statement is about the one before.
pub(super) fn asks_about_last(class: &Class) -> bool {
    ABOUT_LAST
        .into_iter()
        .any(|about| class.flags.contains(about))
}

/// Whether a statement may ask for `LAST_INSERT_ID()`: what it runs may, a trigger for example.
fn may_ask_for_last_insert_id(class: &Class) -> bool {
    let by_kind = matches!(
        class.kind,
        Kind::Write(_) | Kind::LoadDataLocal | Kind::Call | Kind::Execute | Kind::Unknown
    );
    let by_flag = Flags::LAST_INSERT_ID | Flags::UNKNOWN_FUNCTION | Flags::MULTI;
    by_kind || class.flags.intersects(by_flag)
}

/// Whether it may have changed it. The response names rows that were given their ids, too.
pub(super) fn may_set_last_insert_id(class: Option<&Class>, learned: &Learned) -> bool {
    let may = class.is_some_and(|class| match class.kind {
        Kind::Call | Kind::Execute | Kind::Unknown => true,
        Kind::Write(_) | Kind::LoadDataLocal if learned.error.is_some() => true,
        _ if class.flags.contains(Flags::MULTI) => true,
        _ => class
            .flags
            .intersects(Flags::LAST_INSERT_ID | Flags::UNKNOWN_FUNCTION),
    });
    may || learned.last_insert_id != 0
}

impl Traces {
    /// Takes in what the response to a statement has said.
    pub(super) fn learn(&mut self, command: u64, class: &Class, learned: &Learned) {
        let is_error = learned.error.is_some();
        let only_asks = class.flags.contains(Flags::DIAGNOSTICS)
            && matches!(class.kind, Kind::Show | Kind::Diagnostics);
        self.command = command;
        self.is_uncounted = false;
        self.has_diagnostics =
            is_error || learned.warnings > 0 || only_asks && self.has_diagnostics;
        self.warnings = learned.warnings.max(u16::from(is_error));
        self.row_count = match is_error || learned.ends_in_rows {
            true => -1,
            false => i64::try_from(learned.affected_rows).unwrap_or(i64::MAX),
        };
        if is_error || only_asks {
            return;
        }
        let found = match class.kind {
            _ if class.flags.contains(Flags::CALC_FOUND_ROWS) => None,
            Kind::SelectInto => Some(learned.affected_rows),
            _ if learned.result_rows.is_some() => learned.result_rows,
            _ => return,
        };
        self.found_rows = found;
        self.found_by = command;
    }

    /// The command that has set `FOUND_ROWS()`.
    pub(super) const fn found_by(&self) -> u64 {
        self.found_by
    }

    /// A statement has been prepared, or another command has failed: that leaves its own warnings only.
    /// Returns whether there are any.
    pub(super) fn replaced(&mut self, command: u64, learned: &Learned) -> bool {
        let leaves = learned.error.is_some() || learned.warnings > 0;
        self.is_uncounted = false;
        if leaves || self.has_diagnostics {
            self.command = command;
            self.has_diagnostics = leaves;
        }
        if learned.error.is_some() {
            self.row_count = -1;
        }
        self.warnings = learned.warnings.max(u16::from(learned.error.is_some()));
        leaves
    }

    /// A command has been answered with OK that leaves warnings as they are. `elsewhere` if the connection
    /// that has run the last statement does not know.
    pub(super) fn counted_nothing(&mut self, elsewhere: bool) {
        self.row_count = 0;
        if elsewhere && !self.has_diagnostics {
            self.command = NONE;
        }
    }

    /// A command has been answered with OK after which the warnings of the statement before are still there,
    /// but not counted any more.
    pub(super) fn counted_anew(&mut self) {
        self.counted_nothing(true);
        self.warnings = 0;
        self.is_uncounted = true;
    }

    /// Whether the number of warnings is nothing, whatever servers say.
    pub(super) const fn is_uncounted(&self) -> bool {
        self.is_uncounted
    }

    /// How many warnings and errors there are.
    pub(super) const fn warnings(&self) -> u16 {
        self.warnings
    }

    /// Whether no other connection can be given it.
    const fn must_stay(&self) -> bool {
        self.has_diagnostics || self.row_count > 1
    }

    /// The statements after which a connection has it, as far as `asked` needs it. Nothing can find no
    /// row and change one.
    fn statements(&self, asked: Flags) -> Vec<String> {
        let found = self
            .found_rows
            .filter(|_| asked.contains(Flags::FOUND_ROWS));
        let into = match self.row_count {
            1 => format!(" INTO {NOWHERE}"),
            _ => String::new(),
        };
        let mut statements = vec![match found {
            None => format!("SELECT NULL LIMIT 1{into}"),
            Some(0) => "SELECT NULL LIMIT 0".to_owned(),
            Some(1) => format!("SELECT NULL LIMIT 1{into}"),
            Some(rows) => format!(
                "SELECT SQL_CALC_FOUND_ROWS NULL FROM JSON_TABLE(CONVERT(CONCAT('[0', \
                 REPEAT(',0', {}), ']') USING utf8mb4), '$[*]' COLUMNS (x INT PATH '$')) t LIMIT 1{into}",
                rows - 1
            ),
        }];
        if self.row_count == 0 {
            statements.push(format!("SET {NOWHERE} = NULL"));
        }
        statements
    }
}

impl Session {
    /// Whether a connection has what no other one can be given.
    pub(super) fn is_kept(&self, conn: &Conn) -> bool {
        self.knows_found(conn) || self.has_traces(conn) && self.state.traces.must_stay()
    }

    /// Whether only this connection knows `FOUND_ROWS()`.
    pub(super) fn knows_found(&self, conn: &Conn) -> bool {
        self.state.traces.found_rows.is_none() && self.has_found(conn)
    }

    fn has_found(&self, conn: &Conn) -> bool {
        conn.found_by == (self.id, self.state.traces.found_by)
    }

    /// Whether a connection has run the last statement.
    pub(super) fn has_traces(&self, conn: &Conn) -> bool {
        conn.used_by == (self.id, self.state.traces.command)
    }

    /// Gives a connection what a statement may ask for that is about to be run there.
    pub(super) async fn bring_traces(
        &mut self,
        conn: &mut Conn,
        class: &Class,
    ) -> Result<(), QueryError> {
        if self.frontend.is_gateway() {
            return Ok(());
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
        if asks_about_last(class) && (lacks_found || !self.has_traces(conn)) {
            for sql in self.state.traces.statements(class.flags) {
                query(conn, &sql).await?;
            }
            // What asks has found rows itself, as a rule; else it is brought again.
            conn.found_by = (self.id, NONE - 1);
        }
        Ok(())
    }

    /// How many warnings and errors the last statement has left, elsewhere.
    pub(super) async fn warnings(&mut self) -> Result<u16, End> {
        let traces = &self.state.traces;
        if traces.is_uncounted {
            return Ok(0);
        }
        let last = (self.id, traces.command);
        let mut held = self.held.iter_mut();
        let Some((_, conn)) = held.find(|(_, conn)| conn.used_by == last) else {
            return Ok(traces.warnings);
        };
        let rows = query(conn, "SHOW COUNT(*) WARNINGS").await?;
        let count = rows.at(0).and_then(|count| std::str::from_utf8(count).ok());
        Ok(count
            .and_then(|count| count.parse().ok())
            .unwrap_or_default())
    }

    /// Asks for what responses do not tell, before the only connection that knows it goes to others.
    pub(super) async fn fetch_rest(&mut self, conn: &mut Conn) -> Result<(), QueryError> {
        let id = match self.state.has_result_collation {
            true => {
                ", (SELECT id FROM information_schema.collations \
                      WHERE collation_name = @@collation_connection)"
            }
            false => "",
        };
        let sql = format!("SELECT @@last_insert_id, @@collation_connection{id} LIMIT 1");
        let rows = query(conn, &sql).await?;
        conn.used_by = (self.id, NONE - 1);
        conn.found_by = conn.used_by;
        if self.state.has_pin(Pin::LastInsertId) {
            let id = rows.at(0).and_then(|id| std::str::from_utf8(id).ok());
            let id = id.and_then(|id| id.parse().ok()).unwrap_or_default();
            conn.last_insert_id = Some(id);
            self.state.last_insert_id = id;
            self.state.unpin(Pin::LastInsertId);
        }
        if self.state.has_pin(Pin::Collation) {
            let collation = rows.at(1).unwrap_or_default();
            self.state.set_variable(b"collation_connection", collation);
            if let Some(id) = rows.at(2) {
                self.state.has_result_collation = false;
                self.state.set_variable(b"character_set_results", id);
            }
            conn.carried = self.state.carried.clone();
            self.state.unpin(Pin::Collation);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use hyades_mysql::sql::{Options, classify};

    use super::*;

    fn left(text: &str, learned: &Learned) -> Traces {
        let class = classify(text.as_bytes(), &Options::default());
        let mut traces = Traces::default();
        traces.learn(1, &class, learned);
        traces
    }

    #[test]
    fn rows_that_were_changed() {
        let changed = |affected_rows| {
            let mut learned = Learned::default();
            learned.affected_rows = affected_rows;
            learned
        };
        let asked = Flags::ROW_COUNT;
        let update = |rows| left("UPDATE t SET a = 1", &changed(rows));
        assert_eq!(
            update(0).statements(asked),
            ["SELECT NULL LIMIT 1", "SET @`hyades` = NULL"]
        );
        assert_eq!(
            update(1).statements(asked),
            ["SELECT NULL LIMIT 1 INTO @`hyades`"]
        );
        assert!(!update(1).must_stay());
        assert!(update(2).must_stay());
    }

    #[test]
    fn rows_that_were_found() {
        let found = |rows| {
            let mut learned = Learned::default();
            learned.result_rows = Some(rows);
            learned.ends_in_rows = true;
            learned
        };
        let select = |rows| left("SELECT a FROM t", &found(rows));
        let asked = Flags::FOUND_ROWS;
        assert_eq!(select(0).statements(asked), ["SELECT NULL LIMIT 0"]);
        assert!(select(3).statements(asked)[0].contains("REPEAT(',0', 2)"));
        assert!(!select(3).must_stay());
        let counted = left("SELECT SQL_CALC_FOUND_ROWS a FROM t LIMIT 1", &found(1));
        assert_eq!(counted.found_rows, None);
    }
}
