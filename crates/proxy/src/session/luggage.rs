//! What a session takes along when it moves to another server: read over its old connection, set on the
//! new one.

use std::collections::BTreeMap;

use super::variables::UserVariables;
use crate::backend::{Conn, QueryError, Rows, assignment, carried_names, query};

/// `MYSQL_TYPE_DOUBLE`, `MYSQL_TYPE_LONGLONG`, `MYSQL_TYPE_NEWDECIMAL`.
const DOUBLE: u8 = 5;
const LONGLONG: u8 = 8;
const DECIMAL: u8 = 246;

/// State of a session.
#[derive(Debug)]
pub(super) struct Luggage {
    database: Vec<u8>,
    last_insert_id: Vec<u8>,
    /// What follows `SET` for the user variables.
    user_variables: Vec<String>,
    /// The session's variables; `None` where somebody else looks after them.
    variables: Option<BTreeMap<Vec<u8>, Vec<u8>>>,
}

impl Luggage {
    /// Reads what the session has; with its variables if nobody has followed them.
    pub(super) async fn pack(
        conn: &mut Conn,
        names: &UserVariables,
        with_variables: bool,
    ) -> Result<Self, QueryError> {
        let mut sql = "SELECT HEX(CONVERT(DATABASE() USING utf8mb4)), LAST_INSERT_ID()".to_owned();
        for name in names.iter() {
            sql.push_str(&format!(", {name}, HEX({name}), COLLATION({name})"));
        }
        // A session may have a limit of no rows.
        sql.push_str(" LIMIT 1");
        let rows = query(conn, &sql).await?;
        let user_variables = names.iter().enumerate().filter_map(|(index, name)| {
            let value = value(&rows, 2 + index * 3)?;
            Some(format!("{name} = {value}"))
        });
        Ok(Self {
            database: rows.at(0).and_then(unhex).unwrap_or_default(),
            last_insert_id: rows.at(1).unwrap_or(b"0").to_vec(),
            user_variables: user_variables.collect(),
            variables: match with_variables {
                true => Some(variables(conn).await?),
                false => None,
            },
        })
    }

    /// The current database; empty is none.
    pub(super) fn database(&self) -> &[u8] {
        &self.database
    }

    /// Gives it to a connection that is in the current database already.
    pub(super) async fn unpack(self, conn: &mut Conn) -> Result<(), QueryError> {
        if let Some(wanted) = self.variables {
            let has = variables(conn).await?;
            let differing = wanted
                .iter()
                .filter(|(name, value)| has.get(*name) != Some(value));
            let set: Vec<_> = differing
                .map(|(name, value)| assignment(name, value))
                .collect();
            assign(conn, &set).await?;
        }
        assign(conn, &self.user_variables).await?;
        if self.last_insert_id != b"0" {
            let id = String::from_utf8_lossy(&self.last_insert_id);
            assign(conn, &[format!("@@session.last_insert_id = {id}")]).await?;
        }
        Ok(())
    }
}

async fn assign(conn: &mut Conn, assignments: &[String]) -> Result<(), QueryError> {
    if assignments.is_empty() {
        return Ok(());
    }
    let sql = format!("SET {}", assignments.join(", "));
    query(conn, &sql).await.map(drop)
}

/// The session's variables, as far as they can be carried. Servers of other versions may lack some.
async fn variables(conn: &mut Conn) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, QueryError> {
    let names: Vec<_> = carried_names().map(|name| format!("'{name}'")).collect();
    let sql = format!(
        "SHOW SESSION VARIABLES WHERE variable_name IN ({})",
        names.join(", ")
    );
    let rows = query(conn, &sql).await?;
    let pair = |row: &Vec<Option<Vec<u8>>>| match row.as_slice() {
        [Some(name), value] => Some((name.clone(), value.clone().unwrap_or_default())),
        _ => None,
    };
    Ok(rows.all().iter().filter_map(pair).collect())
}

/// The literal that gives a user variable its value and type again; `None` for NULL.
fn value(rows: &Rows, column: usize) -> Option<String> {
    let text = String::from_utf8_lossy(rows.at(column)?).into_owned();
    let (kind, _) = rows.type_of(column)?;
    Some(match kind {
        LONGLONG => text,
        DOUBLE if text.contains('e') => text,
        DOUBLE => format!("{text}e0"),
        DECIMAL if text.contains('.') => text,
        DECIMAL => format!("{text}."),
        _ => {
            let hex = String::from_utf8_lossy(rows.at(column + 1)?);
            let collation = String::from_utf8_lossy(rows.at(column + 2)?);
            let charset = collation.split('_').next().unwrap_or_default();
            match charset {
                "binary" => format!("_binary x'{hex}'"),
                _ => format!("_{charset} x'{hex}' COLLATE {collation}"),
            }
        }
    })
}

fn unhex(digits: &[u8]) -> Option<Vec<u8>> {
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(pair).collect()
}
