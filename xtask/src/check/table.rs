//! Every line of the endpoint table says all that is needed, and every implemented operation is
//! one of them.

use hyades_api::implemented::IMPLEMENTED;
use hyades_api::table;

/// Incomplete lines, and implemented operations without one.
pub(super) fn problems() -> Vec<String> {
    let incomplete = table::endpoints()
        .filter(|e| e.operation.is_empty() || e.section.is_empty() || e.action.is_empty())
        .map(|e| {
            format!(
                "{} {}: operation, section or action is missing",
                e.method, e.path
            )
        });
    let unknown = IMPLEMENTED
        .iter()
        .filter(|operation| table::find(operation).is_none())
        .map(|operation| format!("{operation}: implemented, but not in the endpoint table"));
    incomplete.chain(unknown).collect()
}
