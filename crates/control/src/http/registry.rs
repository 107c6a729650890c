//! Which handler carries out which operation.

use futures::future::BoxFuture;
use hyades_types::error::ApiError;

use super::call::Call;
use super::handlers::{catalog, iam, instances, jobs, nodes};
use super::reply::Reply;

/// Carries out one operation.
pub(super) type Handler = fn(Call) -> BoxFuture<'static, Result<Reply, ApiError>>;

/// Lists operations with the async functions that carry them out.
macro_rules! handlers {
    ($($operation:literal => $module:ident::$name:ident,)+) => {
        &[$(($operation, |call| Box::pin($module::$name(call)))),+]
    };
}

/// The handlers, in the order of the table.
pub(super) const HANDLERS: &[(&str, Handler)] = handlers! {
    "ListVersions" => iam::versions,
    "ShowVersion" => iam::version,
    "CreateToken" => iam::token_create,
    "ListProjects" => iam::projects,
    "ShowToken" => iam::token_show,
    "ListDomains" => iam::domains,
    "ListDatastores" => catalog::datastores,
    "ListFlavors" => catalog::flavors,
    "CreateInstance" => instances::create,
    "RestartInstance" => instances::restart,
    "DeleteInstance" => instances::delete,
    "CreateReadReplicas" => nodes::add,
    "DeleteReadReplica" => nodes::delete,
    "RenameInstance" => instances::rename,
    "ResetInstancePassword" => instances::reset_password,
    "RestartNode" => nodes::restart,
    "UpdateInstanceAlias" => instances::set_alias,
    "ListInstances" => instances::list,
    "ShowInstance" => instances::show,
    "ListInstanceDetails" => instances::show_many,
    "ShowJob" => jobs::show,
    "LegacyListDatastores" => catalog::datastores,
    "LegacyListFlavors" => catalog::flavors,
    "LegacyCreateInstance" => instances::create,
    "LegacyListInstances" => instances::list,
    "ListInstancesV3" => instances::list,
    "LegacyDeleteInstance" => instances::delete,
    "ShowInstanceV3" => instances::show,
    "ListInstanceDetailsV3" => instances::show_many,
    "LegacyShowInstance" => instances::show,
    "LegacyCreateReadReplicas" => nodes::add,
    "LegacyDeleteReadReplica" => nodes::delete,
    "LegacyRenameInstance" => instances::rename,
    "LegacyResetInstancePassword" => instances::reset_password,
    "LegacyShowJob" => jobs::show,
};

#[cfg(test)]
mod tests {
    use hyades_api::implemented::IMPLEMENTED;

    use super::HANDLERS;

    #[test]
    fn what_is_said_to_be_implemented_is() {
        let operations: Vec<_> = HANDLERS.iter().map(|(operation, _)| *operation).collect();
        assert_eq!(operations, IMPLEMENTED);
    }
}
