//! SQL statement concurrency control (4.12).

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::scalar::{Int, OneOrMany, Text};

/// The body of 4.12.3.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SetSqlFilterRulesRequest {
    /// The rules, by node.
    #[schema(value_type = Vec<NodeRulesRequest>)]
    pub sql_filter_rules: OneOrMany<NodeRulesRequest>,
}

/// Rules of a node (4.12.3).
#[derive(Debug, Deserialize, ToSchema)]
pub struct NodeRulesRequest {
    /// The node.
    pub node_id: Text,
    /// The rules, by type of statement; each type once.
    #[schema(value_type = Vec<TypeRulesRequest>)]
    pub rules: OneOrMany<TypeRulesRequest>,
}

/// Rules for a type of statement (4.12.3).
#[derive(Debug, Deserialize, ToSchema)]
pub struct TypeRulesRequest {
    /// `SELECT`, `UPDATE` or `DELETE`, in any case.
    pub sql_type: Text,
    /// The rules. One whose pattern is there already gets the new limit.
    #[schema(value_type = Vec<PatternRequest>)]
    pub patterns: OneOrMany<PatternRequest>,
}

/// A rule (4.12.3).
#[derive(Debug, Deserialize, ToSchema)]
pub struct PatternRequest {
    /// Up to 128 keywords joined by `~`.
    pub pattern: Text,
    /// How many such statements may run at a time, from 0.
    pub max_concurrency: Int,
    /// When it ends; in the SDK only, and not to be had here.
    pub expire_at: Option<Int>,
}

/// The query of 4.12.4.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SqlFilterRulesQuery {
    /// The node.
    pub node_id: String,
    /// `SELECT`, `UPDATE` or `DELETE`, in any case; all types by default.
    pub sql_type: Option<String>,
}

/// The answer of 4.12.4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SqlFilterRulesResponse {
    /// The node.
    pub node_id: String,
    /// The rules, by type of statement.
    pub sql_filter_rules: Vec<SqlFilterRule>,
}

/// Rules for a type of statement (4.12.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SqlFilterRule {
    /// `SELECT`, `UPDATE` or `DELETE`
    pub sql_type: String,
    /// The rules.
    pub patterns: Vec<SqlFilterPattern>,
}

/// A rule (4.12.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SqlFilterPattern {
    /// Keywords joined by `~`.
    pub pattern: String,
    /// How many such statements may run at a time.
    pub max_concurrency: u32,
}

/// The body of 4.12.5.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DeleteSqlFilterRulesRequest {
    /// The rules, by node.
    #[schema(value_type = Vec<NodePatternsRequest>)]
    pub sql_filter_rules: OneOrMany<NodePatternsRequest>,
}

/// Rules of a node to delete (4.12.5).
#[derive(Debug, Deserialize, ToSchema)]
pub struct NodePatternsRequest {
    /// The node.
    pub node_id: Text,
    /// The rules, by type of statement.
    #[schema(value_type = Vec<TypePatternsRequest>)]
    pub rules: OneOrMany<TypePatternsRequest>,
}

/// Rules for a type of statement to delete (4.12.5).
#[derive(Debug, Deserialize, ToSchema)]
pub struct TypePatternsRequest {
    /// `SELECT`, `UPDATE` or `DELETE`, in any case.
    pub sql_type: Text,
    /// The patterns.
    #[schema(value_type = Vec<Text>)]
    pub patterns: OneOrMany<Text>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::parse_body;

    #[test]
    fn requests_are_understood() {
        let set: SetSqlFilterRulesRequest = parse_body(
            br#"{"sql_filter_rules": [{"node_id": "n", "rules": [{"sql_type": "SELECT",
                "patterns": [{"pattern": "a~b", "max_concurrency": "0"}]}]}]}"#,
        )
        .unwrap();
        let rule = &set.sql_filter_rules.0[0].rules.0[0];
        assert_eq!(rule.patterns.0[0].max_concurrency, Int(0));
        let delete: DeleteSqlFilterRulesRequest = parse_body(
            br#"{"sql_filter_rules": {"node_id": "n", "rules": {"sql_type": "update",
                "patterns": "a~b"}}}"#,
        )
        .unwrap();
        let rule = &delete.sql_filter_rules.0[0].rules.0[0];
        assert_eq!(rule.patterns.0[0].as_str(), "a~b");
    }
}
