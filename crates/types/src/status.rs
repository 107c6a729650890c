//! The states that instances, nodes and jobs are in, and their durable spelling.
//!
//! The API's two status vocabularies are renderings of these and live with the API conversion.

text_enum! {
    /// Where an instance is in its life, as the control plane knows it. Whether its servers answer
    /// is observed, not stored.
    Lifecycle {
        /// Being created.
        Creating = "creating",
        /// Serving; an operation may be running on it.
        Active = "active",
        /// Creation failed and was undone.
        CreateFailed = "create_failed",
    }
}

text_enum! {
    /// What a node is in its instance.
    NodeRole {
        /// Takes writes.
        Primary = "primary",
        /// Replicates from the primary and serves reads.
        Replica = "replica",
    }
}

text_enum! {
    /// How far a node's own life is.
    NodeLifecycle {
        /// Being made: not advertised yet.
        Creating = "creating",
        /// Part of the instance.
        Active = "active",
        /// Being removed by a job: no longer advertised. Holds user data until the job removes it.
        Deleting = "deleting",
        /// Its making was undone, and something of it may be left on the host. Never served
        /// anybody, so that it may be removed at any time.
        Discarded = "discarded",
    }
}

text_enum! {
    /// What an asynchronous call is doing (documentation 4.13.1).
    JobStatus {
        /// Waiting for its time.
        Pending = "Pending",
        /// Being worked on.
        Running = "Running",
        /// Done.
        Completed = "Completed",
        /// Given up and undone; the reason is in the job.
        Failed = "Failed",
    }
}

text_enum! {
    /// The exclusive operation that an instance is busy with.
    Operation {
        /// 4.3.1
        Create = "create",
        /// 4.3.2
        Restart = "restart",
        /// 4.3.3
        Delete = "delete",
        /// 4.3.4
        NodeAdd = "node_add",
        /// 4.3.5
        NodeDelete = "node_delete",
        /// 4.3.7
        Rename = "rename",
        /// 4.3.14
        NodeRestart = "node_restart",
        /// 4.3.19
        Switchover = "switchover",
        /// 4.7.1
        ProxyCreate = "proxy_create",
        /// 4.7.2
        ProxyDelete = "proxy_delete",
        /// 4.7.7 to 4.7.10, 4.7.12 to 4.7.14, 4.7.19, 4.7.23, and the EIP of a proxy.
        ProxyChange = "proxy_change",
        /// 4.7.5, 4.7.6, 4.7.15, 4.7.24
        ProxyNodesChange = "proxy_nodes_change",
        /// 4.12.1, 4.12.3, 4.12.5
        SqlFilter = "sql_filter",
    }
}

text_enum! {
    /// Where a database proxy is in its life.
    ProxyLifecycle {
        /// Being created.
        Creating = "creating",
        /// Serving.
        Active = "active",
        /// Creation failed and was undone.
        CreateFailed = "create_failed",
        /// Being removed: no longer served.
        Deleting = "deleting",
    }
}

text_enum! {
    /// How far the life of a proxy's node is.
    ProxyNodeLifecycle {
        /// Recorded; there is no process yet.
        Creating = "creating",
        /// Has a process.
        Active = "active",
        /// Being removed: its process ends.
        Deleting = "deleting",
    }
}

text_enum! {
    /// What a job does with a proxy, as far as the API has a word for it (4.7.3 `status`).
    ProxyActivity {
        /// 4.7.5
        AddingNodes = "adding_nodes",
        /// 4.7.8, 4.7.9
        ChangingWeights = "changing_weights",
        /// Replicas come in, by 4.3.4 or 4.7.8.
        AddingReplicas = "adding_replicas",
        /// Replicas leave, by 4.3.5.
        DeletingReplicas = "deleting_replicas",
    }
}

text_enum! {
    /// What can be switched on for an instance; off unless it is stored.
    Switch {
        /// SQL concurrency control (4.12.1).
        SqlFilter = "sql_filter",
        /// Recording of every statement (4.8.1).
        FullSql = "full_sql",
        /// Statements wait while the primary is changed (4.3.19).
        Held = "held",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip<T: Copy + PartialEq + std::fmt::Debug + std::str::FromStr>(
        all: &[T],
        text: fn(T) -> &'static str,
    ) {
        for &value in all {
            assert_eq!(text(value).parse::<T>().ok(), Some(value));
        }
    }

    #[test]
    fn every_variant_survives_storage() {
        round_trip(Lifecycle::ALL, Lifecycle::as_str);
        round_trip(NodeRole::ALL, NodeRole::as_str);
        round_trip(NodeLifecycle::ALL, NodeLifecycle::as_str);
        round_trip(JobStatus::ALL, JobStatus::as_str);
        round_trip(Operation::ALL, Operation::as_str);
        round_trip(ProxyLifecycle::ALL, ProxyLifecycle::as_str);
        round_trip(ProxyNodeLifecycle::ALL, ProxyNodeLifecycle::as_str);
        round_trip(ProxyActivity::ALL, ProxyActivity::as_str);
        round_trip(Switch::ALL, Switch::as_str);
        assert!("nonsense".parse::<Lifecycle>().is_err());
    }
}
