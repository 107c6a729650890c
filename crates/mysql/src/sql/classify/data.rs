//! Statements that load rows from files.

use super::class::{Kind, Write};
use super::flags::Flags;
use super::scan::Scan;

/// Behind `LOAD`.
pub(super) fn load(scan: &mut Scan) -> Kind {
    let what = scan.step_word().unwrap_or_default();
    if what.eq_ignore_ascii_case(b"index") {
        return Kind::Admin;
    }
    let mut local = false;
    while let Some(word) = scan.step_word() {
        local |= word.eq_ignore_ascii_case(b"local");
        if word.eq_ignore_ascii_case(b"infile") || word.is_empty() {
            break;
        }
    }
    scan.finish();
    if scan.flags.contains(Flags::READS_USER_VARIABLES) {
        // A variable in the list of columns takes values; one in an expression gives them.
        scan.flags |= Flags::WRITES_USER_VARIABLES;
    }
    if local {
        Kind::LoadDataLocal
    } else {
        Kind::Write(Write::Load)
    }
}
