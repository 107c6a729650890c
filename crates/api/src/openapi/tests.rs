use std::collections::BTreeMap;

use serde_json::{Value, json, to_value};

use super::*;
use crate::implemented::IMPLEMENTED;

fn document(implemented: &[&str]) -> Value {
    to_value(openapi(implemented)).unwrap()
}

/// The operations of a document, by id.
fn operations(document: &Value) -> BTreeMap<String, Value> {
    let items = document["paths"].as_object().unwrap().values();
    let methods = ["get", "post", "put", "delete"];
    items
        .flat_map(|item| methods.iter().filter_map(|method| item.get(method)))
        .map(|operation| {
            (
                operation["operationId"].as_str().unwrap().into(),
                operation.clone(),
            )
        })
        .collect()
}

#[test]
fn the_whole_table_is_in_it() {
    let document = document(IMPLEMENTED);
    assert_eq!(document["openapi"], "3.1.0");
    let operations = operations(&document);
    assert_eq!(operations.len(), table::endpoints().count());
    for endpoint in table::endpoints() {
        let operation = &operations[endpoint.operation];
        assert_eq!(operation["summary"], endpoint.title);
        let implemented = IMPLEMENTED.contains(&endpoint.operation);
        let responses = operation["responses"].as_object().unwrap();
        assert_eq!(
            responses.contains_key("501"),
            !implemented,
            "{}",
            endpoint.operation
        );
        let success = responses.contains_key(&endpoint.success.to_string());
        assert_eq!(success, implemented, "{}", endpoint.operation);
    }
}

#[test]
fn every_implemented_operation_has_a_response_schema_unless_it_answers_nothing() {
    for operation in IMPLEMENTED {
        let answers = crate::table::find(operation).unwrap().success != 204;
        assert_eq!(docs(operation).response.is_some(), answers, "{operation}");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn check(document: &Value, value: &Value) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(target)) = fields.get("$ref") {
                    let pointer = target.trim_start_matches('#');
                    assert!(document.pointer(pointer).is_some(), "{target}");
                }
                fields.values().for_each(|field| check(document, field));
            }
            Value::Array(items) => items.iter().for_each(|item| check(document, item)),
            _ => (),
        }
    }
    let document = document(IMPLEMENTED);
    check(&document, &document);
}

/// Two structs of one name would hide one another.
#[test]
fn a_schema_name_means_one_struct() {
    let mut seen: BTreeMap<String, Value> = BTreeMap::new();
    for operation in IMPLEMENTED {
        for (name, schema) in docs(operation).schemas {
            let schema = to_value(schema).unwrap();
            let known = seen.entry(name.clone()).or_insert_with(|| schema.clone());
            assert_eq!(*known, schema, "{name}");
        }
    }
}

#[test]
fn an_operation_in_full() {
    let operation = &operations(&document(IMPLEMENTED))["CreateInstance"];
    assert_eq!(
        *operation,
        json!({
            "tags": ["instances"],
            "summary": "Create an instance",
            "description": "Section 4.3.1. Action `gaussdb:instance:create`. Starts a job.",
            "operationId": "CreateInstance",
            "requestBody": {
                "content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/CreateInstanceRequest"}
                }},
                "required": true
            },
            "responses": {
                "201": {
                    "description": "Success",
                    "content": {"application/json": {
                        "schema": {"$ref": "#/components/schemas/CreateInstanceResponse"}
                    }}
                },
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "413": {"$ref": "#/components/responses/TooLarge"},
                "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
                "500": {"$ref": "#/components/responses/InternalError"}
            }
        })
    );
}

#[test]
fn schemas_show_declared_types_and_secrets() {
    let document = document(IMPLEMENTED);
    let schemas = &document["components"]["schemas"];
    let create = &schemas["CreateInstanceRequest"];
    let password = &create["properties"]["password"];
    assert_eq!(password["format"], "password");
    assert_eq!(password["writeOnly"], true);
    let required: Vec<_> = create["required"].as_array().unwrap().iter().collect();
    assert_eq!(required.len(), 10);
    assert_eq!(schemas["Text"]["type"], json!(["string", "number"]));
    assert_eq!(
        schemas["InstanceRow"]["properties"]["port"]["type"],
        "string"
    );
    assert_eq!(schemas["NodeInfo"]["allOf"].as_array().unwrap().len(), 2);
    let limit = &operations(&document)["ListInstances"]["parameters"];
    let limit = limit
        .as_array()
        .unwrap()
        .iter()
        .find(|p| p["name"] == "limit")
        .unwrap();
    assert_eq!(limit["schema"]["maximum"], 100);
    assert_eq!(limit["required"], false);
}

#[test]
fn credentials_are_asked_for_where_they_are_needed() {
    let document = document(&[]);
    assert_eq!(
        document["security"],
        json!([{"signature": []}, {"token": []}])
    );
    let operations = operations(&document);
    assert_eq!(operations["CreateToken"]["security"], json!([]));
    assert!(operations["ListProjects"].get("security").is_none());
    assert_eq!(operations["LegacyShowJob"]["deprecated"], true);
    assert!(operations["ShowJob"].get("deprecated").is_none());
}

#[test]
fn it_is_the_same_every_time() {
    let text = || openapi(IMPLEMENTED).to_pretty_json().unwrap();
    assert_eq!(text(), text());
}
