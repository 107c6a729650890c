//! What must not change a class, and what must.

use proptest::prelude::*;

use super::super::{Charset, Flags, Kind, Lexer, Options, Token, TokenKind, classify};
use super::cases;

/// What the server skips between two tokens.
const FILLERS: [&str; 8] = [
    " ",
    "\n",
    "\t \r\n",
    " /* x; */",
    " /**/ ",
    " -- ; FOR UPDATE\n",
    " # `'\"\n",
    " /*!99999 INTO @a */ ",
];

/// What might be taken for syntax if a string were not read as one.
const CONTENTS: [&str; 8] = [
    "FOR UPDATE",
    "; DELETE FROM t",
    "/*",
    "*/",
    "INTO @a",
    "LAST_INSERT_ID()",
    "-- ",
    "LOCK IN SHARE MODE",
];

fn tokens(text: &str) -> Vec<Token> {
    let options = Options::default();
    let mut lexer = Lexer::new(text.as_bytes(), &options);
    std::iter::from_fn(|| lexer.next_token()).collect()
}

/// Rewrites a statement token by token, with what stands between them left as it is.
fn rewrite(text: &str, mut change: impl FnMut(&[Token], usize) -> String) -> String {
    let tokens = tokens(text);
    let mut result = String::new();
    let mut end = 0;
    for (index, token) in tokens.iter().enumerate() {
        result += &text[end..token.start];
        result += &change(&tokens, index);
        end = token.end;
    }
    result + &text[end..]
}

fn statement() -> impl Strategy<Value = &'static str> {
    let statements: Vec<_> = cases::all().map(|(text, _)| text).collect();
    prop::sample::select(statements)
}

/// Blanks mean something around dots, and between a word and a parenthesis.
fn may_be_parted(tokens: &[Token], index: usize) -> bool {
    let pair = (
        tokens[index].kind,
        tokens.get(index + 1).map(|token| token.kind),
    );
    !matches!(
        pair,
        (TokenKind::Dot, _)
            | (_, Some(TokenKind::Dot))
            | (TokenKind::Word, Some(TokenKind::OpenParen))
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn blanks_comments_and_case_change_nothing(text in statement(), choices in prop::collection::vec(any::<(u8, u64)>(), 64)) {
        let changed = rewrite(text, |tokens, index| {
            let token = tokens[index];
            let (filler, cases) = choices[index % choices.len()];
            let mut word = text[token.start..token.end].to_owned();
            if token.kind == TokenKind::Word {
                let flip = |(at, letter): (usize, char)| if cases >> (at % 64) & 1 == 0 { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() };
                word = word.chars().enumerate().map(flip).collect();
            }
            if may_be_parted(tokens, index) && filler < 128 {
                word += FILLERS[usize::from(filler) % FILLERS.len()];
            }
            word
        });
        let options = Options::default();
        prop_assert_eq!(classify(text.as_bytes(), &options), classify(changed.as_bytes(), &options), "{}", changed);
    }

    #[test]
    fn another_statement_is_always_seen(text in statement(), blanks in prop::sample::select(&FILLERS[..])) {
        let options = Options::default();
        let mut expected = classify(text.as_bytes(), &options);
        prop_assume!(expected.kind != Kind::Empty);
        let class = classify(format!("{text}\n{blanks};{blanks}SELECT 1").as_bytes(), &options);
        prop_assert!(class.flags.contains(Flags::MULTI));
        expected.flags |= Flags::MULTI;
        prop_assert_eq!(class, expected);
    }

    #[test]
    fn the_content_of_strings_changes_nothing(text in statement(), contents in prop::collection::vec(prop::sample::select(&CONTENTS[..]), 8)) {
        let changed = rewrite(text, |tokens, index| {
            let token = tokens[index];
            let old = &text[token.start..token.end];
            match old.as_bytes() {
                [quote @ (b'\'' | b'"'), ..] if token.kind == TokenKind::String => {
                    let quote = char::from(*quote);
                    format!("{quote}{}{quote}", contents[index % contents.len()])
                }
                _ => old.to_owned(),
            }
        });
        let options = Options::default();
        prop_assert_eq!(classify(text.as_bytes(), &options), classify(changed.as_bytes(), &options), "{}", changed);
    }

    #[test]
    fn any_bytes_are_taken(text in prop::collection::vec(any::<u8>(), 0..200), options in options()) {
        let mut lexer = Lexer::new(&text, &options);
        let mut end = 0;
        while let Some(token) = lexer.next_with_comments() {
            prop_assert!(token.start >= end && token.end >= token.start && token.end <= text.len());
            end = token.end;
        }
        classify(&text, &options);
    }

    #[test]
    fn any_text_of_special_characters_is_taken(text in r#"[ '"`\\/*!#@.:=;a0xeE$(),?-]{0,60}"#, options in options()) {
        classify(text.as_bytes(), &options);
    }
}

fn options() -> impl Strategy<Value = Options> {
    let charsets = [
        Charset::Utf8,
        Charset::SingleByte,
        Charset::Gbk,
        Charset::Big5,
        Charset::Sjis,
        Charset::Gb18030,
    ];
    (any::<[bool; 3]>(), prop::sample::select(charsets.to_vec())).prop_map(
        |([ansi_quotes, no_backslash_escapes, ignore_space], charset)| Options {
            ansi_quotes,
            no_backslash_escapes,
            ignore_space,
            charset,
            ..Options::default()
        },
    )
}
