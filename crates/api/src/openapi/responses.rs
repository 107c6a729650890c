//! The responses of an operation.

use utoipa::ToSchema;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::response::{Responses, ResponsesBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ComponentsBuilder, ContentBuilder, Ref, ResponseBuilder};

use super::docs::Docs;
use crate::endpoint::{Access, Endpoint, Method};
use crate::wire::ErrorBody;

/// The name under which each error status is described.
const ERRORS: &[(u16, &str, &str)] = &[
    (
        400,
        "BadRequest",
        "A parameter is missing or has a bad value, or the state forbids it for good.",
    ),
    (401, "Unauthorized", "No credentials, or bad ones."),
    (403, "Forbidden", "The caller may not do this."),
    (404, "NotFound", "There is no such thing in the project."),
    (
        409,
        "Conflict",
        "The instance is busy, or what would be made exists.",
    ),
    (413, "TooLarge", "Over quota, or the body is too large."),
    (415, "UnsupportedMediaType", "The body is not JSON."),
    (500, "InternalError", "A fault of the service."),
    (
        501,
        "NotImplemented",
        "Documented, but not implemented yet.",
    ),
];

/// Describes every error status once.
pub(super) fn add_errors(components: ComponentsBuilder) -> ComponentsBuilder {
    ERRORS
        .iter()
        .fold(components, |components, (_, name, description)| {
            let schema = Ref::from_schema_name(ErrorBody::name());
            let response = ResponseBuilder::new().description(*description).content(
                "application/json",
                ContentBuilder::new().schema(Some(schema)).build(),
            );
            components.response(*name, response)
        })
}

/// Success as the docs have it, and the errors that the operation can end with.
pub(super) fn responses(endpoint: &Endpoint, docs: Option<&Docs>) -> Responses {
    let statuses = match docs {
        Some(docs) => possible_errors(endpoint, docs.body.is_some()),
        None => vec![401, 403, 501],
    };
    let errors = ERRORS
        .iter()
        .filter(|(status, ..)| statuses.contains(status))
        .fold(ResponsesBuilder::new(), |responses, (status, name, _)| {
            responses.response(status.to_string(), Ref::from_response_name(*name))
        });
    match docs {
        Some(docs) => errors.response(endpoint.success.to_string(), success(docs)),
        None => errors,
    }
    .build()
}

fn possible_errors(endpoint: &Endpoint, has_body: bool) -> Vec<u16> {
    let mut statuses = vec![400, 500];
    if endpoint.access != Access::Anonymous {
        statuses.extend([401, 403, 404]);
    }
    if endpoint.access == Access::Project && endpoint.method != Method::Get {
        statuses.extend([409, 413]);
    }
    if has_body {
        statuses.extend([401, 413, 415]);
    }
    statuses
}

fn success(docs: &Docs) -> ResponseBuilder {
    let content = ContentBuilder::new().schema(docs.response.clone()).build();
    let response = ResponseBuilder::new()
        .description("Success")
        .content("application/json", content);
    match docs.response_header {
        Some(name) => {
            let schema = ObjectBuilder::new().schema_type(Type::String);
            response.header(name, HeaderBuilder::new().schema(Some(schema)).build())
        }
        None => response,
    }
}
