//! The credentials file: where the server is, and who we are to it.

use std::path::{Path, PathBuf};

use hyades_types::Secret;
use serde::Deserialize;

use super::args::GlobalArgs;
use super::exit::Failure;

const FILE_NAME: &str = "credentials.json";

/// The content of the credentials file. Fields that are missing stay empty.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Credentials {
    /// The database API.
    pub(crate) endpoint: String,
    /// The identity API; that of the database API when empty.
    pub(crate) iam_endpoint: String,
    /// Region.
    pub(crate) region: String,
    /// Account name.
    pub(crate) domain_name: String,
    /// User name.
    pub(crate) user_name: String,
    /// The user's password.
    pub(crate) password: Secret,
    /// Project id.
    pub(crate) project_id: String,
    /// Project name.
    pub(crate) project_name: String,
    /// Network of new instances.
    pub(crate) vpc_id: String,
    /// Subnet of new instances.
    pub(crate) subnet_id: String,
    /// Security group of new instances.
    pub(crate) security_group_id: String,
    /// Specification of new instances.
    pub(crate) default_flavor: String,
    /// Certificates to trust; relative to the file's own directory.
    pub(crate) ca_file: Option<PathBuf>,
}

impl Default for Credentials {
    fn default() -> Self {
        Self {
            endpoint: String::new(),
            iam_endpoint: String::new(),
            region: String::new(),
            domain_name: String::new(),
            user_name: String::new(),
            password: Secret::new(""),
            project_id: String::new(),
            project_name: String::new(),
            vpc_id: String::new(),
            subnet_id: String::new(),
            security_group_id: String::new(),
            default_flavor: String::new(),
            ca_file: None,
        }
    }
}

impl Credentials {
    /// Reads the file that the options, the environment or the default name, and applies the
    /// options that override it.
    pub(crate) fn load(global: &GlobalArgs) -> Result<Self, Failure> {
        let path = locate(global.credentials.as_deref());
        let failure = |reason| Failure::Credentials {
            path: path.clone(),
            reason,
        };
        let text = std::fs::read_to_string(&path).map_err(|error| failure(error.to_string()))?;
        let mut credentials = Self::parse(&text).map_err(failure)?;
        let beside = path.parent().unwrap_or_else(|| Path::new("."));
        credentials.ca_file = credentials.ca_file.map(|file| beside.join(file));
        credentials.apply(global);
        credentials.check().map_err(failure)?;
        Ok(credentials)
    }

    fn parse(text: &str) -> Result<Self, String> {
        // the parser's own message may quote what it read
        serde_json::from_str(text).map_err(|error| {
            format!(
                "not valid at line {}, column {}",
                error.line(),
                error.column()
            )
        })
    }

    fn apply(&mut self, global: &GlobalArgs) {
        if let Some(endpoint) = &global.endpoint {
            self.endpoint.clone_from(endpoint);
            self.iam_endpoint.clear();
        }
        if self.iam_endpoint.is_empty() {
            self.iam_endpoint.clone_from(&self.endpoint);
        }
        if let Some(file) = &global.cacert {
            self.ca_file = Some(file.clone());
        }
        for url in [&mut self.endpoint, &mut self.iam_endpoint] {
            url.truncate(url.trim_end_matches('/').len());
        }
    }

    fn check(&self) -> Result<(), String> {
        let needed = [
            ("endpoint", self.endpoint.as_str()),
            ("domain_name", &self.domain_name),
            ("user_name", &self.user_name),
            ("password", self.password.expose()),
            ("project_id", &self.project_id),
        ];
        match needed.iter().find(|(_, value)| value.is_empty()) {
            Some((name, _)) => Err(format!("{name} is missing")),
            None => Ok(()),
        }
    }
}

fn locate(option: Option<&Path>) -> PathBuf {
    if let Some(path) = option {
        return path.to_owned();
    }
    if let Some(path) = variable("HYADES_CREDENTIALS") {
        return path;
    }
    let home = || {
        std::env::home_dir()
            .unwrap_or_default()
            .join(".local/share/hyades")
    };
    variable("HYADES_DATA_DIR")
        .unwrap_or_else(home)
        .join(FILE_NAME)
}

/// An environment variable, unless it is empty.
fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Format;

    fn global(endpoint: Option<&str>) -> GlobalArgs {
        GlobalArgs {
            output: Format::Table,
            credentials: None,
            endpoint: endpoint.map(str::to_owned),
            cacert: None,
            quiet: false,
        }
    }

    #[test]
    fn overrides() {
        let text = r#"{"endpoint":"http://a:1/","iam_endpoint":"http://iam:2","extra":[1]}"#;
        let mut credentials = Credentials::parse(text).unwrap();
        credentials.apply(&global(None));
        assert_eq!(credentials.endpoint, "http://a:1");
        assert_eq!(credentials.iam_endpoint, "http://iam:2");
        credentials.apply(&global(Some("http://b:3/")));
        assert_eq!(credentials.endpoint, "http://b:3");
        assert_eq!(credentials.iam_endpoint, "http://b:3");
        assert_eq!(
            credentials.check(),
            Err("domain_name is missing".to_owned())
        );
    }

    #[test]
    fn never_quotes_a_secret() {
        let text = r#"{"endpoint": "http://a", "password": ["hunter2"]}"#;
        let reason = Credentials::parse(text).unwrap_err();
        assert!(
            reason.starts_with("not valid at line 1, column "),
            "{reason}"
        );
        let credentials = Credentials::parse(r#"{"password":"hunter2"}"#).unwrap();
        assert!(!format!("{credentials:?}").contains("hunter2"));
    }
}
