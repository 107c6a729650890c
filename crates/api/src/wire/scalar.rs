//! Liberal input types: clients and the documentation's own samples print numbers where strings
//! are declared and the other way around.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

/// A text, sent as a string or as a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl Visitor<'_> for TextVisitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Text, E> {
                Ok(Text(text))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Text, E> {
                // Not Display: the version 8.0 is not the version 8.
                Ok(Text(format!("{number:?}")))
            }
        }

        deserializer.deserialize_any(TextVisitor)
    }
}

impl ToSchema for Text {}

impl PartialSchema for Text {
    fn schema() -> RefOr<Schema> {
        either(Type::String, Type::Number)
            .description(Some("A string; a number is understood, too."))
            .into()
    }
}

/// A boolean, sent as one or as the string `"true"` or `"false"`, in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag(pub bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FlagVisitor;

        impl Visitor<'_> for FlagVisitor {
            type Value = Flag;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true or false")
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Flag, E> {
                Ok(Flag(value))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Flag, E> {
                if text.eq_ignore_ascii_case("true") {
                    Ok(Flag(true))
                } else if text.eq_ignore_ascii_case("false") {
                    Ok(Flag(false))
                } else {
                    Err(E::invalid_value(Unexpected::Str(text), &self))
                }
            }
        }

        deserializer.deserialize_any(FlagVisitor)
    }
}

impl ToSchema for Flag {}

impl PartialSchema for Flag {
    fn schema() -> RefOr<Schema> {
        either(Type::Boolean, Type::String)
            .pattern(Some("^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$"))
            .description(Some("A boolean, or the same as a string."))
            .into()
    }
}

/// `ON` or `OFF`, in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnOff(pub bool);

impl OnOff {
    /// The word, in upper case.
    pub const fn as_str(self) -> &'static str {
        if self.0 { "ON" } else { "OFF" }
    }
}

impl<'de> Deserialize<'de> for OnOff {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnOffVisitor;

        impl Visitor<'_> for OnOffVisitor {
            type Value = OnOff;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("ON or OFF")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<OnOff, E> {
                if text.eq_ignore_ascii_case("ON") {
                    Ok(OnOff(true))
                } else if text.eq_ignore_ascii_case("OFF") {
                    Ok(OnOff(false))
                } else {
                    Err(E::invalid_value(Unexpected::Str(text), &self))
                }
            }
        }

        deserializer.deserialize_any(OnOffVisitor)
    }
}

impl ToSchema for OnOff {}

impl PartialSchema for OnOff {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^([Oo][Nn]|[Oo][Ff][Ff])$"))
            .description(Some("`ON` or `OFF`, in any case."))
            .into()
    }
}

/// A whole number, sent as one or as a string of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Int(pub i64);

impl<'de> Deserialize<'de> for Int {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IntVisitor;

        impl Visitor<'_> for IntVisitor {
            type Value = Int;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number")
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Int, E> {
                Ok(Int(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Int, E> {
                let refused = |_| E::invalid_value(Unexpected::Unsigned(number), &self);
                i64::try_from(number).map(Int).map_err(refused)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Int, E> {
                let refused = |_| E::invalid_value(Unexpected::Str(text), &self);
                text.parse().map(Int).map_err(refused)
            }
        }

        deserializer.deserialize_any(IntVisitor)
    }
}

impl ToSchema for Int {}

impl PartialSchema for Int {
    fn schema() -> RefOr<Schema> {
        either(Type::Integer, Type::String)
            .pattern(Some("^[+-]?[0-9]+$"))
            .description(Some("A whole number, or the same as a string."))
            .into()
    }
}

fn either(first: Type, second: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([first, second]))
}

/// An array, or one of its items without the array around it. The OpenAPI document declares the
/// array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrManyVisitor(PhantomData))
    }
}

struct OneOrManyVisitor<T>(PhantomData<T>);

impl<T> OneOrManyVisitor<T> {
    fn one<'de, D, E>(value: D) -> Result<OneOrMany<T>, E>
    where
        T: Deserialize<'de>,
        D: Deserializer<'de, Error = E>,
    {
        T::deserialize(value).map(|item| OneOrMany(vec![item]))
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrManyVisitor<T> {
    type Value = OneOrMany<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(items)).map(OneOrMany)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        Self::one(MapAccessDeserializer::new(fields))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Self::one(text.into_deserializer())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Self::one(number.into_deserializer())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Self::one(number.into_deserializer())
    }
}

#[cfg(test)]
mod tests;
