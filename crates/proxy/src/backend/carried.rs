//! Session state that can be carried from one connection to another.

use std::collections::BTreeMap;

/// How a variable's value is written in a `SET`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Number,
    Text,
}

/// The variables that are carried, with the form of their values. A session that sets another one
/// stays on its connection. Lower case, sorted.
const VARIABLES: &[(&str, Form)] = &[
    ("auto_increment_increment", Form::Number),
    ("auto_increment_offset", Form::Number),
    ("autocommit", Form::Text),
    ("big_tables", Form::Text),
    ("bulk_insert_buffer_size", Form::Number),
    ("character_set_client", Form::Text),
    ("character_set_connection", Form::Text),
    ("character_set_results", Form::Text),
    ("collation_connection", Form::Text),
    ("cte_max_recursion_depth", Form::Number),
    ("default_week_format", Form::Number),
    ("div_precision_increment", Form::Number),
    ("end_markers_in_json", Form::Text),
    ("eq_range_index_dive_limit", Form::Number),
    ("explicit_defaults_for_timestamp", Form::Text),
    ("foreign_key_checks", Form::Text),
    ("group_concat_max_len", Form::Number),
    ("information_schema_stats_expiry", Form::Number),
    ("innodb_lock_wait_timeout", Form::Number),
    ("interactive_timeout", Form::Number),
    ("join_buffer_size", Form::Number),
    ("lc_messages", Form::Text),
    ("lc_time_names", Form::Text),
    ("lock_wait_timeout", Form::Number),
    ("long_query_time", Form::Number),
    ("max_error_count", Form::Number),
    ("max_execution_time", Form::Number),
    ("max_heap_table_size", Form::Number),
    ("max_join_size", Form::Number),
    ("max_length_for_sort_data", Form::Number),
    ("max_seeks_for_key", Form::Number),
    ("max_sort_length", Form::Number),
    ("max_sp_recursion_depth", Form::Number),
    ("min_examined_row_limit", Form::Number),
    ("net_buffer_length", Form::Number),
    ("net_read_timeout", Form::Number),
    ("net_retry_count", Form::Number),
    ("net_write_timeout", Form::Number),
    ("old_alter_table", Form::Text),
    ("optimizer_prune_level", Form::Number),
    ("optimizer_search_depth", Form::Number),
    ("optimizer_switch", Form::Text),
    ("range_optimizer_max_mem_size", Form::Number),
    ("read_buffer_size", Form::Number),
    ("read_rnd_buffer_size", Form::Number),
    ("show_create_table_verbosity", Form::Text),
    ("sort_buffer_size", Form::Number),
    ("sql_auto_is_null", Form::Text),
    ("sql_big_selects", Form::Text),
    ("sql_buffer_result", Form::Text),
    ("sql_mode", Form::Text),
    ("sql_notes", Form::Text),
    ("sql_quote_show_create", Form::Text),
    ("sql_safe_updates", Form::Text),
    ("sql_select_limit", Form::Number),
    ("sql_warnings", Form::Text),
    ("time_zone", Form::Text),
    ("tmp_table_size", Form::Number),
    ("transaction_isolation", Form::Text),
    ("transaction_read_only", Form::Text),
    ("unique_checks", Form::Text),
    ("updatable_views_with_limit", Form::Text),
    ("wait_timeout", Form::Number),
    ("windowing_use_high_precision", Form::Text),
];

/// The state of a session that any connection can be given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Carried {
    /// The current database; empty is none.
    pub(crate) database: Vec<u8>,
    /// Variables that the session has set, as the server has reported them.
    pub(crate) variables: BTreeMap<Vec<u8>, Vec<u8>>,
}

/// What a connection needs to get from one state to another.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Steps {
    /// Everything has to be forgotten first.
    pub(crate) reset: bool,
    /// The database to change to.
    pub(crate) database: Option<Vec<u8>>,
    /// What follows `SET` to set the variables.
    pub(crate) assignments: String,
}

/// Whether the variable can be carried.
pub(crate) fn is_carried(name: &[u8]) -> bool {
    form(name).is_some()
}

/// The names of those that can be.
pub(crate) fn carried_names() -> impl Iterator<Item = &'static str> {
    VARIABLES.iter().map(|(name, _)| *name)
}

/// What sets a variable in a `SET`.
pub(crate) fn assignment(name: &[u8], value: &[u8]) -> String {
    let mut steps = Steps::default();
    steps.assign(name, value);
    steps.assignments
}

fn form(name: &[u8]) -> Option<Form> {
    let found = VARIABLES.binary_search_by(|(known, _)| known.as_bytes().cmp(name));
    found
        .ok()
        .and_then(|at| VARIABLES.get(at))
        .map(|(_, form)| *form)
}

/// What says how a text is read; the rest matters only when it is run. A server looks at these when it prepares a
/// statement, and executes it as it was prepared.
const MEANING: [&str; 10] = [
    "sql_mode",
    "character_set_client",
    "character_set_connection",
    "collation_connection",
    "default_week_format",
    "div_precision_increment",
    "group_concat_max_len",
    "lc_time_names",
    "time_zone",
    "windowing_use_high_precision",
];

