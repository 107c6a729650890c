//! The definitions that follow the answer to `COM_STMT_PREPARE`: parameters, then columns.

use crate::wire::capability::Capabilities;
use crate::wire::stmt::StmtPrepareOk;

/// Where a stream of definitions stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Definitions {
    /// This many definitions of the first group are to come.
    Group {
        /// How many of this group are to come.
        left: u16,
        /// How many the next group has.
        next: u16,
    },
    /// The EOF packet of a group is to come.
    Eof {
        /// How many the next group has.
        next: u16,
    },
    /// Nothing is to come.
    End,
}

/// How groups are sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    /// Whether a group is followed by an EOF packet.
    pub(super) eof: bool,
    /// Whether the definitions themselves are sent (`resultset_metadata`).
    pub(super) metadata: bool,
}

impl Form {
    pub(super) fn new(prepared: &StmtPrepareOk, capabilities: Capabilities) -> Self {
        Self {
            eof: !capabilities.contains(Capabilities::DEPRECATE_EOF),
            metadata: prepared.metadata_follows,
        }
    }

    /// At the beginning of the groups.
    pub(super) fn begin(self, parameters: u16, columns: u16) -> Definitions {
        match (parameters, columns) {
            (0, 0) => Definitions::End,
            (0, left) => self.group(left, 0),
            (left, next) => self.group(left, next),
        }
    }

    fn group(self, left: u16, next: u16) -> Definitions {
        match self.metadata {
            true => Definitions::Group { left, next },
            false => self.after_group(next),
        }
    }

    /// After one definition.
    pub(super) fn after_one(self, left: u16, next: u16) -> Definitions {
        match left {
            0 | 1 => self.after_group(next),
            _ => Definitions::Group {
                left: left - 1,
                next,
            },
        }
    }

    fn after_group(self, next: u16) -> Definitions {
        match self.eof {
            true => Definitions::Eof { next },
            false => self.begin(0, next),
        }
    }
}
