//! What is printed: tables for people, the API's own objects for programs.

use std::io::{ErrorKind, Write};

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::Value;

use super::args::{Format, GlobalArgs};
use super::exit::Failure;

/// Where results, sentences and errors go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    format: Format,
    quiet: bool,
}

impl Output {
    /// As the options say.
    pub(crate) const fn new(global: &GlobalArgs) -> Self {
        Self {
            format: global.output,
            quiet: global.quiet,
        }
    }

    /// Whether programs read it.
    pub(crate) const fn is_json(self) -> bool {
        matches!(self.format, Format::Json)
    }

    /// Whether only results and errors are wanted.
    pub(crate) const fn is_quiet(self) -> bool {
        self.quiet
    }

    /// Prints a result: `json` for programs, what `table` renders for people.
    pub(crate) fn result(
        self,
        json: &Value,
        table: impl FnOnce(&Value) -> String,
    ) -> Result<(), Failure> {
        match self.format {
            Format::Table => print(&table(json)),
            Format::Json => print(&format!("{json:#}")),
        }
    }

    /// Prints what was done: people who want quiet are spared it.
    pub(crate) fn done(
        self,
        json: &Value,
        table: impl FnOnce(&Value) -> String,
    ) -> Result<(), Failure> {
        match self.format {
            Format::Table if self.quiet => Ok(()),
            _ => self.result(json, table),
        }
    }

    /// Prints a remark beside a result, for people only.
    pub(crate) fn remark(self, text: &str) {
        if !self.quiet && !self.is_json() {
            eprintln!("{text}");
        }
    }

    /// Prints an error.
    pub(crate) fn failure(self, failure: &Failure) {
        if self.is_json() {
            eprintln!("{}", failure.to_json());
        } else {
            eprintln!("error: {}", printable(&failure.to_string()));
        }
    }
}

/// Prints to standard output; that nobody reads on (`| head`) is no error.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", text.trim_end_matches('\n')).and_then(|()| out.flush()) {
        Err(source) if source.kind() != ErrorKind::BrokenPipe => Err(Failure::Io {
            action: "write the result".to_owned(),
            source,
        }),
        _ => Ok(()),
    }
}

/// A plain table: a heading and rows, columns two blanks apart.
pub(crate) fn table<const N: usize>(
    heading: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut table = plain_table();
    table.set_header(heading);
    table.add_rows(rows);
    render(&mut table)
}

/// A list of properties, one a line; those without a value are left out.
pub(crate) fn properties<'a>(rows: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let mut table = plain_table();
    table.add_rows(
        rows.into_iter()
            .filter(|(_, value)| value != "-")
            .map(|(name, value)| [name.to_owned(), value]),
    );
    render(&mut table)
}

/// The items under a key, none when it is missing.
pub(crate) fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A field as text for people, by JSON pointer: `-` when it is missing or empty.
pub(crate) fn field(value: &Value, pointer: &str) -> String {
    match value.pointer(pointer).map(as_text) {
        Some(text) if !text.is_empty() => printable(&text),
        _ => "-".to_owned(),
    }
}

fn as_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(as_text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// One line, without anything that a terminal obeys.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn plain_table() -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled);
    table
}

fn render(table: &mut Table) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.trim_fmt()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields() {
        let value = json!({"a": {"b": 7}, "ips": ["1", "2"], "empty": "", "none": [], "bad": "x\u{1b}[2J\ny"});
        assert_eq!(field(&value, "/a/b"), "7");
        assert_eq!(field(&value, "/ips"), "1, 2");
        assert_eq!(field(&value, "/empty"), "-");
        assert_eq!(field(&value, "/none"), "-");
        assert_eq!(field(&value, "/missing/deep"), "-");
        assert_eq!(field(&value, "/bad"), "x [2J y");
    }

    #[test]
    fn tables() {
        let rows = [
            ["a".to_owned(), "long value".to_owned()],
            ["bb".to_owned(), "-".to_owned()],
        ];
        assert_eq!(
            table(["NAME", "X"], rows),
            "NAME  X\na     long value\nbb    -"
        );
        let shown = [
            ("one", "1".to_owned()),
            ("gone", "-".to_owned()),
            ("three", "3".to_owned()),
        ];
        assert_eq!(properties(shown), "one    1\nthree  3");
    }
}
