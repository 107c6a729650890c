//! Names and text literals in statements that take no parameters (accounts, events, replication, clone).

/// A string literal. The agent's sessions run without `NO_BACKSLASH_ESCAPES` and `ANSI_QUOTES`.
pub(crate) fn literal(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for c in text.chars() {
        match c {
            '\'' => quoted.push_str("''"),
            '\\' => quoted.push_str("\\\\"),
            '\0' => quoted.push_str("\\0"),
            // In an init file a line break could end the statement.
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\x1a' => quoted.push_str("\\Z"),
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

/// A name of something in a database.
pub(crate) fn identifier(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

#[cfg(test)]
mod tests {
    use super::{identifier, literal};

    #[test]
    fn nothing_ends_the_literal_early() {
        assert_eq!(literal("plain"), "'plain'");
        assert_eq!(literal("a'b"), "'a''b'");
        assert_eq!(literal("a\\"), "'a\\\\'");
        assert_eq!(literal("x\n;\r\0\x1a"), "'x\\n;\\r\\0\\Z'");
        assert_eq!(literal("ünï"), "'ünï'");
    }

    #[test]
    fn nothing_ends_the_name_early() {
        assert_eq!(identifier("plain"), "`plain`");
        assert_eq!(identifier("a`.b\\'\""), "`a``.b\\'\"`");
    }
}
