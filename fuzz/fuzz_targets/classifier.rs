//! Statements. Input: settings of the session (1 byte), character set (1 byte), a pattern up to a zero byte, the text.

#![no_main]

use hyades_mysql::sql::{
    Charset, DIGEST_LIMIT, Flags, Kind, Lexer, Options, Pattern, TokenKind, assignments, classify,
    digest_text, used_database,
};
use libfuzzer_sys::fuzz_target;

const CHARSETS: [Charset; 6] = [
    Charset::Utf8,
    Charset::SingleByte,
    Charset::Gbk,
    Charset::Big5,
    Charset::Sjis,
    Charset::Gb18030,
];

/// What takes time in the square of its length is too slow at this length for libFuzzer's `-timeout`.
const LONG: usize = 1 << 16;

fuzz_target!(|input: &[u8]| {
    let [settings, charset, rest @ ..] = input else {
        return;
    };
    let options = Options {
        ansi_quotes: settings & 1 != 0,
        no_backslash_escapes: settings & 2 != 0,
        ignore_space: settings & 4 != 0,
        charset: CHARSETS[usize::from(*charset) % CHARSETS.len()],
        ..Options::default()
    };
    let (pattern, text) = match rest.iter().position(|byte| *byte == 0) {
        Some(zero) => (&rest[..zero], &rest[zero + 1..]),
        None => (&rest[..0], rest),
    };
    if let Some(pattern) = str::from_utf8(pattern)
        .ok()
        .and_then(|pattern| Pattern::parse(pattern).ok())
    {
        pattern.matches(text);
    }
    statement(text, &options);
    if settings & 0xe0 == 0xe0 && !text.is_empty() && text.len() <= 32 {
        statement(&text.repeat(LONG / text.len()), &options);
    }
});

fn statement(text: &[u8], options: &Options) {
    let invalid = tokens(text, options);
    let class = classify(text, options);
    assert!(!(class.kind == Kind::Read && invalid) || class.flags.contains(Flags::MULTI));
    if used_database(text, options).is_some() {
        assert_eq!(class.kind, Kind::Use);
    }
    let mut list = assignments(text, options);
    for assignment in list.by_ref() {
        assert!(assignment.name.len() <= text.len());
    }
    let digest = digest_text(text, options, DIGEST_LIMIT);
    assert!(digest.len() <= DIGEST_LIMIT);
}

/// Tokens come in order and cover every byte that is not a blank. Whether one is invalid.
fn tokens(text: &[u8], options: &Options) -> bool {
    let mut lexer = Lexer::new(text, options);
    let (mut end, mut count, mut invalid) = (0, 0, false);
    while let Some(token) = lexer.next_with_comments() {
        assert!(token.start >= end && token.start <= token.end && token.end <= text.len());
        end = token.end;
        count += 1;
        invalid |= token.kind == TokenKind::Invalid;
    }
    assert!(count <= text.len() + 1);
    assert!(lexer.next_with_comments().is_none());
    invalid
}
