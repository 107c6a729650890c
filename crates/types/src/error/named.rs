//! The codes that Hyades raises, by name.

use super::code::{ErrorCode, documented, own};

/// Any request.
impl ErrorCode {
    /// 400: a parameter is missing or has a bad value; name it with
    /// [`ApiError::field`](super::ApiError::field).
    pub const PARAMETER_ERROR: Self = documented("DBS.280001");

    /// 400: the body is not JSON.
    pub const MALFORMED_BODY: Self = documented("DBS.200001");

    /// 400: a body is required and there is none.
    pub const EMPTY_BODY: Self = documented("DBS.200006");

    /// 400: an instance or node id of the wrong form.
    pub const ID_FORMAT: Self = documented("DBS.280404");

    /// 400: bad `limit` or `offset`.
    pub const LIMIT_INVALID: Self = documented("DBS.280439");

    /// 400: this instance does not support the operation.
    pub const UNSUPPORTED_OPERATION: Self = documented("DBS.05000091");

    /// 403: the policy does not allow the action.
    pub const FORBIDDEN: Self = documented("DBS.200010");

    /// 404: something that has no code of its own does not exist.
    pub const RESOURCE_NOT_FOUND: Self = documented("DBS.290013");

    /// 500: a fault of our own.
    pub const INTERNAL: Self = documented("DBS.200005");
}

/// Instances.
impl ErrorCode {
    /// 404: no such instance in the project.
    pub const INSTANCE_NOT_FOUND: Self = documented("DBS.200002");

    /// 409: another operation runs on the instance, or its state forbids this one; clients wait
    /// and repeat.
    pub const INSTANCE_BUSY: Self = documented("DBS.200019");

    /// 409: the instance's storage is full.
    pub const STORAGE_FULL: Self = documented("DBS.200316");

    /// 400: the state forbids the operation, and waiting will not help.
    pub const OPERATION_NOT_ALLOWED_BY_STATUS: Self = documented("DBS.200086");

    /// 400: the instance is frozen.
    pub const INSTANCE_FROZEN: Self = documented("DBS.280449");

    /// 400: bad instance name.
    pub const INSTANCE_NAME_INVALID: Self = documented("DBS.200021");

    /// 413: the project has as many instances as it may.
    pub const QUOTA_EXCEEDED: Self = documented("DBS.200046");
}

/// Creating.
impl ErrorCode {
    /// 400: not this region.
    pub const REGION_INVALID: Self = documented("DBS.200024");

    /// 400: no such availability zone.
    pub const AZ_INVALID: Self = documented("DBS.280285");

    /// 400: the availability zone mode is neither `single` nor `multi`, or does not fit.
    pub const AZ_MODE_INVALID: Self = documented("DBS.280260");

    /// 400: the instance mode is not `Cluster`.
    pub const MODE_INVALID: Self = documented("DBS.280342");

    /// 400: no such engine (in the path of 4.1.1 and 4.2.1).
    pub const ENGINE_NOT_FOUND: Self = documented("DBS.200042");

    /// 400: no such engine (in a body).
    pub const ENGINE_INVALID: Self = documented("DBS.280235");

    /// 400: no such engine version.
    pub const VERSION_INVALID: Self = documented("DBS.280238");

    /// 400: no such kernel version.
    pub const KERNEL_VERSION_INVALID: Self = documented("DBS.05000035");

    /// 400: no such specification.
    pub const SPEC_NOT_FOUND: Self = documented("DBS.200053");

    /// 400: not a specification code.
    pub const SPEC_CODE_INVALID: Self = documented("DBS.280434");

    /// 400: no host has the memory, CPU or storage that the specification needs.
    pub const SOLD_OUT: Self = documented("DBS.280450");

    /// 400: not a VPC id.
    pub const VPC_INVALID: Self = documented("DBS.200048");

