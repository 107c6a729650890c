//! What an operator decides about a deployment.

/// The deployment's settings, as far as the control plane needs them.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The region's name, which is also the name of the first project.
    pub region: String,
    /// Availability zones. On one machine they are labels: nothing is more available for them.
    pub zones: Vec<String>,
    /// How many times a host's memory may be promised to nodes.
    pub overcommit: f64,
}
