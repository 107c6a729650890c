//! Projects and domains: `GET /v3/projects` (A.4) and `GET /v3/auth/domains`.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The query of `GET /v3/projects`. The SDKs ask with `name` set to their region and want exactly
/// one project back.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProjectsQuery {
    /// Only the project of this name.
    pub name: Option<String>,
    /// Only projects of this domain.
    pub domain_id: Option<String>,
}

/// The answer of `GET /v3/projects` (A.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProjectsResponse {
    /// The projects that the caller belongs to.
    pub projects: Vec<Project>,
    /// Links of the list.
    pub links: Links,
}

/// A project (A.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Project {
    /// The id: what stands in the paths of the database API.
    pub id: String,
    /// The name: the region's name for the region's own project.
    pub name: String,
    /// The domain.
    pub domain_id: String,
    /// The parent: the domain, here.
    pub parent_id: String,
    /// Always true here.
    pub enabled: bool,
    /// Always false here.
    pub is_domain: bool,
    /// What it is for.
    pub description: String,
    /// Links of the project.
    pub links: Links,
}

/// The answer of `GET /v3/auth/domains`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DomainsResponse {
    /// The caller's domain; clients take the first.
    pub domains: Vec<Domain>,
    /// Links of the list.
    pub links: Links,
}

/// A domain: an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Domain {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Always true here.
    pub enabled: bool,
    /// What it is for.
    pub description: String,
    /// Links of the domain.
    pub links: Links,
}

/// Links of a list or an object. There are never further pages: a client would follow `next`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Links {
    /// The URL of what it stands in.
    #[serde(rename = "self")]
    this: String,
    /// Always null.
    next: Option<String>,
    /// Always null.
    previous: Option<String>,
}

impl Links {
    /// Links with an own URL and no further pages.
    pub fn to(url: impl Into<String>) -> Self {
        Self {
            this: url.into(),
            next: None,
            previous: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    #[test]
    fn golden_lists() {
        let id = "a4a5d4098fb4474fa22cd05f897d6b99";
        let domain = "65382450e8f64ac0870cd180d14e684b";
        let base = "https://www.example.com/v3/projects";
        let response = ProjectsResponse {
            projects: vec![Project {
                id: id.into(),
                name: "project_name".into(),
                domain_id: domain.into(),
                parent_id: domain.into(),
                enabled: true,
                is_domain: false,
                description: String::new(),
                links: Links::to(format!("{base}/{id}")),
            }],
            links: Links::to(base),
        };
        // The sample of A.4.
        let expected = json!({
            "projects": [{
                "domain_id": domain,
                "is_domain": false,
                "parent_id": domain,
                "name": "project_name",
                "description": "",
                "links": {"next": null, "previous": null, "self": format!("{base}/{id}")},
                "id": id,
                "enabled": true
            }],
            "links": {"next": null, "previous": null, "self": base}
        });
        assert_eq!(to_value(response).unwrap(), expected);

        let response = DomainsResponse {
            domains: vec![Domain {
                id: domain.into(),
                name: "local".into(),
                enabled: true,
                description: String::new(),
                links: Links::to("d"),
            }],
            links: Links::to("l"),
        };
        let expected = json!({
            "domains": [{
                "id": domain, "name": "local", "enabled": true, "description": "",
                "links": {"next": null, "previous": null, "self": "d"}
            }],
            "links": {"next": null, "previous": null, "self": "l"}
        });
        assert_eq!(to_value(response).unwrap(), expected);
    }
}
