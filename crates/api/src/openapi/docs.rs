//! Which wire structs belong to which operation.

mod proxy;
mod security;

use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required};
use utoipa::{IntoParams, ToSchema};

use crate::wire::catalog::{DatastoresResponse, FlavorsQuery, FlavorsResponse};
use crate::wire::iam::{
    DomainsResponse, ProjectsQuery, ProjectsResponse, TokenRequest, TokenResponse, VersionResponse,
    VersionsResponse,
};
use crate::wire::instances::{
    AliasRequest, CreateInstanceRequest, CreateInstanceResponse, CreateReplicasRequest,
    CreateReplicasResponse, InstanceDetailResponse, InstanceDetailsQuery, InstanceDetailsResponse,
    InstanceListResponse, InstancesQuery, PasswordRequest, RenameRequest, RestartRequest,
    SwitchoverRequest,
};
use crate::wire::paging::PagingQuery;
use crate::wire::tasks::{JobInfoResponse, JobQuery};
use crate::wire::{Empty, JobResponse};

/// What an operation takes and answers.
#[derive(Default)]
pub(super) struct Docs {
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<RequestBody>,
    pub(super) response: Option<Ref>,
    pub(super) response_header: Option<&'static str>,
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
}

/// What the operation takes and answers; nothing for one that is not implemented.
pub(super) fn docs(operation: &str) -> Docs {
    let docs = Docs::default();
    match operation.trim_start_matches("Legacy") {
        "ListVersions" => docs.response::<VersionsResponse>(),
        "ShowVersion" => docs.response::<VersionResponse>(),
        "CreateToken" => Docs {
            response_header: Some("X-Subject-Token"),
            ..docs.body::<TokenRequest>().response::<TokenResponse>()
        },
        "ShowToken" => docs
            .header("X-Subject-Token", "The token to check.")
            .response::<TokenResponse>(),
        "ListProjects" => docs.query::<ProjectsQuery>().response::<ProjectsResponse>(),
        "ListDomains" => docs.response::<DomainsResponse>(),
        "ListDatastores" => docs.response::<DatastoresResponse>(),
        "ListFlavors" => docs.query::<FlavorsQuery>().response::<FlavorsResponse>(),
        "CreateInstance" => docs
            .body::<CreateInstanceRequest>()
            .response::<CreateInstanceResponse>(),
        "RestartInstance" | "RestartNode" => docs
            .optional_body::<RestartRequest>()
            .response::<JobResponse>(),
        "DeleteInstance" | "DeleteReadReplica" => docs.response::<JobResponse>(),
        "CreateReadReplicas" => docs
            .body::<CreateReplicasRequest>()
            .response::<CreateReplicasResponse>(),
        "RenameInstance" => docs.body::<RenameRequest>().response::<JobResponse>(),
        "ResetInstancePassword" => docs.body::<PasswordRequest>().response::<Empty>(),
        "SwitchoverInstance" => docs.body::<SwitchoverRequest>().response::<JobResponse>(),
        "UpdateInstanceAlias" => docs.body::<AliasRequest>().response::<Empty>(),
        "ListInstances" | "ListInstancesV3" => docs
            .query::<InstancesQuery>()
            .query::<PagingQuery>()
            .response::<InstanceListResponse>(),
        "ShowInstance" | "ShowInstanceV3" => docs.response::<InstanceDetailResponse>(),
        "ListInstanceDetails" | "ListInstanceDetailsV3" => docs
            .query::<InstanceDetailsQuery>()
            .response::<InstanceDetailsResponse>(),
        "ShowJob" => docs.query::<JobQuery>().response::<JobInfoResponse>(),
        operation if operation.contains("SecurityGroup") => security::docs(operation, docs),
        operation => proxy::docs(operation, docs),
    }
}

impl Docs {
    fn query<T: IntoParams>(mut self) -> Self {
        self.parameters
            .extend(T::into_params(|| Some(ParameterIn::Query)));
        self
    }

    fn header(mut self, name: &str, description: &str) -> Self {
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some(description))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)));
        self.parameters.push(parameter.build());
        self
    }

    /// Fields that a list can be filtered by, each with any of several values.
    fn filters(mut self, fields: &[&str]) -> Self {
        let parameters = fields.iter().map(|field| {
            let values = ArrayBuilder::new().items(ObjectBuilder::new().schema_type(Type::String));
            ParameterBuilder::new()
                .name(*field)
                .parameter_in(ParameterIn::Query)
                .description(Some("Only rows with one of these."))
                .schema(Some(values))
                .build()
        });
        self.parameters.extend(parameters);
        self
    }

    fn body<T: ToSchema>(self) -> Self {
        self.with_body::<T>(Required::True)
    }

    fn optional_body<T: ToSchema>(self) -> Self {
        self.with_body::<T>(Required::False)
    }

    fn with_body<T: ToSchema>(mut self, required: Required) -> Self {
        let content = ContentBuilder::new()
            .schema(Some(self.refer::<T>()))
            .build();
        let body = RequestBodyBuilder::new()
            .required(Some(required))
            .content("application/json", content);
        self.body = Some(body.build());
        self
    }

    fn response<T: ToSchema>(mut self) -> Self {
        self.response = Some(self.refer::<T>());
        self
    }

    /// Takes the schemas of a type and of those in it along, and refers to it.
    fn refer<T: ToSchema>(&mut self) -> Ref {
        self.schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(&mut self.schemas);
        Ref::from_schema_name(T::name())
    }
}
