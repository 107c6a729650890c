//! What a command is answered with.

use crate::wire::command::Command;
use crate::wire::stmt::{CURSOR_TYPES, FLAGS_OFFSET};

/// The form of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseKind {
    /// None at all.
    Nothing,
    /// One OK, EOF or ERR packet.
    Status,
    /// Result sets and OK packets, as long as more are announced; requests for a file.
    Results {
        /// Whether a cursor was asked for.
        cursor: bool,
    },
    /// The statement's id, parameters and columns.
    Prepared,
    /// Rows of a cursor.
    Rows,
    /// Column definitions (`COM_FIELD_LIST`).
    Columns,
    /// One packet of text (`COM_STATISTICS`).
    Text,
    /// An exchange of authentication data; also what follows a handshake response.
    Authentication,
    /// Binary log events until EOF or ERR.
    Events,
    /// A protocol of its own; the response has no end that can be seen here.
    Unbounded,
}

impl ResponseKind {
    /// The form of the response to a command, given the beginning of its payload (of
    /// `COM_STMT_EXECUTE` the first 6 bytes; nothing but the first byte otherwise).
    pub fn of(payload: &[u8]) -> Self {
        let Some(code) = payload.first() else {
            // mysqld takes an empty packet for COM_SLEEP, and refuses it.
            return Self::Status;
        };
        match Command::from(*code) {
            Command::Quit | Command::StmtClose | Command::StmtSendLongData => Self::Nothing,
            Command::Query | Command::ProcessInfo => Self::Results { cursor: false },
            Command::StmtExecute => Self::Results {
                cursor: payload
                    .get(FLAGS_OFFSET)
                    .is_some_and(|flags| flags & CURSOR_TYPES != 0),
            },
            Command::StmtPrepare => Self::Prepared,
            Command::StmtFetch => Self::Rows,
            Command::FieldList => Self::Columns,
            Command::Statistics => Self::Text,
            Command::ChangeUser => Self::Authentication,
            Command::BinlogDump | Command::BinlogDumpGtid => Self::Events,
            Command::Clone | Command::SubscribeGroupReplicationStream => Self::Unbounded,
            _ => Self::Status,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_asked_for_by_flags() {
        let execute = |flags| ResponseKind::of(&[0x17, 1, 0, 0, 0, flags, 1, 0, 0, 0]);
        assert_eq!(execute(0x08), ResponseKind::Results { cursor: false });
        assert_eq!(execute(0x09), ResponseKind::Results { cursor: true });
        assert_eq!(execute(0x02), ResponseKind::Results { cursor: true });
        let cut = ResponseKind::of(&[0x17, 1]);
        assert_eq!(cut, ResponseKind::Results { cursor: false });
    }

    #[test]
    fn commands() {
        let cases = [
            (0x01, ResponseKind::Nothing),
            (0x03, ResponseKind::Results { cursor: false }),
            (0x0e, ResponseKind::Status),
            (0x11, ResponseKind::Authentication),
            (0x12, ResponseKind::Events),
            (0x19, ResponseKind::Nothing),
            (0x20, ResponseKind::Unbounded),
            (0xc8, ResponseKind::Status),
        ];
        for (code, kind) in cases {
            assert_eq!(ResponseKind::of(&[code]), kind, "{code:#x}");
        }
        assert_eq!(ResponseKind::of(b""), ResponseKind::Status);
    }
}
