//! Parameters of proxies (4.7.19, 4.7.20): only ones that have an effect.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use hyades_types::topology::MultiStatements;

/// The "parent tag" of every parameter.
pub const ELEM_TYPE: &str = "system";

/// What becomes of several statements in one packet.
const MULTI_STATEMENTS: &str = "multiStatementType";

/// Seconds behind the primary from which a replica gets no reads.
const MAX_LAG: &str = "delayThresholdInSeconds";

const DEFAULT_MULTI_STATEMENTS: MultiStatements = MultiStatements::Strict;

const DEFAULT_MAX_LAG: u32 = 30;

/// A parameter of the catalogue.
#[derive(Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Which values it can have.
    pub values: Values,
    /// Its value unless another one is set.
    pub default: &'static str,
    /// What it does.
    pub description: &'static str,
}

/// Which values a parameter can have.
#[derive(Debug)]
pub enum Values {
    /// One of some words.
    Words(&'static [&'static str]),
    /// A number.
    Number(RangeInclusive<u32>),
}

/// Every parameter, by name.
pub const ALL: &[Parameter] = &[
    Parameter {
        name: MAX_LAG,
        values: Values::Number(1..=3600),
        default: "30",
        description: "Seconds behind the primary node from which a read replica gets no reads.",
    },
    Parameter {
        name: MULTI_STATEMENTS,
        values: Values::Words(&["Strict", "Loose", "Parse"]),
        default: DEFAULT_MULTI_STATEMENTS.as_str(),
        description: "Where statements go after several of them came in one packet: to the primary \
                      node to the end of the session (Strict), as if they had not been (Loose), or \
                      where each of them leads to (Parse).",
    },
];

/// The parameter with this name.
pub fn find(name: &str) -> Option<&'static Parameter> {
    ALL.iter().find(|parameter| parameter.name == name)
}

impl Parameter {
    /// Whether it can have this value.
    pub fn allows(&self, value: &str) -> bool {
        match &self.values {
            Values::Words(words) => words.contains(&value),
            Values::Number(range) => {
                let digits = value.bytes().all(|b| b.is_ascii_digit());
                digits && value.parse().is_ok_and(|number| range.contains(&number))
            }
        }
    }

    /// The kind of its values, in the API's words.
    pub const fn data_type(&self) -> &'static str {
        match self.values {
            Values::Words(_) => "string",
            Values::Number(_) => "integer",
        }
    }

    /// Its values, in the API's form: `Strict|Loose`, or `1-3600`.
    pub fn value_range(&self) -> String {
        match &self.values {
            Values::Words(words) => words.join("|"),
            Values::Number(range) => format!("{}-{}", range.start(), range.end()),
        }
    }

    /// The value that it has among those that are set.
    pub fn value<'s>(&self, set: &'s BTreeMap<String, String>) -> &'s str {
        set.get(self.name).map_or(self.default, String::as_str)
    }
}

/// What becomes of several statements in one packet.
pub fn multi_statements(set: &BTreeMap<String, String>) -> MultiStatements {
    let value = set.get(MULTI_STATEMENTS);
    value
        .and_then(|value| value.parse().ok())
        .unwrap_or(DEFAULT_MULTI_STATEMENTS)
}

/// Seconds behind the primary from which a replica gets no reads.
pub fn max_lag_seconds(set: &BTreeMap<String, String>) -> u32 {
    let value = set.get(MAX_LAG);
    value
        .and_then(|value| value.parse().ok())
        .unwrap_or(DEFAULT_MAX_LAG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_allowed_and_take_effect() {
        let none = BTreeMap::new();
        for parameter in ALL {
            assert!(parameter.allows(parameter.default), "{}", parameter.name);
            assert_eq!(parameter.value(&none), parameter.default);
        }
        assert_eq!(
            max_lag_seconds(&none).to_string(),
            find(MAX_LAG).unwrap().default
        );
        assert_eq!(multi_statements(&none), MultiStatements::Strict);
    }

    #[test]
    fn what_is_set_takes_effect() {
        let set = BTreeMap::from([(MAX_LAG, "7"), (MULTI_STATEMENTS, "Parse")]);
        let set = set
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        assert_eq!(max_lag_seconds(&set), 7);
        assert_eq!(multi_statements(&set), MultiStatements::Parse);
        assert_eq!(find(MAX_LAG).unwrap().value(&set), "7");
    }

    #[test]
    fn values_are_checked() {
        let lag = find(MAX_LAG).unwrap();
        assert_eq!(
            (lag.data_type(), lag.value_range().as_str()),
            ("integer", "1-3600")
        );
        assert!(lag.allows("1") && lag.allows("3600"));
        for bad in ["0", "3601", "", "+5", "1.5", "x", "99999999999"] {
            assert!(!lag.allows(bad), "{bad}");
        }
        let multi = find(MULTI_STATEMENTS).unwrap();
        assert!(multi.allows("Loose") && !multi.allows("loose"));
        assert!(find("slowLogQueryTime").is_none());
    }
}
