//! The assignments of `SET`, and `USE`.

use super::super::{Options, Scope, Value, assignments, used_database};

/// The assignments as `Scope name = Value`, or `None` if not all is understood.
fn shown(text: &str) -> Option<Vec<String>> {
    let mut iterator = assignments(text.as_bytes(), &Options::default());
    let list: Vec<_> = iterator.by_ref().collect();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let shown = list.iter().map(|assignment| {
        let value = match &assignment.value {
            Value::String(value) => format!("'{}'", text(value)),
            Value::Word(value) | Value::Number(value) => text(value),
            Value::Default => "default".to_owned(),
            Value::Expression(value) => format!("<{}>", text(value)),
        };
        let collation = assignment
            .collation
            .as_ref()
            .map(|name| format!(" collate {}", text(name)))
            .unwrap_or_default();
        format!(
            "{:?} {} = {value}{collation}",
            assignment.scope,
            text(&assignment.name)
        )
    });
    (!iterator.failed()).then(|| shown.collect())
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(shown(text).unwrap(), expected, "{text}");
}

#[test]
fn scopes() {
    check("SET autocommit=0", &["Session autocommit = 0"]);
    check(
        "set session autocommit = ON, local x := OFF",
        &["Session autocommit = ON", "Session x = OFF"],
    );
    check("SET @@autocommit=1", &["Unscoped autocommit = 1"]);
    check(
        "SET @@session.a=1, @@LOCAL.b=2",
        &["Session a = 1", "Session b = 2"],
    );
    check("SET @@global.a=1, b=2", &["Global a = 1", "Session b = 2"]);
    check(
        "SET GLOBAL a=1, b=2, @@c=3, SESSION d=4, e=5",
        &[
            "Global a = 1",
            "Global b = 2",
            "Unscoped c = 3",
            "Session d = 4",
            "Session e = 5",
        ],
    );
    check(
        "SET PERSIST a=1, PERSIST_ONLY b=2, @@persist.c=3",
        &["Persist a = 1", "PersistOnly b = 2", "Persist c = 3"],
    );
    check(
        "SET GLOBAL hot.key_buffer_size=1",
        &["Global hot.key_buffer_size = 1"],
    );
    check(
        "SET `autocommit`=1, @@session.`a`=2",
        &["Session autocommit = 1", "Session a = 2"],
    );
    check("SET session=1", &["Session session = 1"]);
}

#[test]
fn user_variables() {
    check(
        "SET @a=1, @b:='x', @c=@a",
        &[
            "UserVariable a = 1",
            "UserVariable b = 'x'",
            "UserVariable c = <@a>",
        ],
    );
    check(
        "SET @'a b'=1, @`c``d`=2, @\"e\"=3",
        &[
            "UserVariable a b = 1",
            "UserVariable c`d = 2",
            "UserVariable e = 3",
        ],
    );
    check(
        "SET @a=1, sql_mode=''",
        &["UserVariable a = 1", "Session sql_mode = ''"],
    );
    check(
        "SET @a=(SELECT 1, 2), @b=f(1, 2)",
        &[
            "UserVariable a = <(SELECT 1, 2)>",
            "UserVariable b = <f(1, 2)>",
        ],
    );
}

#[test]
fn values() {
    check(
        "SET a=DEFAULT, b='it''s', c=\"x\\ny\", d=-1, e=+2.5",
        &[
            "Session a = default",
            "Session b = 'it's'",
            "Session c = 'x\ny'",
            "Session d = -1",
            "Session e = +2.5",
        ],
    );
    check(
        "SET a=1+1, b='x' 'y', c=_utf8mb4'z', d=- 1",
        &[
            "Session a = <1+1>",
            "Session b = <'x' 'y'>",
            "Session c = <_utf8mb4'z'>",
            "Session d = <- 1>",
        ],
    );
    check(
        "SET sql_mode=CONCAT(@@sql_mode, ',ANSI')",
        &["Session sql_mode = <CONCAT(@@sql_mode, ',ANSI')>"],
    );
    check("SET a = /* x */ 1 -- y", &["Session a = 1"]);
    check("SET a = 1; SELECT 2", &["Session a = 1"]);
    check("/*!40101 SET a = 1 */", &["Session a = 1"]);
}

#[test]
fn character_sets() {
    check("SET NAMES utf8mb4", &["Names names = utf8mb4"]);
    check(
        "SET NAMES 'utf8mb4' COLLATE 'utf8mb4_bin'",
        &["Names names = 'utf8mb4' collate utf8mb4_bin"],
    );
    check(
        "SET NAMES utf8mb4 COLLATE utf8mb4_bin, @a=1",
        &[
            "Names names = utf8mb4 collate utf8mb4_bin",
            "UserVariable a = 1",
        ],
    );
    check("SET NAMES DEFAULT", &["Names names = default"]);
    check(
        "SET CHARACTER SET latin1",
        &["CharacterSet character set = latin1"],
    );
    check(
        "SET CHARSET 'latin1', NAMES utf8",
        &[
            "CharacterSet character set = 'latin1'",
            "Names names = utf8",
        ],
    );
    check(
        "SET character_set_client=binary",
        &["Session character_set_client = binary"],
    );
}

#[test]
fn what_is_not_understood_fails() {
    for text in [
        "SET",
        "SET a",
        "SET a=",
        "SET a=,b=1",
        "SET a=1,",
        "SET =1",
        "SET a='open",
        "SET a=1 + \\",
        "SET NAMES",
        "SET NAMES @a",
        "SELECT 1",
    ] {
        assert_eq!(shown(text), None, "{text}");
    }
    for text in [
        "SET ROLE r",
        "SET PASSWORD FOR u = 'x'",
        "SET TRANSACTION READ ONLY",
    ] {
        assert_eq!(shown(text), None, "{text}");
    }
}

#[test]
fn literals_have_a_text() {
    let literal = |text: &str| {
        let assignment = assignments(text.as_bytes(), &Options::default())
            .next()
            .unwrap();
        assignment.value.literal().map(<[u8]>::to_vec)
    };
    assert_eq!(literal("SET a='on'"), Some(b"on".to_vec()));
    assert_eq!(literal("SET a=on"), Some(b"on".to_vec()));
    assert_eq!(literal("SET a=1+1"), None);
    assert_eq!(
        assignments(b"SET @a=1", &Options::default())
            .next()
            .map(|set| set.scope),
        Some(Scope::UserVariable)
    );
}

#[test]
fn databases() {
    let used = |text: &str| {
        used_database(text.as_bytes(), &Options::default())
            .map(|name| String::from_utf8(name.into_owned()).unwrap())
    };
    assert_eq!(used("USE db"), Some("db".to_owned()));
    assert_eq!(used("use `d``b` ;"), Some("d`b".to_owned()));
    assert_eq!(used("/* x */ use/**/db -- y"), Some("db".to_owned()));
    for text in ["USE", "USE 'db'", "USE a b", "SELECT 1", "USE a.b"] {
        assert_eq!(used(text), None, "{text}");
    }
}
