//! Tokens: `POST` and `GET /v3/auth/tokens`.

use hyades_types::Secret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::object;
use crate::wire::scalar::Text;

/// The body of `POST /v3/auth/tokens` (3.1). The token is in the answer's header
/// `X-Subject-Token`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TokenRequest {
    /// Who asks, and for what.
    #[serde(deserialize_with = "object::required")]
    pub auth: Auth,
}

/// Who asks for a token, and where it shall be valid.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Auth {
    /// Who asks.
    #[serde(deserialize_with = "object::required")]
    pub identity: Identity,
    /// Where the token shall be valid; the database API wants a project.
    #[serde(default, deserialize_with = "object::optional")]
    pub scope: Option<Scope>,
}

/// Credentials, by method.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Identity {
    /// `password` or `token`.
    pub methods: Vec<String>,
    /// For the method `password`.
    #[serde(default, deserialize_with = "object::optional")]
    pub password: Option<PasswordMethod>,
    /// For the method `token`.
    #[serde(default, deserialize_with = "object::optional")]
    pub token: Option<TokenMethod>,
}

/// Credentials of the method `password`.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PasswordMethod {
    /// The user and the password.
    #[serde(deserialize_with = "object::required")]
    pub user: PasswordUser,
}

/// A user, by id or by name and domain, and the password.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PasswordUser {
    /// The user's id.
    pub id: Option<Text>,
    /// The user's name, unique in the domain.
    pub name: Option<Text>,
    /// The password.
    #[schema(value_type = String, format = Password, write_only)]
    pub password: Secret,
    /// The user's domain; needed with the name.
    #[serde(default, deserialize_with = "object::optional")]
    pub domain: Option<IdentityRef>,
}

/// Credentials of the method `token`: a valid token, to be exchanged for one of another scope.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TokenMethod {
    /// The token.
    #[schema(value_type = String, format = Password, write_only)]
    pub id: Secret,
}

/// Something that is named by id or by name.
#[derive(Debug, Deserialize, ToSchema)]
pub struct IdentityRef {
    /// Its id.
    pub id: Option<Text>,
    /// Its name.
    pub name: Option<Text>,
}

/// Where a token is valid: a project or a domain.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Scope {
    /// A project.
    #[serde(default, deserialize_with = "object::optional")]
    pub project: Option<ProjectScope>,
    /// A whole domain.
    #[serde(default, deserialize_with = "object::optional")]
    pub domain: Option<IdentityRef>,
}

/// A project as a scope, by id or by name.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProjectScope {
    /// The project's id.
    pub id: Option<Text>,
    /// The project's name, unique in the domain.
    pub name: Option<Text>,
    /// The project's domain; the user's, if it is missing.
    #[serde(default, deserialize_with = "object::optional")]
    pub domain: Option<IdentityRef>,
}

/// The answer of `POST` and `GET /v3/auth/tokens` (3.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TokenResponse {
    /// What the token stands for.
    pub token: Token,
}

/// What a token stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Token {
    /// How the user logged in.
    pub methods: Vec<String>,
    /// When the token ends, as in `2019-02-13T06:52:13.855000Z`.
    pub expires_at: String,
    /// When it was made, in the same form.
    pub issued_at: String,
    /// Whose it is.
    pub user: TokenUser,
    /// The project that it is valid in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<ScopedRef>,
    /// The domain that it is valid in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<NamedRef>,
    /// What its owner may do.
    pub roles: Vec<NamedRef>,
    /// Where the services are.
    pub catalog: Vec<CatalogService>,
}

/// The owner of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TokenUser {
    /// The user's id.
    pub id: String,
    /// The user's name.
    pub name: String,
    /// The user's domain.
    pub domain: NamedRef,
    /// When the password ends; empty for never.
    pub password_expires_at: String,
}

/// A project of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScopedRef {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its domain.
    pub domain: NamedRef,
}

/// An id and a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NamedRef {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// A service of the catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CatalogService {
    /// The service's id.
    pub id: String,
    /// The service's name, such as `gaussdb`.
    pub name: String,
    /// The service's type, such as `gaussdb`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it is reached.
    pub endpoints: Vec<CatalogEndpoint>,
}

