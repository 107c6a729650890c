//! What the operations of the document refer to.

use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, Required};

use super::responses;
use crate::table;
use crate::wire::ErrorBody;

/// The security schemes; any one of them is enough.
pub(super) const SCHEMES: [&str; 2] = ["signature", "token"];

/// Headers that every operation understands.
pub(super) const HEADERS: [&str; 1] = ["X-Language"];

/// The components that do not depend on what is implemented.
pub(super) fn components() -> ComponentsBuilder {
    let components = ComponentsBuilder::new()
        .security_scheme("token", api_key("X-Auth-Token", TOKEN))
        .security_scheme("signature", api_key("Authorization", SIGNATURE))
        .parameter("X-Language", language())
        .schema(
            ErrorBody::name(),
            <ErrorBody as utoipa::PartialSchema>::schema(),
        );
    let components = responses::add_errors(components);
    table::endpoints()
        .flat_map(|endpoint| endpoint.variables())
        .fold(components, |components, name| {
            components.parameter(name, path_variable(name))
        })
}

const TOKEN: &str = "A token of `POST /v3/auth/tokens`, valid for 24 hours in one project.";

const SIGNATURE: &str = "`SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…`: a signature \
                         with an access key, beside the header `X-Sdk-Date`.";

fn api_key(header: &str, description: &str) -> SecurityScheme {
    SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
        header,
        description,
    )))
}

fn language() -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["en-us", "zh-cn"]))
        .default(Some("en-us".into()));
    ParameterBuilder::new()
        .name("X-Language")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The language of error messages."))
        .schema(Some(schema))
        .build()
}

fn path_variable(name: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}
