//! Enums with a durable spelling.

/// Declares a plain enum with a durable text form: `as_str`, `FromStr`, and all variants.
macro_rules! text_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// Every variant.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The durable spelling.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::text::UnknownText;
            fn from_str(text: &str) -> Result<Self, $crate::text::UnknownText> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    other => Err($crate::text::UnknownText { kind: stringify!($name), text: other.to_owned() }),
                }
            }
        }
    };
}

/// A stored text that no variant is spelt like.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a {kind}")]
pub struct UnknownText {
    /// The enum.
    pub kind: &'static str,
    /// What was found.
    pub text: String,
}
