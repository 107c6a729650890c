//! Prepared statements, and what stands before the text of a query.

mod execute;
mod parameter;
mod prepare;
mod query;

pub use execute::{CURSOR_TYPES, Execute, FLAGS_OFFSET};
pub use parameter::{Parameter, ParameterType};
pub use prepare::StmtPrepareOk;
pub use query::{Query, query_text};

/// The statement's id in a payload of `COM_STMT_EXECUTE`, `COM_STMT_FETCH`, `COM_STMT_CLOSE`,
/// `COM_STMT_RESET` or `COM_STMT_SEND_LONG_DATA`. It stands at the same place in all of them.
pub fn statement_id(payload: &[u8]) -> Option<u32> {
    let id = payload.get(1..)?.first_chunk()?;
    Some(u32::from_le_bytes(*id))
}

/// The number of the parameter, counted from 0, that a `COM_STMT_SEND_LONG_DATA` has a part of.
pub fn long_data_parameter(payload: &[u8]) -> Option<u16> {
    let number = payload.get(5..)?.first_chunk()?;
    Some(u16::from_le_bytes(*number))
}

/// Replaces the statement's id. Returns whether there is one.
pub fn set_statement_id(payload: &mut [u8], id: u32) -> bool {
    let place = payload.get_mut(1..).and_then(<[u8]>::first_chunk_mut);
    match place {
        Some(place) => {
            *place = id.to_le_bytes();
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests;
