//! Database proxies (documentation 4.7): specifications, read weights, parameters, versions, status.

pub mod flavor;
pub mod parameter;
pub mod status;
pub mod version;
pub mod weight;
