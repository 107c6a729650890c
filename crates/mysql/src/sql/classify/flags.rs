//! What a statement depends on or changes besides tables.

use std::fmt;
use std::ops::{BitOr, BitOrAssign};

/// A set of facts about a statement.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Flags(u32);

macro_rules! flags {
    ($($(#[$doc:meta])* $name:ident = $bit:expr;)*) => {
        impl Flags {
            $($(#[$doc])* pub const $name: Flags = Flags(1 << $bit);)*
            const NAMES: &[(Flags, &str)] = &[$((Flags::$name, stringify!($name)),)*];
        }
    };
}

flags! {
    /// The text has more than one statement; the rest of the class is the first one's. A stored program whose body is not a
    /// `BEGIN … END` block can be taken for several.
    MULTI = 0;
    /// `LAST_INSERT_ID()`, `@@last_insert_id`, `@@identity`, `@@insert_id`
    LAST_INSERT_ID = 1;
    /// `FOUND_ROWS()`
    FOUND_ROWS = 2;
    /// `SQL_CALC_FOUND_ROWS`
    CALC_FOUND_ROWS = 3;
    /// `ROW_COUNT()`
    ROW_COUNT = 4;
    /// The last statement's warnings and errors: `SHOW WARNINGS`, `GET DIAGNOSTICS`, `@@warning_count`….
    DIAGNOSTICS = 5;
    /// Reads `@x`.
    READS_USER_VARIABLES = 6;
    /// Sets `@x`.
    WRITES_USER_VARIABLES = 7;
    /// `GET_LOCK()` and the like.
    USER_LOCKS = 8;
    /// Creates or drops a temporary table by saying so.
    TEMPORARY_TABLE = 9;
    /// Depends on which connection or thread of the server runs it.
    CONNECTION_ID = 10;
    /// Depends on which server runs it.
    SERVER_IDENTITY = 11;
    /// Calls what is not known to be a builtin function without effects.
    UNKNOWN_FUNCTION = 12;
    /// Names `mysql`, `information_schema`, `performance_schema` or `sys` with a dot.
    SYSTEM_SCHEMA = 13;
    /// Reads or sets a system variable in the statement's text, `SET` apart.
    SYSTEM_VARIABLES = 14;
}

impl Flags {
    /// None of them.
    pub const EMPTY: Flags = Flags(0);

    /// Those that bind a read to the primary or to the connection that ran the last statement.
    pub const BOUND: Flags = Flags(
        Self::MULTI.0
            | Self::LAST_INSERT_ID.0
            | Self::FOUND_ROWS.0
            | Self::CALC_FOUND_ROWS.0
            | Self::ROW_COUNT.0
            | Self::DIAGNOSTICS.0
            | Self::READS_USER_VARIABLES.0
            | Self::WRITES_USER_VARIABLES.0
            | Self::USER_LOCKS.0
            | Self::CONNECTION_ID.0
            | Self::SERVER_IDENTITY.0
            | Self::UNKNOWN_FUNCTION.0
            | Self::SYSTEM_SCHEMA.0,
    );

    /// Whether all of `other` are set.
    #[inline]
    pub fn contains(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any of `other` is set.
    #[inline]
    pub fn intersects(self, other: Flags) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether none is set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The bits, for those who count.
    pub fn bits(self) -> u32 {
        self.0
    }

    #[inline]
    pub(super) fn remove(&mut self, other: Flags) {
        self.0 &= !other.0;
    }
}

impl BitOr for Flags {
    type Output = Flags;

    fn bitor(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }
}

impl BitOrAssign for Flags {
    #[inline]
    fn bitor_assign(&mut self, other: Flags) {
        self.0 |= other.0;
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = Self::NAMES.iter().filter(|(flag, _)| self.contains(*flag));
        let names: Vec<_> = set.map(|(_, name)| *name).collect();
        f.write_str(&names.join(" | "))
    }
}
