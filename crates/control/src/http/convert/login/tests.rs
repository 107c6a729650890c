use hyades_api::wire::iam::TokenRequest;
use hyades_api::wire::parse_body;
use serde_json::{Value, json};

use super::*;

fn login(auth: Value) -> Result<Login, ApiError> {
    let body = json!({ "auth": auth }).to_string();
    read(parse_body::<TokenRequest>(body.as_bytes()).unwrap().auth)
}

fn password(user: Value, scope: Value) -> Result<PasswordLogin, ApiError> {
    let identity = json!({"methods": ["password"], "password": {"user": user}});
    match login(json!({"identity": identity, "scope": scope}))? {
        Login::Password(login) => Ok(login),
        Login::Token { .. } => panic!("not a password login"),
    }
}

fn id(text: &str) -> Named {
    Named::Id(text.to_owned())
}

fn name(text: &str) -> Named {
    Named::Name(text.to_owned())
}

/// The sample of 3.1, which golangsdk sends, too.
#[test]
fn a_user_of_a_domain_logs_in_for_a_project() {
    let user = json!({"name": "u", "password": "p", "domain": {"name": "d"}});
    let login = password(user, json!({"project": {"name": "local-1"}})).unwrap();
    let (name_of, domain) = ("u".to_owned(), name("d"));
    let user = UserRef::Name {
        name: name_of,
        domain,
    };
    assert_eq!(login.user, user);
    assert_eq!(login.password.expose(), "p");
    let scope = TokenScope::Project {
        project: name("local-1"),
        domain: None,
    };
    assert_eq!(login.scope, scope);
}

#[test]
fn ids_count_before_names() {
    let user = json!({"id": "uid", "name": "u", "password": "p"});
    let project = json!({"id": "pid", "name": "n", "domain": {"id": "did"}});
    let login = password(user, json!({ "project": project })).unwrap();
    assert_eq!(login.user, UserRef::Id("uid".to_owned()));
    let scope = TokenScope::Project {
        project: id("pid"),
        domain: Some(id("did")),
    };
    assert_eq!(login.scope, scope);
}

#[test]
fn other_scopes() {
    let user = || json!({"id": "uid", "password": "p"});
    let scope = |scope| password(user(), scope).unwrap().scope;
    assert_eq!(scope(json!(null)), TokenScope::Unscoped);
    assert_eq!(scope(json!({})), TokenScope::Unscoped);
    let domain = json!({"domain": {"name": "d"}});
    assert_eq!(scope(domain), TokenScope::Domain(name("d")));
}

#[test]
fn tokens_are_exchanged() {
    let identity = json!({"methods": ["token"], "token": {"id": "t"}});
    let Login::Token { token, scope } = login(json!({ "identity": identity })).unwrap() else {
        panic!("not an exchange");
    };
    assert_eq!((token.expose(), scope), ("t", TokenScope::Unscoped));
}

#[test]
fn what_is_missing_is_named() {
    let user = json!({"name": "u", "password": "p"});
    for (auth, field) in [
        (json!({"identity": {"methods": []}}), "methods must have"),
        (
            json!({"identity": {"methods": ["totp"]}}),
            "methods must have",
        ),
        (
            json!({"identity": {"methods": ["password"]}}),
            "auth.identity.password is missing",
        ),
        (
            json!({"identity": {"methods": ["token"]}}),
            "auth.identity.token is missing",
        ),
        (
            json!({"identity": {"methods": ["password"], "password": {"user": user}}}),
            "auth.identity.password.user.domain is missing",
        ),
        (
            json!({
                "identity": {"methods": ["token"], "token": {"id": "t"}},
                "scope": {"project": {}}
            }),
            "auth.scope.project must have an id or a name",
        ),
    ] {
        let error = login(auth).err().unwrap().to_string();
        assert!(error.contains(field), "{error}");
    }
}
