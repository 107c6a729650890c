//! Sets of protocol flags.

/// A set of named bits as a newtype: unknown bits survive, `Debug` shows names.
macro_rules! bit_set {
    (
        $(#[$meta:meta])*
        $name:ident: $repr:ty { $($(#[$flag_meta:meta])* $flag:ident = $bit:literal,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $name(pub $repr);

        impl $name {
            $($(#[$flag_meta])* pub const $flag: Self = Self(1 << $bit);)*

            /// No flag.
            pub const EMPTY: Self = Self(0);

            const NAMES: &[(&str, Self)] = &[$((stringify!($flag), Self::$flag)),*];

            /// Whether all flags of `other` are set.
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// The flags of either.
            pub const fn with(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// The flags without those of `other`.
            pub const fn without(self, other: Self) -> Self {
                Self(self.0 & !other.0)
            }

            /// The flags that both have.
            pub const fn and(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }
        }

        impl std::ops::BitOr for $name {
            type Output = Self;

            fn bitor(self, other: Self) -> Self {
                self.with(other)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let set = Self::NAMES.iter().filter(|(_, flag)| self.contains(*flag));
                f.write_str(concat!(stringify!($name), "("))?;
                for (index, (name, _)) in set.enumerate() {
                    f.write_str(if index == 0 { "" } else { " | " })?;
                    f.write_str(name)?;
                }
                f.write_str(")")
            }
        }
    };
}