impl Carried {
    /// What follows `SET` to have texts mean in this state what they mean in `wanted`. A session that has not
    /// set its character sets has those of `collation`.
    pub(super) fn meaning_of(&self, wanted: &Self, collation: u8) -> String {
        let differs = |name: &str| {
            self.variables.get(name.as_bytes()) != wanted.variables.get(name.as_bytes())
        };
        let mut steps = Steps::default();
        let is_undone = differs("character_set_connection");
        for name in MEANING {
            let is_lost = is_undone && name == "collation_connection";
            if !(differs(name) || is_lost) {
                continue;
            }
            match wanted.variables.get(name.as_bytes()) {
                Some(value) => steps.assign(name.as_bytes(), value),
                None if name.starts_with("c") => steps.put(name, &collation.to_string()),
                None => steps.put(name, "DEFAULT"),
            }
        }
        steps.assignments
    }

    /// Whether there is a way from this state to `wanted`: a database cannot be left for none.
    pub(super) fn can_become(&self, wanted: &Self) -> bool {
        !wanted.database.is_empty() || self.database.is_empty()
    }

    /// How to get from this state to `wanted`; `None` if there is no way.
    pub(crate) fn steps_to(&self, wanted: &Self) -> Option<Steps> {
        if !self.can_become(wanted) {
            return None;
        }
        let reset = self
            .variables
            .keys()
            .any(|name| !wanted.variables.contains_key(name));
        let mut steps = Steps {
            reset,
            database: (self.database != wanted.database).then(|| wanted.database.clone()),
            assignments: String::new(),
        };
        let differs = |name: &[u8]| self.variables.get(name) != wanted.variables.get(name);
        let is_undone = differs(b"character_set_connection");
        for (name, value) in &wanted.variables {
            // To set the character set is to set its usual collation.
            let is_lost = is_undone && name == b"collation_connection";
            if reset || is_lost || differs(name) {
                steps.assign(name, value);
            }
        }
        Some(steps)
    }
}

impl Steps {
    fn assign(&mut self, name: &[u8], value: &[u8]) {
        let name = String::from_utf8_lossy(name);
        self.put(&name, &literal(&name, value));
    }

    fn put(&mut self, name: &str, value: &str) {
        if !self.assignments.is_empty() {
            self.assignments.push_str(", ");
        }
        self.assignments.push_str("@@session.");
        self.assignments.push_str(name);
        self.assignments.push_str(" = ");
        self.assignments.push_str(value);
    }
}

/// Names and values come from the server, but what the server echoes can come from a client.
fn literal(name: &str, value: &[u8]) -> String {
    let is_number = !value.is_empty() && value.iter().all(|b| b.is_ascii_digit() || *b == b'.');
    match form(name.as_bytes()) {
        Some(Form::Number) if is_number => String::from_utf8_lossy(value).into_owned(),
        // A collation's id, where the usual one of the character set is not meant.
        _ if is_number && name == "character_set_results" => {
            String::from_utf8_lossy(value).into_owned()
        }
        // The only text variable that can be NULL, which the server reports as nothing.
        _ if value.is_empty() && name == "character_set_results" => "NULL".to_owned(),
        // Hexadecimal, so that neither sql_mode nor the character set matters.
        _ => {
            let digits: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("CONVERT(x'{digits}' USING utf8mb4)")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(database: &str, variables: &[(&str, &str)]) -> Carried {
        let bytes =
            |(name, value): &(&str, &str)| (name.as_bytes().to_vec(), value.as_bytes().to_vec());
        Carried {
            database: database.as_bytes().to_vec(),
            variables: variables.iter().map(bytes).collect(),
        }
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(VARIABLES.is_sorted_by(|(a, _), (b, _)| a < b));
        assert!(is_carried(b"sql_mode"));
        assert!(!is_carried(b"gtid_next"));
    }

    #[test]
    fn the_same_state_needs_nothing() {
        let steps = state("shop", &[("sql_mode", "ANSI")])
            .steps_to(&state("shop", &[("sql_mode", "ANSI")]));
        assert_eq!(steps, Some(Steps::default()));
    }

    #[test]
    fn what_is_new_is_set() {
        let wanted = state("shop", &[("sql_mode", "A"), ("sql_select_limit", "10")]);
        let steps = state("", &[("sql_mode", "A")]).steps_to(&wanted).unwrap();
        assert!(!steps.reset);
        assert_eq!(steps.database.as_deref(), Some(&b"shop"[..]));
        assert_eq!(steps.assignments, "@@session.sql_select_limit = 10");
    }

    #[test]
    fn what_is_too_much_is_reset() {
        let from = state("shop", &[("sql_mode", "A"), ("time_zone", "UTC")]);
        let steps = from
            .steps_to(&state("shop", &[("time_zone", "UTC")]))
            .unwrap();
        assert!(steps.reset);
        assert_eq!(steps.database, None);
        assert_eq!(
            steps.assignments,
            "@@session.time_zone = CONVERT(x'555443' USING utf8mb4)"
        );
        assert_eq!(from.steps_to(&state("", &[])), None);
    }
}