    /// 404: no such VPC.
    pub const VPC_NOT_FOUND: Self = documented("DBS.200503");

    /// 400: not a subnet id.
    pub const SUBNET_INVALID: Self = documented("DBS.200049");

    /// 404: no such subnet in the VPC.
    pub const SUBNET_NOT_FOUND: Self = documented("DBS.200501");

    /// 400: the subnet has too few free addresses.
    pub const SUBNET_FULL: Self = documented("DBS.05000020");

    /// 400: not a security group id.
    pub const SECURITY_GROUP_INVALID: Self = documented("DBS.05000090");

    /// 404: no such security group.
    pub const SECURITY_GROUP_NOT_FOUND: Self = documented("DBS.200050");

    /// 404: no such parameter template.
    pub const TEMPLATE_NOT_FOUND: Self = documented("DBS.212001");

    /// 400: no such dedicated resource pool.
    pub const DEDICATED_RESOURCE_INVALID: Self = documented("DBS.05000087");

    /// 400: the storage size is out of range.
    pub const STORAGE_OUT_OF_RANGE: Self = documented("DBS.280242");

    /// 400: the storage size is not a multiple of 10 GB.
    pub const STORAGE_NOT_MULTIPLE: Self = documented("DBS.200027");

    /// 400: bad backup window.
    pub const BACKUP_TIME_INVALID: Self = documented("DBS.280216");

    /// 400: bad number of days to keep backups.
    pub const BACKUP_DAYS_INVALID: Self = documented("DBS.280250");

    /// 400: no such backup.
    pub const BACKUP_NOT_FOUND: Self = documented("DBS.280214");

    /// 400: more tags than an instance may have.
    pub const TAG_QUOTA_EXCEEDED: Self = documented("DBS.200087");

    /// 400: two tags with the same key.
    pub const TAG_KEY_NOT_UNIQUE: Self = documented("DBS.280272");

    /// 400: transparent data encryption is not offered.
    pub const TDE_UNSUPPORTED: Self = documented("DBS.05000068");
}

/// Passwords.
impl ErrorCode {
    /// 400: the password is too weak.
    pub const PASSWORD_WEAK: Self = documented("DBS.280203");

    /// 400: the password has the wrong length or characters.
    pub const PASSWORD_INVALID: Self = documented("DBS.280246");

    /// 400: the password is the user's name.
    pub const PASSWORD_IS_USER_NAME: Self = documented("DBS.05000006");

    /// 400: the password is the user's name backwards.
    pub const PASSWORD_IS_USER_NAME_REVERSED: Self = documented("DBS.05000007");
}

/// Nodes.
impl ErrorCode {
    /// 400: the instance has no such node.
    pub const NODE_NOT_FOUND: Self = documented("DBS.212005");

    /// 400: a replica of another failover priority than 1 is not promoted by hand.
    pub const SWITCHOVER_PRIORITY: Self = documented("DBS.05000101");

    /// 400: more read replicas than an instance may have.
    pub const TOO_MANY_NODES: Self = documented("DBS.05000081");

    /// 400: bad number of nodes.
    pub const NODE_COUNT_INVALID: Self = documented("DBS.05000089");

    /// 400: zones cannot be chosen for read replicas.
    pub const NODE_AZ_NOT_ALLOWED: Self = documented("DBS.05000074");

    /// 400: read replicas are being created.
    pub const REPLICAS_BEING_CREATED: Self = documented("DBS.05000084");
}

/// Database proxies.
impl ErrorCode {
    /// 400: no such proxy.
    pub const PROXY_NOT_FOUND: Self = documented("DBS.270024");

    /// 404: what would be deleted is gone. Terraform takes this, and not the code above, for the
    /// end of a proxy.
    pub const PROXY_GONE: Self = documented("DBS.201028");

    /// 400: the proxy is another instance's.
    pub const PROXY_OF_ANOTHER_INSTANCE: Self = documented("DBS.05000022");

