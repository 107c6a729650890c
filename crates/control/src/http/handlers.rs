//! Handlers, a module per family: read the request, make one call, convert the result.

pub(super) mod catalog;
pub(super) mod iam;
pub(super) mod instances;
pub(super) mod jobs;
pub(super) mod nodes;
