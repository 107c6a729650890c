//! What a list of instances can be narrowed by (documentation 4.3.31).

use hyades_types::id::ProjectId;
use hyades_types::model::Tag;
use sqlx::Any;

use crate::sql::Statement;

/// How a text has to match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// The whole of it.
    Is(String),
    /// Some part of it.
    Contains(String),
}

/// All that is set has to match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InstanceFilter {
    /// The id.
    pub id: Option<Text>,
    /// The name.
    pub name: Option<Text>,
    /// The VPC's id.
    pub vpc: Option<String>,
    /// The subnet's id.
    pub subnet: Option<String>,
    /// The address that clients write to.
    pub address: Option<String>,
    /// The address of one of the nodes.
    pub node_address: Option<String>,
    /// The address of one of the proxies.
    pub proxy_address: Option<String>,
    /// Tags that all have to be there.
    pub tags: Vec<Tag>,
}

/// Conditions with the values of their placeholders.
pub(super) struct Conditions {
    pub(super) sql: String,
    values: Vec<String>,
}

impl InstanceFilter {
    pub(super) fn conditions(&self, project: &ProjectId) -> Conditions {
        let mut all = Conditions {
            sql: String::new(),
            values: Vec::new(),
        };
        all.and("i.project_id = ?", [project.as_str()]);
        all.and_text("i.id", self.id.as_ref());
        all.and_text("i.name", self.name.as_ref());
        all.and_equal("i.vpc_id = ?", self.vpc.as_deref());
        all.and_equal("i.subnet_id = ?", self.subnet.as_deref());
        all.and_equal("i.address = ?", self.address.as_deref());
        all.and_equal(
            "EXISTS (SELECT 1 FROM nodes n WHERE n.instance_id = i.id AND n.address = ?)",
            self.node_address.as_deref(),
        );
        all.and_equal(
            "EXISTS (SELECT 1 FROM proxies p WHERE p.instance_id = i.id AND p.address = ?)",
            self.proxy_address.as_deref(),
        );
        for tag in &self.tags {
            all.and(
                "EXISTS (SELECT 1 FROM tags t WHERE t.instance_id = i.id AND t.tag_key = ?
                 AND t.tag_value = ?)",
                [tag.key.as_str(), tag.value.as_str()],
            );
        }
        all
    }
}

impl Conditions {
    /// Adds a condition; each `?` stands for the next value.
    fn and<const N: usize>(&mut self, condition: &str, values: [&str; N]) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        let mut parts = condition.split('?');
        self.sql.push_str(parts.next().unwrap_or_default());
        for (part, value) in parts.zip(values) {
            self.values.push(value.to_owned());
            self.sql.push_str(&format!("${}{part}", self.values.len()));
        }
    }

    fn and_equal(&mut self, condition: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.and(condition, [value]);
        }
    }

    fn and_text(&mut self, column: &str, text: Option<&Text>) {
        match text {
            None => {}
            Some(Text::Is(value)) => self.and(&format!("{column} = ?"), [value]),
            Some(Text::Contains(part)) => {
                let pattern = format!("%{}%", escape_like(part));
                self.and(&format!("{column} LIKE ? ESCAPE '!'"), [&pattern]);
            }
        }
    }

    /// A statement with these conditions' values bound.
    pub(super) fn bind(&self, sql: String) -> Statement<'static> {
        let statement = sqlx::query::<Any>(sqlx::AssertSqlSafe(sql));
        self.values
            .iter()
            .fold(statement, |statement, value| statement.bind(value.clone()))
    }
}

/// Takes the special meaning from a pattern's characters.
fn escape_like(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '!') {
            escaped.push('!');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_never_become_sql() {
        let filter = InstanceFilter {
            name: Some(Text::Contains("50%_'; DROP TABLE x".into())),
            ..InstanceFilter::default()
        };
        let conditions = filter.conditions(&ProjectId::generate());
        assert_eq!(
            conditions.sql,
            "i.project_id = $1 AND i.name LIKE $2 ESCAPE '!'"
        );
        assert_eq!(conditions.values[1], "%50!%!_'; DROP TABLE x%");
    }
}