    /// 400: there are several proxies, and none is named.
    pub const PROXY_NOT_SELECTED: Self = documented("DBS.270027");

    /// 400: a read weight that the routing policy does not allow.
    pub const PROXY_WEIGHT_INVALID: Self = documented("DBS.270025");

    /// 400: neither `readwrite` nor `readonly`.
    pub const PROXY_MODE_INVALID: Self = documented("DBS.270026");

    /// 400: bad proxy name.
    pub const PROXY_NAME_INVALID: Self = documented("DBS.05000076");

    /// 400: a port that a proxy cannot have.
    pub const PROXY_PORT_INVALID: Self = documented("DBS.05000032");

    /// 400: a read-only proxy would have to read from the primary.
    pub const PROXY_READS_FROM_PRIMARY: Self = documented("DBS.05000093");

    /// 400: new nodes are to join, but with which weight?
    pub const NEW_NODE_WEIGHT_MISSING: Self = documented("DBS.05000078");

    /// 400: no parameter is named.
    pub const PARAMETERS_EMPTY: Self = documented("DBS.05000018");

    /// 400: no such parameter.
    pub const PARAMETER_NOT_FOUND: Self = documented("DBS.280270");

    /// 400: the parameter cannot have this value.
    pub const PARAMETER_OUT_OF_RANGE: Self = documented("DBS.280271");
}

/// Jobs.
impl ErrorCode {
    /// 400 (so documented, not 404): no such job.
    pub const JOB_NOT_FOUND: Self = documented("DBS.200543");
}

/// Cases that the documentation leaves to the gateway in front of the service.
impl ErrorCode {
    /// 401: no credentials, or a bad signature. Clients log in again after a 401.
    pub const UNAUTHENTICATED: Self = own("DBS.000401");

    /// 401: the token is unknown, forged or expired. The documented code for it (`DBS.280056`)
    /// is a 403, after which clients would not log in again.
    pub const INVALID_TOKEN: Self = own("DBS.001401");

    /// 404: no endpoint has this path.
    pub const UNKNOWN_ROUTE: Self = own("DBS.000404");

    /// 405: the path exists, the method does not.
    pub const METHOD_NOT_ALLOWED: Self = own("DBS.000405");

    /// 409: instances, or rules of other groups, use the security group.
    pub const SECURITY_GROUP_IN_USE: Self = own("DBS.000409");

    /// 413: the body is larger than 12 MB.
    pub const BODY_TOO_LARGE: Self = own("DBS.000413");

    /// 415: the body is not declared to be JSON.
    pub const UNSUPPORTED_MEDIA_TYPE: Self = own("DBS.000415");

    /// 501: the operation is documented, and Hyades does not have it yet.
    pub const NOT_IMPLEMENTED: Self = own("DBS.000501");

    /// 503: the service is starting or lost what it needs to answer.
    pub const UNAVAILABLE: Self = own("DBS.000503");
}

#[cfg(test)]
mod tests {
    use super::ErrorCode as Code;

