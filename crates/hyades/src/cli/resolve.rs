//! From what people type to ids: instances and nodes by name or id.

use hyades_types::id::{InstanceId, NodeId};
use serde_json::Value;

use super::client::{Client, Family};
use super::exit::Failure;
use super::output::items;

/// An instance that was named on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Instance {
    /// Its id.
    pub(crate) id: String,
    /// How it was named, for messages.
    pub(crate) name: String,
}

/// Finds an instance. What looks like an id is taken for one, without asking.
pub(crate) async fn instance(client: &mut Client, name: &str) -> Result<Instance, Failure> {
    if name.parse::<InstanceId>().is_ok() {
        return Ok(Instance {
            id: name.to_owned(),
            name: name.to_owned(),
        });
    }
    let answer = client
        .get(Family::V31, "instances", &[("name", name)])
        .await?;
    let mut ids = ids_called(items(&answer, "instances"), name);
    match (ids.pop(), ids.is_empty()) {
        (Some(id), true) => Ok(Instance {
            id,
            name: name.to_owned(),
        }),
        (Some(id), false) => {
            ids.push(id);
            Err(Failure::Ambiguous {
                name: name.to_owned(),
                ids,
            })
        }
        (None, _) => Err(Failure::NotFound {
            kind: "instance",
            name: name.to_owned(),
        }),
    }
}

/// Finds a node of an instance.
pub(crate) async fn node(
    client: &mut Client,
    instance: &Instance,
    name: &str,
) -> Result<String, Failure> {
    if name.parse::<NodeId>().is_ok() {
        return Ok(name.to_owned());
    }
    let detail = detail(client, instance).await?;
    let mut ids = ids_called(items(&detail["instance"], "nodes"), name);
    ids.pop().ok_or_else(|| Failure::NotFound {
        kind: "node",
        name: name.to_owned(),
    })
}

/// Everything about an instance, as the API answers.
pub(crate) async fn detail(client: &mut Client, instance: &Instance) -> Result<Value, Failure> {
    client
        .get(Family::V31, &format!("instances/{}", instance.id), &[])
        .await
}

/// The ids of the objects that have exactly this name (the API may match more loosely).
fn ids_called(objects: &[Value], name: &str) -> Vec<String> {
    let called = objects
        .iter()
        .filter(|object| object["name"].as_str() == Some(name));
    called
        .filter_map(|object| object["id"].as_str().map(str::to_owned))
        .collect()
}
