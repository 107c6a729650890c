//! Where tokens begin and end, and what depends on the session's settings.

use super::super::TokenKind::{self, *};
use super::super::{Charset, Flags, Kind, Lexer, Options, classify};

fn tokens<'a>(text: &'a [u8], options: &Options) -> Vec<(TokenKind, &'a [u8])> {
    let mut lexer = Lexer::new(text, options);
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next_with_comments() {
        tokens.push((token.kind, lexer.text(token)));
    }
    tokens
}

fn check(text: &str, expected: &[(TokenKind, &str)]) {
    let tokens = tokens(text.as_bytes(), &Options::default());
    let tokens: Vec<_> = tokens
        .iter()
        .map(|(kind, text)| (*kind, str::from_utf8(text).unwrap()))
        .collect();
    assert_eq!(tokens, expected, "{text}");
}

fn kinds(text: &str) -> Vec<TokenKind> {
    tokens(text.as_bytes(), &Options::default())
        .iter()
        .map(|(kind, _)| *kind)
        .collect()
}

#[test]
fn strings_and_names() {
    check(
        "'a''b' \"c\"\"d\" `e``f`",
        &[
            (String, "'a''b'"),
            (String, "\"c\"\"d\""),
            (QuotedName, "`e``f`"),
        ],
    );
    check(r"'a\'b' 'c\\'", &[(String, r"'a\'b'"), (String, r"'c\\'")]);
    check(r"`a\` b", &[(QuotedName, r"`a\`"), (Word, "b")]);
    check(
        "N'a' n'b' _utf8'c'",
        &[
            (String, "N'a'"),
            (String, "n'b'"),
            (Word, "_utf8"),
            (String, "'c'"),
        ],
    );
    check("'open", &[(Invalid, "'open")]);
    check("`open", &[(Invalid, "`open")]);
    check(r"'a\", &[(Invalid, r"'a\")]);
    check("größe", &[(Word, "größe")]);
    check("a$b $c $", &[(Word, "a$b"), (Word, "$c"), (Word, "$")]);
    check("$$ a; b $$ c", &[(String, "$$ a; b $$"), (Word, "c")]);
    check("$x$ $$ $x$", &[(String, "$x$ $$ $x$")]);
    check("$$ open", &[(Invalid, "$$ open")]);
}

#[test]
fn numbers() {
    for number in [
        "1", "1.5", ".5", "1.", "1e3", "1E+3", "1.5e-3", ".5e1", "1.e5", "0x1F", "0b01", "x'1f'",
        "X''", "B'01'", "007",
    ] {
        check(number, &[(Number, number)]);
    }
    check("1e5x", &[(Number, "1e5"), (Word, "x")]);
    check(
        "1e 1a 0xg 0b2 0X1",
        &[
            (Word, "1e"),
            (Word, "1a"),
            (Word, "0xg"),
            (Word, "0b2"),
            (Word, "0X1"),
        ],
    );
    check(
        "t.1a .1",
        &[(Word, "t"), (Dot, "."), (Word, "1a"), (Number, ".1")],
    );
    check("t .1", &[(Word, "t"), (Number, ".1")]);
    check(
        "a.b.1e5",
        &[
            (Word, "a"),
            (Dot, "."),
            (Word, "b"),
            (Dot, "."),
            (Word, "1e5"),
        ],
    );
    check(
        "t.x'1'",
        &[(Word, "t"), (Dot, "."), (Word, "x"), (String, "'1'")],
    );
    check(
        "x'1' x'zz' b'2'",
        &[(Invalid, "x'1'"), (Invalid, "x'zz'"), (Invalid, "b'2'")],
    );
    check("1.5e", &[(Invalid, "1.5"), (Word, "e")]);
}

#[test]
fn variables() {
    check(
        "@a @a.b @'c d' @`e` @\"f\"",
        &[
            (UserVariable, "@a"),
            (UserVariable, "@a.b"),
            (UserVariable, "@'c d'"),
            (UserVariable, "@`e`"),
            (UserVariable, "@\"f\""),
        ],
    );
    check(
        "@@a @@global.b @@`c`.`d`",
        &[
            (SystemVariable, "@@a"),
            (SystemVariable, "@@global.b"),
            (SystemVariable, "@@`c`.`d`"),
        ],
    );
    check(
        "@@global .b",
        &[(SystemVariable, "@@global"), (Dot, "."), (Word, "b")],
    );
    check(
        "@a:=@b",
        &[(UserVariable, "@a"), (Assign, ":="), (UserVariable, "@b")],
    );
    check("'u'@'h'", &[(String, "'u'"), (UserVariable, "@'h'")]);
    assert_eq!(kinds("@@ a"), [Invalid, Word]);
    assert_eq!(kinds("@ a"), [UserVariable, Word]);
}

#[test]
fn comments() {
    check(
        "a -- b\nc",
        &[(Word, "a"), (Comment, "-- b\n"), (Word, "c")],
    );
    check(
        "a --b",
        &[(Word, "a"), (Operator, "-"), (Operator, "-"), (Word, "b")],
    );
    check("a --", &[(Word, "a"), (Comment, "--")]);
    check("a # b\nc", &[(Word, "a"), (Comment, "# b\n"), (Word, "c")]);
    check(
        "a/* b */c",
        &[(Word, "a"), (Comment, "/* b */"), (Word, "c")],
    );
    check("/*+ a */", &[(OptimizerHint, "/*+ a */")]);
    check("/* open", &[(Invalid, "/* open")]);
    check("/*/ a */ b", &[(Comment, "/*/ a */"), (Word, "b")]);
    check(
        "a */ b",
        &[(Word, "a"), (Operator, "*"), (Operator, "/"), (Word, "b")],
    );
}

#[test]
fn executable_comments() {
    check("/*!a*/b", &[(Word, "a"), (Word, "b")]);
    check("/*!80000a*/b", &[(Word, "a"), (Word, "b")]);
    check("/*!90705 a*/b", &[(Comment, "/*!90705 a*/"), (Word, "b")]);
    check("/*!090704 a*/b", &[(Word, "a"), (Word, "b")]);
    check("/*!090705 a*/b", &[(Comment, "/*!090705 a*/"), (Word, "b")]);
    check(
        "/*!080000+1*/",
        &[(Number, "0"), (Operator, "+"), (Number, "1")],
    );
    check("/*!4000 a*/", &[(Number, "4000"), (Word, "a")]);
    check(
        "/*!99999 /* a */ b */c",
        &[(Comment, "/*!99999 /* a */ b */"), (Word, "c")],
    );
    check(
        "/*!99999 /*/ a */ b */c",
        &[(Comment, "/*!99999 /*/ a */ b */"), (Word, "c")],
    );
    check(
        "/*! /*! a */ b */",
        &[(Word, "a"), (Word, "b"), (Operator, "*"), (Operator, "/")],
    );
    check("/*!99999 a", &[(Invalid, "/*!99999 a")]);
    check("/*! a", &[(Word, "a"), (Invalid, "")]);
    // A semicolon in one ends the statement there, whatever the server makes of the rest.
    let class = classify(b"SELECT 1 /*!; DELETE FROM t */", &Options::default());
    assert!(class.flags.contains(Flags::MULTI));
}

#[test]
fn operators() {
    check(
        "a->b->>c",
        &[
            (Word, "a"),
            (Operator, "->"),
            (Word, "b"),
            (Operator, "->>"),
            (Word, "c"),
        ],
    );
    check(
        "a<=>b<=c<<d<>e",
        &[
            (Word, "a"),
            (Operator, "<=>"),
            (Word, "b"),
            (Operator, "<="),
            (Word, "c"),
            (Operator, "<<"),
            (Word, "d"),
            (Operator, "<>"),
            (Word, "e"),
        ],
    );
    check(
        "a=?;",
        &[
            (Word, "a"),
            (Equals, "="),
            (Parameter, "?"),
            (Semicolon, ";"),
        ],
    );
    assert_eq!(kinds("\0 \x01 \\ \x7f"), [Invalid; 4]);
}

#[test]
fn ansi_quotes_make_names() {
    let ansi = Options {
        ansi_quotes: true,
        ..Options::default()
    };
    assert_eq!(
        tokens(b"\"a\"\"b\\\"", &ansi),
        [(QuotedName, &b"\"a\"\"b\\\""[..])]
    );
    let text = b"SELECT \"f\"(1)";
    assert_eq!(classify(text, &ansi).flags, Flags::UNKNOWN_FUNCTION);
    assert_eq!(
        classify(b"SELECT * FROM \"mysql\".\"user\"", &ansi).flags,
        Flags::SYSTEM_SCHEMA
    );
    // A backslash escapes nothing in a name, so the statement ends elsewhere.
    let text = br#"SELECT "a\"; DELETE FROM t; -- ""#;
    assert!(classify(text, &ansi).flags.contains(Flags::MULTI));
    assert!(
        !classify(text, &Options::default())
            .flags
            .contains(Flags::MULTI)
    );
}

#[test]
fn backslashes_can_be_ordinary() {
    let plain = Options {
        no_backslash_escapes: true,
        ..Options::default()
    };
    let text = br"SELECT 'a\'; DELETE FROM t; -- '";
    assert!(classify(text, &plain).flags.contains(Flags::MULTI));
    assert!(
        !classify(text, &Options::default())
            .flags
            .contains(Flags::MULTI)
    );
}

#[test]
fn spaces_before_parentheses_can_be_ignored() {
    let ignoring = Options {
        ignore_space: true,
        ..Options::default()
    };
    assert!(classify(b"SELECT NOW ()", &ignoring).flags.is_empty());
}

#[test]
fn the_version_of_the_server_matters() {
    let newer = Options {
        server_version: 100_000,
        ..Options::default()
    };
    let text = b"SELECT 1 /*!99999 FOR UPDATE */";
    assert_eq!(classify(text, &newer).kind, Kind::LockingRead);
    assert_eq!(classify(text, &Options::default()).kind, Kind::Read);
    let older = Options {
        server_version: 80_045,
        ..Options::default()
    };
    assert_eq!(classify(b"SELECT MD5('a')", &older).flags, Flags::EMPTY);
}

/// A character whose second byte is a backslash, a backtick or a quote's neighbour.
#[test]
fn characters_can_hide_backslashes() {
    let hides = [
        (Charset::Gbk, &b"\xbf\x5c"[..]),
        (Charset::Big5, b"\xa4\x5c"),
        (Charset::Sjis, b"\x83\x5c"),
        (Charset::Gb18030, b"\xbf\x5c"),
        (Charset::Gb18030, b"\x81\x30\x81\x30"),
    ];
    for (charset, character) in hides {
        let options = Options {
            charset,
            ..Options::default()
        };
        let mut text = b"SELECT '".to_vec();
        text.extend_from_slice(character);
        text.extend_from_slice(b"'; DELETE FROM t; -- '");
        assert!(
            classify(&text, &options).flags.contains(Flags::MULTI),
            "{charset:?}"
        );
    }
    let hidden = b"SELECT '\xbf\x5c'; DELETE FROM t; -- '";
    assert!(
        !classify(hidden, &Options::default())
            .flags
            .contains(Flags::MULTI)
    );
    // In a name, the second byte can be a backtick.
    let gbk = Options {
        charset: Charset::Gbk,
        ..Options::default()
    };
    assert_eq!(
        tokens(b"`\xbf\x60` a", &gbk),
        [(QuotedName, &b"`\xbf\x60`"[..]), (Word, b"a")]
    );
    assert_eq!(tokens(b"a\xbf\x5cb", &gbk), [(Word, &b"a\xbf\x5cb"[..])]);
    // A first byte without a fitting second one stands alone.
    assert_eq!(
        tokens(b"'\xbf' a", &gbk),
        [(String, &b"'\xbf'"[..]), (Word, b"a")]
    );
}

/// 0xa0 is a blank in latin1, so what looks like one word can be two.
#[test]
fn unquoted_bytes_of_single_byte_sets_are_not_guessed_at() {
    let latin = Options {
        charset: Charset::SingleByte,
        ..Options::default()
    };
    assert_eq!(
        classify(b"SELECT 1 FOR\xa0UPDATE", &latin).kind,
        Kind::Unknown
    );
    assert_eq!(classify(b"SELECT '\xa0\xe4'", &latin).kind, Kind::Read);
}

#[test]
fn character_sets_have_names() {
    assert_eq!(Charset::by_name(b"UTF8MB4"), Some(Charset::Utf8));
    assert_eq!(Charset::by_name(b"cp932"), Some(Charset::Sjis));
    assert_eq!(Charset::by_name(b"latin1"), Some(Charset::SingleByte));
    assert_eq!(Charset::by_name(b"utf16"), None);
}

#[test]
fn garbage_is_not_a_read() {
    for text in [
        "SELECT 'open",
        "SELECT `open",
        "SELECT 1 /* open",
        "SELECT 1 /*! + 1",
        "SELECT \0",
        "SELECT \\N",
        "(",
        "()",
        "1",
    ] {
        assert_eq!(
            classify(text.as_bytes(), &Options::default()).kind,
            Kind::Unknown,
            "{text}"
        );
    }
}
