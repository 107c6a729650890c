//! Decisions and the JSON form.

use hyades_types::id::ProjectId;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn policy(statements: &Value) -> Policy {
    serde_json::from_value(json!({"Version": "1.1", "Statement": statements})).unwrap()
}

fn allowed(policies: &[Policy], action: &str, target: Target<'_>) -> bool {
    decide(policies, action, target).is_allowed()
}

#[test]
fn nothing_is_allowed_by_default() {
    let denied = Decision::Deny {
        why: DenyReason::NotAllowed,
    };
    assert_eq!(
        decide(&[], "gaussdb:instance:list", Target::default()),
        denied
    );
    let other = policy(&json!([{"Effect": "Allow", "Action": ["vpc:*:*"]}]));
    assert_eq!(
        decide(&[other], "gaussdb:instance:list", Target::default()),
        denied
    );
}

#[test]
fn a_denial_wins_in_any_order() {
    let allow = policy(&json!([{"Effect": "Allow", "Action": ["*"]}]));
    let deny = policy(&json!([{"Effect": "Deny", "Action": ["gaussdb:*:delete*"]}]));
    for policies in [[allow.clone(), deny.clone()], [deny, allow]] {
        let decision = decide(&policies, "gaussdb:instance:delete", Target::default());
        let Decision::Deny { why } = decision else {
            panic!("allowed")
        };
        assert_eq!(
            why.to_string(),
            "denied by a statement on gaussdb:*:delete*"
        );
        assert!(allowed(
            &policies,
            "gaussdb:instance:create",
            Target::default()
        ));
    }
}

#[test]
fn statements_are_narrowed_to_projects() {
    let (mine, theirs) = (ProjectId::generate(), ProjectId::generate());
    let policies = [policy(
        &json!([{"Effect": "Allow", "Action": ["*"], "Project": [mine.as_str()]}]),
    )];
    let in_project = |project| Target {
        project,
        enterprise_project: Some("0"),
    };
    assert!(allowed(
        &policies,
        "gaussdb:instance:list",
        in_project(Some(&mine))
    ));
    assert!(!allowed(
        &policies,
        "gaussdb:instance:list",
        in_project(Some(&theirs))
    ));
    assert!(!allowed(
        &policies,
        "gaussdb:instance:list",
        in_project(None)
    ));
}

#[test]
fn statements_are_narrowed_to_enterprise_projects() {
    let policies = [policy(&json!([
        {"Effect": "Allow", "Action": ["*"]},
        {"Effect": "Deny", "Action": ["gaussdb:*:*"], "EnterpriseProject": ["secret"]},
    ]))];
    let within = |enterprise_project| Target {
        project: None,
        enterprise_project,
    };
    assert!(!allowed(
        &policies,
        "gaussdb:instance:list",
        within(Some("secret"))
    ));
    assert!(allowed(
        &policies,
        "gaussdb:instance:list",
        within(Some("0"))
    ));
    assert!(allowed(&policies, "gaussdb:instance:list", within(None)));
}

#[test]
fn an_empty_list_is_no_project() {
    let none = policy(&json!([{"Effect": "Allow", "Action": ["*"], "Project": []}]));
    let project = ProjectId::generate();
    let target = Target {
        project: Some(&project),
        enterprise_project: None,
    };
    assert!(!allowed(&[none], "gaussdb:instance:list", target));
}

#[test]
fn json_form_survives() {
    let form = json!({"Version": "1.1", "Statement": [
        {"Effect": "Allow", "Action": ["gaussdb:*:list", "*"]},
        {"Effect": "Deny", "Action": ["a:b:c"], "Project": ["p"], "EnterpriseProject": []},
    ]});
    let policy: Policy = serde_json::from_value(form.clone()).unwrap();
    assert_eq!(serde_json::to_value(&policy).unwrap(), form);
}

#[test]
fn what_is_not_understood_is_refused() {
    for statement in [
        json!({"Effect": "Allow", "Action": ["*"], "Condition": {"Bool": {"g:MFAPresent": ["true"]}}}),
        json!({"Effect": "Allow", "Action": ["*"], "Resource": ["gaussdb:*:*:instance:x"]}),
        json!({"Effect": "allow", "Action": ["*"]}),
        json!({"Effect": "Allow", "Action": ["gaussdb"]}),
        json!({"Effect": "Allow", "Action": ["*"], "Project": "p"}),
    ] {
        let form = json!({"Version": "1.1", "Statement": [statement]});
        assert!(
            serde_json::from_value::<Policy>(form.clone()).is_err(),
            "{form}"
        );
    }
    let version = json!({"Version": "1.0", "Statement": []});
    assert!(serde_json::from_value::<Policy>(version).is_err());
}

proptest! {
    #[test]
    fn never_panics(pattern in "[a-c*]{0,6}:[a-c*]{1,6}:[a-c*]{1,6}", action in "([a-c]{1,6}:[a-c]{1,6}:[a-c]{1,6}|.*)") {
        if let Ok(pattern) = pattern.parse::<ActionPattern>() {
            let _ = pattern.matches(&action);
        }
    }

    /// A pattern made of an action, with parts of it struck out, still matches it.
    #[test]
    fn striking_out_keeps_a_match(verb in "[a-c]{1,8}", from in 0usize..8, len in 0usize..8) {
        let from = from.min(verb.len());
        let to = (from + len).min(verb.len());
        let pattern = format!("s:r:{}*{}", &verb[..from], &verb[to..]);
        let action = format!("s:r:{verb}");
        prop_assert!(pattern.parse::<ActionPattern>().unwrap().matches(&action));
    }
}
