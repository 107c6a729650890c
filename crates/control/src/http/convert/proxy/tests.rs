use hyades_planning::proxy::status::{ProxyNodeStatus, ProxyStatus};
use hyades_types::status::ProxyActivity;

use super::words::{self, LegacyWords};

#[test]
fn golden_words() {
    use ProxyStatus as S;
    for (status, word, legacy) in [
        (S::Enabling, "ENABLING PROXY", "opening"),
        (S::Disabling, "DISABLING PROXY", "closing"),
        (S::Active, "ACTIVE", "open"),
        (S::Abnormal, "ABNORMAL", "open"),
        (S::Failed, "FAILED", "closed"),
        (
            S::Busy(ProxyActivity::AddingNodes),
            "ADDING PROXY NODE",
            "enlarging",
        ),
        (
            S::Busy(ProxyActivity::ChangingWeights),
            "CHANGING WEIGHTS",
            "open",
        ),
        (
            S::Busy(ProxyActivity::AddingReplicas),
            "ADDING READ REPLICAS TO PROXY",
            "open",
        ),
        (
            S::Busy(ProxyActivity::DeletingReplicas),
            "DELETING READ REPLICAS FROM PROXY",
            "open",
        ),
    ] {
        assert_eq!(words::status(status), word);
        assert_eq!(words::legacy_status(status), legacy);
    }
}

#[test]
fn golden_words_for_pools_and_nodes() {
    use ProxyStatus as S;
    for (status, health, v3, mysql) in [
        (S::Enabling, S::Abnormal, "BUILD", "creating"),
        (S::Active, S::Active, "ACTIVE", "normal"),
        (S::Abnormal, S::Abnormal, "FAILED", "abnormal"),
        (S::Failed, S::Failed, "FAILED", "abnormal"),
    ] {
        assert_eq!(LegacyWords::V3.pool(status, health), v3);
        assert_eq!(LegacyWords::MySqlV3.pool(status, health), mysql);
    }
    for (status, word, legacy) in [
        (ProxyNodeStatus::Active, "ACTIVE", "normal"),
        (ProxyNodeStatus::Abnormal, "ABNORMAL", "abnormal"),
        (ProxyNodeStatus::Creating, "ABNORMAL", "creating"),
    ] {
        assert_eq!(words::node(status), word);
        assert_eq!(words::legacy_node(status), legacy);
    }
}

#[test]
fn the_path_decides() {
    for (operation, expected) in [
        ("ShowProxyV3", LegacyWords::V3),
        ("LegacyShowProxy", LegacyWords::MySqlV3),
    ] {
        let endpoint = hyades_api::table::find(operation).unwrap();
        assert_eq!(LegacyWords::of(endpoint), expected);
    }
}
