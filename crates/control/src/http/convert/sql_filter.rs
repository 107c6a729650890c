//! SQL statement concurrency control (4.12).

use hyades_api::wire::sql_filter::{
    DeleteSqlFilterRulesRequest, SetSqlFilterRulesRequest, SqlFilterPattern, SqlFilterRule,
    SqlFilterRulesResponse,
};
use hyades_types::error::ApiError;
use hyades_types::model::NodeRule;
use hyades_types::topology::ThrottleKind;

use crate::app::sql_filter::{NewRule, NewRuleKey};

/// The rules to set, one after the other. A type of statement may be there once for each node.
pub(in crate::http) fn new_rules(
    request: SetSqlFilterRulesRequest,
) -> Result<Vec<NewRule>, ApiError> {
    let mut all = Vec::new();
    let mut types = Types::default();
    for (n, of_node) in request.sql_filter_rules.0.into_iter().enumerate() {
        for (t, of_type) in of_node.rules.0.into_iter().enumerate() {
            let place = format!("sql_filter_rules[{n}].rules[{t}]");
            let (node, kind) = (of_node.node_id.as_str(), of_type.sql_type.as_str());
            types.add(node, kind, &place)?;
            for (p, rule) in of_type.patterns.0.into_iter().enumerate() {
                let key = key(node, kind, rule.pattern.into_string(), &place, p);
                if rule.expire_at.is_some() {
                    let field = format!("{}.expire_at", key.place);
                    let why = "is not supported: a rule lasts until it is deleted";
                    return Err(ApiError::parameter(field, why));
                }
                all.push(NewRule {
                    key,
                    max_concurrency: rule.max_concurrency.0,
                });
            }
        }
    }
    check_some(&all)?;
    Ok(all)
}

/// The rules to delete, one after the other.
pub(in crate::http) fn doomed_rules(
    request: DeleteSqlFilterRulesRequest,
) -> Result<Vec<NewRuleKey>, ApiError> {
    let mut all = Vec::new();
    for (n, of_node) in request.sql_filter_rules.0.into_iter().enumerate() {
        for (t, of_type) in of_node.rules.0.into_iter().enumerate() {
            let place = format!("sql_filter_rules[{n}].rules[{t}]");
            let (node, kind) = (of_node.node_id.as_str(), of_type.sql_type.as_str());
            for (p, pattern) in of_type.patterns.0.into_iter().enumerate() {
                all.push(key(node, kind, pattern.into_string(), &place, p));
            }
        }
    }
    check_some(&all)?;
    Ok(all)
}

/// A call that names no rule was meant to.
fn check_some<T>(all: &[T]) -> Result<(), ApiError> {
    if all.is_empty() {
        return Err(ApiError::parameter("sql_filter_rules", "must name a rule"));
    }
    Ok(())
}

fn key(node: &str, kind: &str, pattern: String, place: &str, p: usize) -> NewRuleKey {
    NewRuleKey {
        node: node.to_owned(),
        kind: kind.to_owned(),
        pattern,
        place: format!("{place}.patterns[{p}]"),
    }
}

/// The types of statements that were there, by node.
#[derive(Default)]
struct Types(Vec<(String, String)>);

impl Types {
    fn add(&mut self, node: &str, kind: &str, place: &str) -> Result<(), ApiError> {
        let new = (node.to_owned(), kind.to_ascii_uppercase());
        if self.0.contains(&new) {
            let field = format!("{place}.sql_type");
            return Err(ApiError::parameter(field, "is there twice"));
        }
        self.0.push(new);
        Ok(())
    }
}

/// The rules of a node, by type of statement.
pub(in crate::http) fn response(node: &str, rules: Vec<NodeRule>) -> SqlFilterRulesResponse {
    let of_type = |kind: &ThrottleKind| SqlFilterRule {
        sql_type: kind.as_str().to_owned(),
        patterns: rules
            .iter()
            .filter(|rule| rule.key.kind == *kind)
            .map(|rule| SqlFilterPattern {
                pattern: rule.key.pattern.clone(),
                max_concurrency: rule.max_concurrency,
            })
            .collect(),
    };
    let mut by_type: Vec<SqlFilterRule> = ThrottleKind::ALL.iter().map(of_type).collect();
    by_type.retain(|rule| !rule.patterns.is_empty());
    SqlFilterRulesResponse {
        node_id: node.to_owned(),
        sql_filter_rules: by_type,
    }
}