/// Where a service of the catalog is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CatalogEndpoint {
    /// The endpoint's id.
    pub id: String,
    /// `public`
    pub interface: String,
    /// The region.
    pub region: String,
    /// The region, again.
    pub region_id: String,
    /// The base of the service's URLs.
    pub url: String,
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;
    use crate::wire::parse_body;

    #[test]
    fn logins_of_real_clients_are_understood() {
        let body = json!({"auth": {
            "identity": {"methods": ["password"], "password": {"user": {
                "name": "username", "password": "secret", "domain": {"name": "domainname"}
            }}},
            "scope": {"project": {"name": "local-1"}}
        }});
        let request: TokenRequest = parse_body(body.to_string().as_bytes()).unwrap();
        assert!(!format!("{request:?}").contains("secret"));
        let user = request.auth.identity.password.unwrap().user;
        assert_eq!(user.name, Some("username".into()));
        assert_eq!(user.password.expose(), "secret");
        let scope = request.auth.scope.unwrap();
        assert_eq!(scope.project.unwrap().name, Some("local-1".into()));

        let body = json!({"auth": {
            "identity": {"methods": ["token"], "token": {"id": "t"}},
            "scope": {"domain": {"id": "d"}}
        }});
        let request: TokenRequest = parse_body(body.to_string().as_bytes()).unwrap();
        assert_eq!(request.auth.identity.token.unwrap().id.expose(), "t");
    }

    #[test]
    fn bad_logins_name_the_field() {
        let error = |body: serde_json::Value| {
            let outcome = parse_body::<TokenRequest>(body.to_string().as_bytes());
            outcome.unwrap_err().to_string()
        };
        let identity = json!({"methods": ["password"], "password": {"user": {"name": "n"}}});
        for (body, expected) in [
            (json!({}), "auth is missing"),
            (json!({"auth": {}}), "auth.identity is missing"),
            (
                json!({"auth": {"identity": {}}}),
                "auth.identity.methods is missing",
            ),
            (
                json!({"auth": {"identity": identity}}),
                "auth.identity.password.user.password is missing",
            ),
        ] {
            assert!(error(body).ends_with(&format!(" {expected}.")));
        }
    }

    #[test]
    fn golden_token() {
        let named = |id: &str, name: &str| NamedRef {
            id: id.into(),
            name: name.into(),
        };
        let response = TokenResponse {
            token: Token {
                methods: vec!["password".into()],
                expires_at: "2019-02-13T06:52:13.855000Z".into(),
                issued_at: "2019-02-12T06:52:13.855000Z".into(),
                user: TokenUser {
                    id: "u".into(),
                    name: "admin".into(),
                    domain: named("d", "local"),
                    password_expires_at: String::new(),
                },
                project: Some(ScopedRef {
                    id: "p".into(),
                    name: "local-1".into(),
                    domain: named("d", "local"),
                }),
                domain: None,
                roles: vec![named("r", "admin")],
                catalog: vec![CatalogService {
                    id: "s".into(),
                    name: "gaussdb".into(),
                    kind: "gaussdb".into(),
                    endpoints: vec![CatalogEndpoint {
                        id: "e".into(),
                        interface: "public".into(),
                        region: "local-1".into(),
                        region_id: "local-1".into(),
                        url: "https://127.0.0.1:8443/v3/p".into(),
                    }],
                }],
            },
        };
        let domain = json!({"id": "d", "name": "local"});
        let expected = json!({"token": {
            "methods": ["password"],
            "expires_at": "2019-02-13T06:52:13.855000Z",
            "issued_at": "2019-02-12T06:52:13.855000Z",
            "user": {
                "id": "u", "name": "admin", "domain": domain, "password_expires_at": ""
            },
            "project": {"id": "p", "name": "local-1", "domain": domain},
            "roles": [{"id": "r", "name": "admin"}],
            "catalog": [{"id": "s", "name": "gaussdb", "type": "gaussdb", "endpoints": [{
                "id": "e", "interface": "public", "region": "local-1", "region_id": "local-1",
                "url": "https://127.0.0.1:8443/v3/p"
            }]}]
        }});
        assert_eq!(to_value(response).unwrap(), expected);
    }
}
