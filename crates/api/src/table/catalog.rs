//! Engine versions and specifications: chapter 4.1 and 4.2.

use crate::endpoint::{Endpoint, endpoint};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("ListDatastores", "4.1.1")
        .get("/v3/{project_id}/datastores/{database_name}")
        .action("gaussdb:instance:list")
        .title("List engine versions"),
    // Documented as 202, but golangsdk (the Terraform provider) takes nothing but 200 for a GET,
    // and every other SDK takes any status below 400.
    endpoint("ListFlavors", "4.2.1")
        .get("/v3/{project_id}/flavors/{database_name}")
        .action("gaussdb:instance:list")
        .title("List specifications"),
];
