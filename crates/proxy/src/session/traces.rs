//! What a statement leaves at its connection for the next one to ask about: `ROW_COUNT()`,
//! `FOUND_ROWS()`, warnings and errors, `LAST_INSERT_ID()`.
//!
//! The next statement may get another connection. Most of this such a connection can be given, which
//! costs nothing unless it is asked for; a connection with something that cannot be given to another
//! one is kept until the next statement has come.

mod bring;
mod rest;

use hyades_mysql::sql::{Class, Flags, Kind};

use super::learn::Learned;

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
    /// `row_count` is what counts, whatever the connection says that has the warnings.
    is_recounted: bool,
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
            is_recounted: false,
        }
    }
}

/// Whether a statement is about the one before.
pub(super) fn asks_about_last(class: &Class) -> bool {
    ABOUT_LAST
        .into_iter()
        .any(|about| class.flags.contains(about))
}

/// Whether a statement that is about the one before can be run where that was, if that is not the session's home.
pub(super) fn may_ask_elsewhere(class: &Class) -> bool {
    let of_home = Flags::MULTI
        | Flags::LAST_INSERT_ID
        | Flags::READS_USER_VARIABLES
        | Flags::WRITES_USER_VARIABLES
        | Flags::USER_LOCKS
        | Flags::CONNECTION_ID
        | Flags::SERVER_IDENTITY
        | Flags::UNKNOWN_FUNCTION
        | Flags::SYSTEM_SCHEMA;
    match class.kind {
        Kind::Show | Kind::Diagnostics => !class.flags.contains(Flags::MULTI),
        Kind::Read => !class.flags.intersects(of_home),
        _ => false,
    }
}

/// Whether `FOUND_ROWS()` behind a statement of several is how many rows its result has had, or what it was before.
fn finds_plainly(class: &Class) -> bool {
    let by_kind = matches!(
        class.kind,
        Kind::Empty
            | Kind::Read
            | Kind::LockingRead
            | Kind::Write(_)
            | Kind::Do
            | Kind::Use
            | Kind::Begin { .. }
            | Kind::Commit(_)
            | Kind::Rollback(_)
            | Kind::SetSession
            | Kind::SetNames
            | Kind::SetUserVariable
    );
    by_kind && !class.flags.contains(Flags::CALC_FOUND_ROWS)
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
            && matches!(class.kind, Kind::Show | Kind::Diagnostics)
            && !class.flags.contains(Flags::MULTI);
        let is_refused = class.kind == Kind::Diagnostics && learned.warnings > 0;
        self.command = command;
        self.is_uncounted = false;
        self.is_recounted = false;
        self.has_diagnostics =
            is_error || learned.warnings > 0 || only_asks && self.has_diagnostics;
        self.warnings = learned.warnings.max(u16::from(is_error));
        self.row_count = match is_error || is_refused || learned.ends_in_rows {
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

    /// The command that has left it.
    pub(super) const fn command(&self) -> u64 {
        self.command
    }

    /// The command that has set `FOUND_ROWS()`.
    pub(super) const fn found_by(&self) -> u64 {
        self.found_by
    }

    /// A statement has been prepared, or another command has failed: that leaves its own warnings only.
    /// Returns whether there are any. `elsewhere` if the connection is not that of the statement before.
    pub(super) fn replaced(&mut self, command: u64, learned: &Learned, elsewhere: bool) -> bool {
        let leaves = learned.error.is_some() || learned.warnings > 0;
        self.is_uncounted = false;
        self.is_recounted |= leaves && elsewhere;
        if leaves || self.has_diagnostics {
            self.command = command;
            self.has_diagnostics = leaves;
        }
        if learned.error.is_some() {
            self.row_count = -1;
            self.is_recounted = false;
        }
        self.warnings = learned.warnings.max(u16::from(learned.error.is_some()));
        leaves
    }

    /// Only the server knows what this command has found.
    const fn found_unknown(&mut self, command: u64) {
        self.found_rows = None;
        self.found_by = command;
    }

    /// A command has left a warning that is not counted.
    pub(super) const fn warned(&mut self, command: u64) {
        self.command = command;
        self.has_diagnostics = true;
        self.warnings = 0;
        self.is_uncounted = true;
        self.row_count = -1;
        self.is_recounted = false;
    }

    /// A command has been answered with OK that leaves warnings as they are. `elsewhere` if the connection
    /// that has run the last statement does not know.
    pub(super) fn counted_nothing(&mut self, elsewhere: bool, ends_in_eof: bool) {
        self.row_count = if ends_in_eof { -1 } else { 0 };
        self.is_recounted = elsewhere && self.has_diagnostics;
        if elsewhere && !self.has_diagnostics {
            self.command = NONE;
        }
    }

    /// A command has been answered with OK after which the warnings of the statement before are still there,
    /// but not counted any more.
    pub(super) fn counted_anew(&mut self) {
        self.counted_nothing(true, false);
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
                 REPEAT(',0', {}), ']') USING utf8mb4), _utf8mb4'$[*]' COLUMNS (x FOR ORDINALITY)) t LIMIT 1{into}",
                rows - 1
            ),
        }];
        if self.row_count == 0 {
            statements.push(format!("SET {NOWHERE} = NULL"));
        }
        statements
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

    #[test]
    fn what_may_be_asked_away_from_home() {
        let may = |text: &str| may_ask_elsewhere(&classify(text.as_bytes(), &Options::default()));
        for text in [
            "SHOW WARNINGS",
            "SELECT @@warning_count",
            "SELECT FOUND_ROWS(), a FROM t",
        ] {
            assert!(may(text), "{text}");
        }
        for text in [
            "INSERT INTO t VALUES (ROW_COUNT())",
            "SELECT ROW_COUNT(); DELETE FROM t",
            "SELECT @x, ROW_COUNT()",
            "SELECT ROW_COUNT(), LAST_INSERT_ID()",
            "SELECT ROW_COUNT() FROM t FOR UPDATE",
            "SELECT my_own(ROW_COUNT())",
            "DO ROW_COUNT()",
        ] {
            assert!(!may(text), "{text}");
        }
    }

    #[test]
    fn a_command_that_is_answered_without_the_server() {
        let mut learned = Learned::default();
        learned.warnings = 1;
        learned.ends_in_rows = true;
        let mut traces = left("SELECT 1/0", &learned);
        traces.counted_anew();
        assert!(traces.must_stay() && traces.is_recounted);
        assert_eq!((traces.row_count, traces.warnings()), (0, 0));
        traces.warned(2);
        assert_eq!((traces.row_count, traces.is_recounted), (-1, false));
    }
}
