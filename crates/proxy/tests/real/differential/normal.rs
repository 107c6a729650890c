//! What may differ, and why.
//!
//! - **Ids of prepared statements**, also where errors name them: they are the server's to choose. See
//!   `prepared.rs`.
//! - **Execution without a cursor after one with a cursor**: not done, as MySQL's own response has no end.
//!   See `pair.rs`.
//! - **Errors of statement handles that are unknown or have no cursor** stay in MySQL's list of warnings; the
//!   proxy's are its own. A statement follows at once that clears it. See `prepared.rs`.
//! - **`CLIENT_NO_SCHEMA`**: out of use, and MySQL adds a warning to some statements that others do not count.
//! - **`COM_STATISTICS`**: numbers of the whole server. See `commands.rs`.
//! - **`FOUND_ROWS()` after anything but a `SELECT`** that has found rows: not asked for. See
//!   `differential.rs`.
//! - **`session_track_system_variables = '*'`**: reports `statement_id`, which counts the statements of the
//!   whole server. Not set. See `session_state.rs`.
//! - **`session_track_gtids` named first in a transaction**: not done. See `session_state.rs`.
//! - **A list of changes of state with nothing in it**: MySQL sends one when a transaction's state has changed
//!   and changed back. It says nothing, and is left away here on both sides.
//!
//! Still different, and found by longer runs:
//!
//! - **`FOUND_ROWS()` and `ROW_COUNT()` in one statement, when they are 0 and 1** because of two statements that ran
//!   on different connections of the proxy: nothing brings a third one there. Rare, and a difference.
//! - **The number of warnings, and of bytes that a column `?` may have,** of the first execution of a prepared statement on
//!   a connection: MySQL adapts a statement to the parameters that it has seen.
//! - **`AUTO_INCREMENT` after inserts that have failed**, now and then: seed 30604641986. Not understood.

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::ok::{Ends, OkPacket};
use hyades_mysql::wire::packet::{HEADER, split_packet, write_packet};
use hyades_mysql::wire::status::Status;

/// A response without lists of nothing.
pub(super) fn normal(mut response: &[u8], capabilities: Capabilities) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some((header, payload, rest)) = split_packet(response) {
        match without_empty_list(payload, capabilities) {
            Some(shorter) => drop(write_packet(&mut out, header.sequence, &shorter)),
            None => out.extend_from_slice(&response[..HEADER + payload.len()]),
        }
        response = rest;
    }
    out.extend_from_slice(response);
    out
}

fn without_empty_list(payload: &[u8], capabilities: Capabilities) -> Option<Vec<u8>> {
    if !capabilities.contains(Capabilities::SESSION_TRACK) {
        return None;
    }
    let ok = OkPacket::parse(payload, capabilities).ok()?;
    let has_list = ok.status.contains(Status::SESSION_STATE_CHANGED);
    if payload.len() < 7 || !has_list || !ok.session_state.is_empty() {
        return None;
    }
    let ends = match payload[0] {
        0 => Ends::Command,
        _ => Ends::ResultSet,
    };
    let mut out = Vec::new();
    ok.write(
        &mut out,
        0,
        capabilities | Capabilities::DEPRECATE_EOF,
        ends,
    )
    .ok()?;
    // An OK packet and not a row: it is as long as it has to be.
    let shorter = out.split_off(HEADER);
    let lost = if ok.info.is_empty() { 2 } else { 1 };
    (shorter.len() + lost == payload.len()).then_some(shorter)
}
