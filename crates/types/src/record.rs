//! Names of files with recorded statements (full SQL, documentation 4.8.5).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{InstanceId, NodeId};
use crate::time::Timestamp;

/// The name of a complete file: `<yyyyMMddHHmmss>_<instance>_<node>_SQLAudit_<uuid>.zst`, by the time
/// (UTC) of its beginning.
///
/// A text that is one names a file in a directory and nothing else, whoever it comes from. The order
/// is that of the texts, so older files of an instance come first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordName {
    text: String,
    created: Timestamp,
    instance: InstanceId,
    node: NodeId,
}

/// A text is not the name of a file of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a file of records")]
pub struct InvalidRecordName;

const MARK: &str = "SQLAudit";
const END: &str = ".zst";

impl RecordName {
    /// A new name for records of a node.
    pub fn new(created: Timestamp, instance: &InstanceId, node: &NodeId) -> Self {
        let unique = Uuid::new_v4();
        let text = format!(
            "{}_{instance}_{node}_{MARK}_{unique}{END}",
            created.to_digits()
        );
        Self {
            text,
            // As the text has it: without what is below a second.
            created: Timestamp::from_millis(created.as_millis().div_euclid(1000) * 1000),
            instance: instance.clone(),
            node: node.clone(),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// When the file was begun, in whole seconds.
    pub const fn created(&self) -> Timestamp {
        self.created
    }

    /// The instance.
    pub const fn instance(&self) -> &InstanceId {
        &self.instance
    }

    /// The node that the statements ran on.
    pub const fn node(&self) -> &NodeId {
        &self.node
    }
}

impl FromStr for RecordName {
    type Err = InvalidRecordName;

    fn from_str(text: &str) -> Result<Self, InvalidRecordName> {
        let stem = text.strip_suffix(END).ok_or(InvalidRecordName)?;
        let parts: Vec<&str> = stem.split('_').collect();
        let [created, instance, node, MARK, unique] = parts[..] else {
            return Err(InvalidRecordName);
        };
        let is_unique = unique.len() == 36 && Uuid::try_parse(unique).is_ok();
        if !is_unique {
            return Err(InvalidRecordName);
        }
        Ok(Self {
            text: text.to_owned(),
            created: Timestamp::from_digits(created).ok_or(InvalidRecordName)?,
            instance: instance.parse().map_err(|_| InvalidRecordName)?,
            node: node.parse().map_err(|_| InvalidRecordName)?,
        })
    }
}

impl TryFrom<String> for RecordName {
    type Error = InvalidRecordName;

    fn try_from(text: String) -> Result<Self, InvalidRecordName> {
        text.parse()
    }
}

impl From<RecordName> for String {
    fn from(name: RecordName) -> Self {
        name.text
    }
}

impl fmt::Display for RecordName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        let (instance, node) = (InstanceId::generate(), NodeId::generate());
        let time = Timestamp::from_millis(1_550_040_733_855);
        let name = RecordName::new(time, &instance, &node);
        assert!(name.as_str().starts_with("20190213065213_"), "{name}");
        assert_eq!(name.created().as_millis(), 1_550_040_733_000);
        let read: RecordName = name.as_str().parse().unwrap();
        assert_eq!(read, name);
        assert_eq!((read.instance(), read.node()), (&instance, &node));
        assert!(RecordName::new(time.plus_seconds(1), &instance, &node) > name);
    }

    #[test]
    fn nothing_else_is_a_name() {
        let (instance, node) = (InstanceId::generate(), NodeId::generate());
        let unique = Uuid::new_v4();
        let good = format!("20190213065213_{instance}_{node}_SQLAudit_{unique}.zst");
        assert!(good.parse::<RecordName>().is_ok());
        for bad in [
            String::new(),
            good.replace(".zst", ""),
            format!("{good}.part"),
            format!("../{good}"),
            format!("{good}/.zst"),
            format!("{good}\0.zst"),
            good.replace("20190213065213", "20190213065260"),
            good.replace("20190213065213", "+2019021306521"),
            good.replace("20190213065213", "2019-02-13T065"),
            good.replace("SQLAudit", "sqlaudit"),
            good.replace(instance.as_str(), ".."),
            good.replace(instance.as_str(), node.as_str()),
            good.replace(&unique.to_string(), "../../../../../../../../../../../.."),
            good.replace(&unique.to_string(), &unique.simple().to_string()),
        ] {
            assert_eq!(bad.parse::<RecordName>(), Err(InvalidRecordName), "{bad}");
        }
    }
}
