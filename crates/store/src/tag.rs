//! Tags of instances.

use std::collections::HashMap;

use hyades_types::id::InstanceId;
use hyades_types::model::Tag;
use sqlx::Any;

use crate::error::StoreError;
use crate::store::{Store, Tx};

const COLUMNS: &str = "instance_id, tag_key, tag_value";

/// In the order of [`COLUMNS`].
#[derive(serde::Deserialize)]
struct TagRow {
    instance_id: String,
    tag_key: String,
    tag_value: String,
}

impl Tx {
    /// Puts a tag on an instance.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or the instance has such a key.
    pub(crate) async fn tag_insert(
        &mut self,
        instance: &InstanceId,
        tag: &Tag,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query::<Any>(
            "INSERT INTO tags (instance_id, tag_key, tag_value) VALUES ($1, $2, $3)",
        )
        .bind(instance.as_str())
        .bind(tag.key.as_str())
        .bind(tag.value.as_str());
        self.execute("add a tag", statement).await.map(drop)
    }

    /// Removes all tags of an instance.
    pub(crate) async fn tags_delete(&mut self, instance: &InstanceId) -> Result<(), StoreError> {
        let statement =
            sqlx::query::<Any>("DELETE FROM tags WHERE instance_id = $1").bind(instance.as_str());
        self.execute("remove the tags", statement).await.map(drop)
    }
}

impl Store {
    /// The tags of some instances, by instance id, each list by key.
    pub(crate) async fn tags_of(
        &self,
        instances: &[&str],
    ) -> Result<HashMap<String, Vec<Tag>>, StoreError> {
        let mut tags: HashMap<String, Vec<Tag>> = HashMap::new();
        if instances.is_empty() {
            return Ok(tags);
        }
        let select = format!(
            "SELECT {COLUMNS} FROM tags WHERE instance_id IN ({}) ORDER BY tag_key",
            crate::sql::placeholders(1, instances.len())
        );
        let sql = self.dialect.all_at_once(COLUMNS, &select);
        let mut statement = sqlx::query::<Any>(sqlx::AssertSqlSafe(sql));
        for id in instances {
            statement = statement.bind((*id).to_owned());
        }
        let rows: Vec<TagRow> = self.rows_at_once("list the tags", statement).await?;
        for row in rows {
            let tag = Tag {
                key: row.tag_key,
                value: row.tag_value,
            };
            tags.entry(row.instance_id).or_default().push(tag);
        }
        Ok(tags)
    }
}
