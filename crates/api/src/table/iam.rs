//! Tokens, projects and domains: appendix A.4, section 3.1, and what clients of the identity service call beside them.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("ListVersions", "IAM")
        .get("/")
        .action("iam:version:list")
        .title("List API versions")
        .anonymous(),
    endpoint("ShowVersion", "IAM")
        .get("/v3")
        .action("iam:version:list")
        .title("Show the API version")
        .anonymous(),
    endpoint("CreateToken", "3.1")
        .post("/v3/auth/tokens")
        .action("iam:token:create")
        .title("Log in: create a token")
        .success(201)
        .anonymous(),
    endpoint("ListProjects", "A.4")
        .get("/v3/projects")
        .action("iam:project:list")
        .title("List projects")
        .authenticated(),
    endpoint("ShowToken", "IAM")
        .get("/v3/auth/tokens")
        .action("iam:token:show")
        .title("Check a token")
        .authenticated(),
    endpoint("ListDomains", "IAM")
        .get("/v3/auth/domains")
        .action("iam:domain:list")
        .title("List domains")
        .authenticated(),
];
