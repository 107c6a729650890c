//! Projects and domains (A.4).

use hyades_api::wire::iam::{Domain, DomainsResponse, Links, Project, ProjectsResponse};
use hyades_types::model;

use crate::http::ServiceInfo;

pub(in crate::http) fn projects(
    info: &ServiceInfo,
    projects: Vec<model::Project>,
) -> ProjectsResponse {
    let base = format!("{}/v3/projects", info.public_endpoint);
    let project = |project: model::Project| Project {
        links: Links::to(format!("{base}/{}", project.id)),
        id: project.id.into(),
        name: project.name,
        domain_id: project.domain.to_string(),
        parent_id: project.domain.into(),
        enabled: true,
        is_domain: false,
        description: String::new(),
    };
    ProjectsResponse {
        projects: projects.into_iter().map(project).collect(),
        links: Links::to(base),
    }
}

/// A caller sees one domain: its own.
pub(in crate::http) fn domains(info: &ServiceInfo, own: &model::Domain) -> DomainsResponse {
    let base = format!("{}/v3/auth/domains", info.public_endpoint);
    let domain = Domain {
        id: own.id.to_string(),
        name: own.name.clone(),
        enabled: true,
        description: String::new(),
        links: Links::to(format!("{}/v3/domains/{}", info.public_endpoint, own.id)),
    };
    DomainsResponse {
        domains: vec![domain],
        links: Links::to(base),
    }
}
