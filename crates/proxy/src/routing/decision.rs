//! The decision.

use hyades_mysql::sql::{Class, Flags, Hint, Kind};
use hyades_types::topology::ProxyMode;

use super::{Facts, Pin, Policy};

/// Where a statement goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// To the session's home: the primary, or the replica of its own of a read-only proxy.
    Home,
    /// To any server that takes reads.
    Reader,
}

/// A decision and its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) target: Target,
    pub(crate) why: Why,
}

macro_rules! reasons {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal,)*) => {
        /// Why a statement goes where it goes. A closed set: it names counters.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Why {
            $($(#[doc = $doc])* $name,)*
        }

        impl Why {
            /// All of them, in order.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name that people see.
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it means, in a sentence.
            pub(crate) const fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),*).trim_ascii(),)* }
            }
        }
    };
}

reasons! {
    /// A read that any server can answer.
    Read = "read",
    /// The client wants a replica.
    HintReplica = "hint_replica",
    /// A read of a transaction that has not written.
    SplitRead = "split_read",
    /// The client wants the primary.
    HintPrimary = "hint_primary",
    /// It is not a read.
    NotRead = "not_read",
    /// A read that locks rows.
    LockingRead = "locking_read",
    /// It depends on the connection, the server, or the statement before.
    Stateful = "stateful",
    /// Several statements in one packet.
    Statements = "multi_statements",
    /// A transaction is open.
    Transaction = "transaction",
    /// Every statement begins a transaction.
    NoAutocommit = "no_autocommit",
    /// A temporary table may be meant.
    TemporaryTable = "temporary_table",
    /// Tables are locked.
    LockTables = "lock_tables",
    /// Other state of the connection binds every statement.
    Pinned = "pinned",
    /// A gateway has one server.
    Gateway = "gateway",
    /// A command of the protocol that is not a statement.
    Command = "command",
    /// The text is too long to look at.
    TooLong = "too_long",
    /// No server that takes reads is fresh enough.
    NoReplica = "no_replica",
    /// No replica has caught up with what the session has to see.
    Consistency = "consistency",
}

/// Decides where a statement goes.
pub(crate) fn route(class: &Class, facts: &Facts, policy: &Policy) -> Decision {
    if policy.mode == ProxyMode::ReadOnly {
        return read_only(class, facts);
    }
    let home = |why| Decision {
        target: Target::Home,
        why,
    };
    let reader = |why| Decision {
        target: Target::Reader,
        why,
    };
    // Bindings come before hints: a hint is a wish about load, not about what a statement means.
    if let Some(pin) = facts.bound {
        return home(pinned(pin));
    }
    if class.hint == Some(Hint::Primary) {
        return home(Why::HintPrimary);
    }
    if let Some(why) = unfit(class) {
        return home(why);
    }
    if facts.in_transaction || facts.no_autocommit {
        return if policy.transaction_split && facts.may_split {
            reader(Why::SplitRead)
        } else if facts.in_transaction {
            home(Why::Transaction)
        } else {
            home(Why::NoAutocommit)
        };
    }
    reader(match class.hint {
        Some(Hint::Replica) => Why::HintReplica,
        _ => Why::Read,
    })
}

/// Why a statement cannot be answered by any server.
fn unfit(class: &Class) -> Option<Why> {
    if class.flags.contains(Flags::MULTI) {
        return Some(Why::Statements);
    }
    match class.kind {
        Kind::Read if !class.may_read_from_replica() => Some(Why::Stateful),
        Kind::Read => None,
        Kind::LockingRead => Some(Why::LockingRead),
        _ => Some(Why::NotRead),
    }
}

/// On a read-only proxy everything goes to replicas; what is bound stays on the session's own.
fn read_only(class: &Class, facts: &Facts) -> Decision {
    let why = match facts.bound {
        Some(pin) => Some(pinned(pin)),
        None if facts.in_transaction => Some(Why::Transaction),
        None if facts.no_autocommit => Some(Why::NoAutocommit),
        None => unfit(class),
    };
    match why {
        Some(why) => Decision {
            target: Target::Home,
            why,
        },
        None => Decision {
            target: Target::Reader,
            why: Why::Read,
        },
    }
}

const fn pinned(pin: Pin) -> Why {
    match pin {
        Pin::TemporaryTable => Why::TemporaryTable,
        Pin::LockTables => Why::LockTables,
        Pin::Statements => Why::Statements,
        _ => Why::Pinned,
    }
}