    /// Statuses copied from the documentation by hand, so that a wrong code shows.
    #[test]
    fn named_codes_have_the_documented_status() {
        for (code, status) in [
            (Code::PARAMETER_ERROR, 400),
            (Code::MALFORMED_BODY, 400),
            (Code::EMPTY_BODY, 400),
            (Code::ID_FORMAT, 400),
            (Code::LIMIT_INVALID, 400),
            (Code::UNSUPPORTED_OPERATION, 400),
            (Code::FORBIDDEN, 403),
            (Code::RESOURCE_NOT_FOUND, 404),
            (Code::INTERNAL, 500),
            (Code::INSTANCE_NOT_FOUND, 404),
            (Code::INSTANCE_BUSY, 409),
            (Code::STORAGE_FULL, 409),
            (Code::OPERATION_NOT_ALLOWED_BY_STATUS, 400),
            (Code::INSTANCE_FROZEN, 400),
            (Code::INSTANCE_NAME_INVALID, 400),
            (Code::QUOTA_EXCEEDED, 413),
            (Code::REGION_INVALID, 400),
            (Code::AZ_INVALID, 400),
            (Code::AZ_MODE_INVALID, 400),
            (Code::MODE_INVALID, 400),
            (Code::ENGINE_NOT_FOUND, 400),
            (Code::ENGINE_INVALID, 400),
            (Code::VERSION_INVALID, 400),
            (Code::KERNEL_VERSION_INVALID, 400),
            (Code::SPEC_NOT_FOUND, 400),
            (Code::SPEC_CODE_INVALID, 400),
            (Code::SOLD_OUT, 400),
            (Code::VPC_INVALID, 400),
            (Code::VPC_NOT_FOUND, 404),
            (Code::SUBNET_INVALID, 400),
            (Code::SUBNET_NOT_FOUND, 404),
            (Code::SUBNET_FULL, 400),
            (Code::SECURITY_GROUP_INVALID, 400),
            (Code::SECURITY_GROUP_NOT_FOUND, 404),
            (Code::TEMPLATE_NOT_FOUND, 404),
            (Code::DEDICATED_RESOURCE_INVALID, 400),
            (Code::STORAGE_OUT_OF_RANGE, 400),
            (Code::STORAGE_NOT_MULTIPLE, 400),
            (Code::BACKUP_TIME_INVALID, 400),
            (Code::BACKUP_DAYS_INVALID, 400),
            (Code::BACKUP_NOT_FOUND, 400),
            (Code::TAG_QUOTA_EXCEEDED, 400),
            (Code::TAG_KEY_NOT_UNIQUE, 400),
            (Code::TDE_UNSUPPORTED, 400),
            (Code::PASSWORD_WEAK, 400),
            (Code::PASSWORD_INVALID, 400),
            (Code::PASSWORD_IS_USER_NAME, 400),
            (Code::PASSWORD_IS_USER_NAME_REVERSED, 400),
            (Code::NODE_NOT_FOUND, 400),
            (Code::SWITCHOVER_PRIORITY, 400),
            (Code::TOO_MANY_NODES, 400),
            (Code::NODE_COUNT_INVALID, 400),
            (Code::NODE_AZ_NOT_ALLOWED, 400),
            (Code::REPLICAS_BEING_CREATED, 400),
            (Code::PROXY_NOT_FOUND, 400),
            (Code::PROXY_GONE, 404),
            (Code::PROXY_OF_ANOTHER_INSTANCE, 400),
            (Code::PROXY_NOT_SELECTED, 400),
            (Code::PROXY_WEIGHT_INVALID, 400),
            (Code::PROXY_MODE_INVALID, 400),
            (Code::PROXY_NAME_INVALID, 400),
            (Code::PROXY_PORT_INVALID, 400),
            (Code::PROXY_READS_FROM_PRIMARY, 400),
            (Code::NEW_NODE_WEIGHT_MISSING, 400),
            (Code::PARAMETERS_EMPTY, 400),
            (Code::PARAMETER_NOT_FOUND, 400),
            (Code::PARAMETER_OUT_OF_RANGE, 400),
            (Code::JOB_NOT_FOUND, 400),
            (Code::UNAUTHENTICATED, 401),
            (Code::INVALID_TOKEN, 401),
            (Code::UNKNOWN_ROUTE, 404),
            (Code::SECURITY_GROUP_IN_USE, 409),
            (Code::METHOD_NOT_ALLOWED, 405),
            (Code::BODY_TOO_LARGE, 413),
            (Code::UNSUPPORTED_MEDIA_TYPE, 415),
            (Code::NOT_IMPLEMENTED, 501),
            (Code::UNAVAILABLE, 503),
        ] {
            assert_eq!(code.status(), status, "{code}");
        }
    }
}
