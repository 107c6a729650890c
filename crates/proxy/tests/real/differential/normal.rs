//! What may differ, and why.
//!
//! - **Ids of prepared statements**, also where errors name them: they are the server's to choose. See
//!   `prepared.rs`.
//! - **Execution without a cursor after one with a cursor**: not done, as MySQL's own response has no end.
//!   See `pair.rs`.
//! - **Errors of statement handles that are unknown, have no cursor, or are spoilt by parts of a parameter that there is
//!   not**, are added to MySQL's list of warnings of the statement before, which the proxy may have run elsewhere. A statement
//!   follows at once that clears it. See `prepared.rs`.
//! - **`CLIENT_NO_SCHEMA`**: out of use, and MySQL adds a warning to some statements that others do not count.
//! - **`COM_STATISTICS`**: numbers of the whole server. See `commands.rs`.
//! - **`FOUND_ROWS()` after anything but a `SELECT`** that has found rows: not asked for. See
//!   `differential.rs`.
//! - **`session_track_system_variables = '*'`**: reports `statement_id`, which counts the statements of the
//!   whole server. Not set. See `session_state.rs`.
//! - **`session_track_gtids` named first in a transaction**: not done. See `session_state.rs`.
//! - **A list of changes of state with nothing in it**: MySQL sends one when a transaction's state has changed
//!   and changed back. It says nothing, and is left away here on both sides.
//! - **The current database, reported though it is the same as before**: MySQL does that when it has gone back and
//!   forth for a routine or to prepare a statement anew, which the proxy's connection may not have had to. It is left
//!   away here on both sides.
//! - **A transaction of which there is nothing to say**: MySQL now and then reports it to a client that has not asked for it. It is
//!   left away here on both sides, too.
//! - **That what changes a table with a foreign key has read the table that it refers to**:
//!   `session_track_transaction_info` tells of it, but not on a connection that has been reset, and the proxy's connection is
//!   another one. After a reset there are no such changes. See `statements.rs`.
//! - **What MySQL has learned of a parameter's type from earlier executions**, which decides how a column is compared with it
//!   (and so how many warnings there are) and what type an expression of it has: on a connection on which the statement
//!   has to be prepared anew it has not. Parameters that are compared with numbers are numbers. See `prepared.rs`.
//! - **Errors and warnings of commands that are not statements** are added to those of the statement before, which the
//!   proxy may have run elsewhere: there are none, then. See `clear` in `commands.rs`.
//! - **Warnings after a part of a parameter (`COM_STMT_SEND_LONG_DATA`)** for a statement that has to be prepared anew where they
//!   are: only their number is known then. There are none. See `prepared.rs`.
//! - **Questions for the last warnings as the first of several statements in one text**: those go to the primary as a whole, and
//!   the warnings may be where the last read was. Not asked. See `statements.rs`.
//! - **`GET DIAGNOSTICS` about a read at a replica**: refused. See `differential.rs`.
//! - **`FOUND_ROWS()` and `ROW_COUNT()` in one statement, when they are 0 and 1** because of two statements that ran on
//!   different connections of the proxy: there is no statement that leaves a third connection so, but for a change of a table of
//!   its own, which takes a privilege. Not asked for. See `differential.rs`.
//! - **The next id after a row with an id of its own**: InnoDB steps by the `auto_increment_increment` that was in force when the open
//!   table was used last, by whomever. Such ids are negative here, and change nothing. See `statements.rs`.
//! - **Ids that an INSERT has taken which a foreign key refuses**: MySQL gives them back, but not always. The test's have ids of
//!   their own. See `statements.rs`.

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::ok::{Ends, OkPacket};
use hyades_mysql::wire::packet::{HEADER, split_packet, write_packet};
use hyades_mysql::wire::session_state::{Change, Entry};
use hyades_mysql::wire::status::Status;

/// A response without lists of nothing, and without the news that the database is still `schema` or that
/// no transaction is open.
pub(super) fn normal(mut response: &[u8], capabilities: Capabilities, schema: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some((header, payload, rest)) = split_packet(response) {
        match without_old_news(payload, capabilities, schema) {
            Some(shorter) => drop(write_packet(&mut out, header.sequence, &shorter)),
            None => out.extend_from_slice(&response[..HEADER + payload.len()]),
        }
        response = rest;
    }
    out.extend_from_slice(response);
    out
}

fn without_old_news(payload: &[u8], capabilities: Capabilities, schema: &[u8]) -> Option<Vec<u8>> {
    if !capabilities.contains(Capabilities::SESSION_TRACK) {
        return None;
    }
    let ok = OkPacket::parse(payload, capabilities).ok()?;
    let has_list = ok.status.contains(Status::SESSION_STATE_CHANGED);
    let is_old = |entry: &Entry<'_>| {
        let nothing = Change::TransactionState(b"________");
        [Ok(Change::Schema(schema)), Ok(nothing)].contains(&entry.change())
    };
    let mut entries = ok.session_state.entries().filter_map(Result::ok);
    let has_old = entries.any(|entry| is_old(&entry));
    if payload.len() < 7 || !has_list || !(has_old || ok.session_state.is_empty()) {
        return None;
    }
    let ends = match payload[0] {
        0 => Ends::Command,
        _ => Ends::ResultSet,
    };
    let write = |keep: &dyn Fn(&Entry<'_>) -> bool| {
        let mut out = Vec::new();
        let capabilities = capabilities | Capabilities::DEPRECATE_EOF;
        ok.write_filtered(&mut out, 0, capabilities, ends, keep)
            .ok()?;
        Some(out.split_off(HEADER))
    };
    // An OK packet and not a row: it is as long as it has to be.
    let whole = write(&|_| true)?;
    let lost = match (ok.session_state.is_empty(), ok.info.is_empty()) {
        (false, _) => 0,
        (true, true) => 2,
        (true, false) => 1,
    };
    if whole.len() + lost != payload.len() {
        return None;
    }
    write(&|entry| !is_old(entry))
}
