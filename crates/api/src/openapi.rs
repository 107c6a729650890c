//! The OpenAPI document of the whole table.
//!
//! Implemented operations come with the schemas of their wire structs, the others with 501. The
//! order is that of the names, so that the document changes only when the API does.

mod docs;
mod responses;
mod shared;

use std::collections::BTreeMap;

use utoipa::openapi::path::{HttpMethod, OperationBuilder, PathItemBuilder, PathsBuilder};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, Deprecated, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Ref,
    SecurityRequirement,
};

use crate::endpoint::{Access, Endpoint, Kind, Method};
use crate::table::{self, Family};
use docs::{Docs, docs};

/// The document, with these operations (by id) as implemented.
pub fn openapi(implemented: &[&str]) -> OpenApi {
    let mut components = shared::components();
    let mut items: BTreeMap<&str, PathItemBuilder> = BTreeMap::new();
    for family in table::FAMILIES {
        for endpoint in family.endpoints {
            let docs = implemented
                .contains(&endpoint.operation)
                .then(|| docs(endpoint.operation));
            let operation = operation(family, endpoint, docs.as_ref());
            let item = items.remove(endpoint.path);
            let item = item.unwrap_or_else(|| path_item(endpoint));
            items.insert(
                endpoint.path,
                item.operation(http_method(endpoint.method), operation),
            );
            components = with_schemas(components, docs);
        }
    }
    let paths = items
        .into_iter()
        .fold(PathsBuilder::new(), |paths, (path, item)| {
            paths.path(path, item.build())
        });
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Hyades")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some("Managed MySQL with the REST API of TaurusDB.")),
        )
        .paths(paths)
        .components(Some(components.build()))
        .security(Some(shared::SCHEMES.map(requirement)))
        .tags(Some(table::FAMILIES.iter().map(tag)))
        .build()
}

/// A path's item, with the parameters that all of its methods share.
fn path_item(endpoint: &Endpoint) -> PathItemBuilder {
    let variables = endpoint.variables().chain(shared::HEADERS);
    let parameters = variables.map(|name| Ref::new(format!("#/components/parameters/{name}")));
    PathItem::builder().parameter_refs(Some(parameters))
}

fn operation(family: &Family, endpoint: &Endpoint, docs: Option<&Docs>) -> OperationBuilder {
    let operation = OperationBuilder::new()
        .tag(family.name)
        .summary(Some(endpoint.title))
        .description(Some(description(endpoint)))
        .operation_id(Some(endpoint.operation))
        .deprecated(
            endpoint
                .section
                .starts_with("5.")
                .then_some(Deprecated::True),
        )
        .responses(responses::responses(endpoint, docs));
    let operation = match endpoint.access {
        Access::Anonymous => operation.securities(Some([])),
        Access::Authenticated | Access::Project => operation,
    };
    let Some(docs) = docs else {
        return operation;
    };
    let operation = operation.request_body(docs.body.clone());
    match docs.parameters.as_slice() {
        [] => operation,
        parameters => operation.parameters(Some(parameters.iter().cloned())),
    }
}

fn description(endpoint: &Endpoint) -> String {
    let section = match endpoint.section {
        "IAM" => "Not in the documentation.".to_owned(),
        "SDK" => "Not in the documentation, but in the official SDKs.".to_owned(),
        section => format!("Section {section}."),
    };
    let action = match endpoint.access {
        Access::Anonymous => String::new(),
        Access::Authenticated | Access::Project => format!(" Action `{}`.", endpoint.action),
    };
    let job = match endpoint.kind {
        Kind::Sync => "",
        Kind::Async => " Starts a job.",
    };
    format!("{section}{action}{job}")
}

fn with_schemas(components: ComponentsBuilder, docs: Option<Docs>) -> ComponentsBuilder {
    components.schemas_from_iter(docs.into_iter().flat_map(|docs| docs.schemas))
}

fn http_method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::Get,
        Method::Post => HttpMethod::Post,
        Method::Put => HttpMethod::Put,
        Method::Delete => HttpMethod::Delete,
    }
}

fn requirement(scheme: &str) -> SecurityRequirement {
    SecurityRequirement::new(scheme, [""; 0])
}

fn tag(family: &Family) -> utoipa::openapi::Tag {
    TagBuilder::new()
        .name(family.name)
        .description(Some(family.title))
        .build()
}

#[cfg(test)]
mod tests;
