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
        assert!("nonsense".parse::<Lifecycle>().is_err());
    }
}
