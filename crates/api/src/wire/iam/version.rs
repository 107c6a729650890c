//! Version documents: `GET /` and `GET /v3`, with which some clients find out where the identity
//! service is.

use serde::Serialize;
use utoipa::ToSchema;

/// The answer of `GET /`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VersionsResponse {
    /// The versions, one level down.
    pub versions: VersionValues,
}

/// The versions of the identity service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VersionValues {
    /// One: version 3.
    pub values: Vec<Version>,
}

/// The answer of `GET /v3`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VersionResponse {
    /// Version 3.
    pub version: Version,
}

/// A version of the identity service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Version {
    /// Its name.
    pub id: String,
    /// `stable`
    pub status: String,
    /// When it was defined.
    pub updated: String,
    /// Where it is.
    pub links: Vec<VersionLink>,
    /// What it speaks.
    #[serde(rename = "media-types")]
    pub media_types: Vec<MediaType>,
}

/// Where a version is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VersionLink {
    /// `self`
    pub rel: String,
    /// The URL, which ends in a slash.
    pub href: String,
}

/// What a version speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MediaType {
    /// `application/json`
    pub base: String,
    /// The vendor's name of it.
    #[serde(rename = "type")]
    pub kind: String,
}

impl Version {
    /// Version 3 of Keystone, which the identity service here follows, under a base URL without a
    /// slash at its end.
    pub fn v3(base: &str) -> Self {
        Self {
            id: "v3.6".to_owned(),
            status: "stable".to_owned(),
            updated: "2016-04-04T00:00:00Z".to_owned(),
            links: vec![VersionLink {
                rel: "self".to_owned(),
                href: format!("{base}/v3/"),
            }],
            media_types: vec![MediaType {
                base: "application/json".to_owned(),
                kind: "application/vnd.openstack.identity-v3+json".to_owned(),
            }],
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    #[test]
    fn golden_documents() {
        let version = json!({
            "id": "v3.6",
            "status": "stable",
            "updated": "2016-04-04T00:00:00Z",
            "links": [{"rel": "self", "href": "https://h:1/v3/"}],
            "media-types": [{
                "base": "application/json",
                "type": "application/vnd.openstack.identity-v3+json"
            }]
        });
        let one = VersionResponse {
            version: Version::v3("https://h:1"),
        };
        assert_eq!(to_value(&one).unwrap(), json!({ "version": version }));
        let all = VersionsResponse {
            versions: VersionValues {
                values: vec![one.version],
            },
        };
        assert_eq!(
            to_value(all).unwrap(),
            json!({"versions": {"values": [version]}})
        );
    }
}
