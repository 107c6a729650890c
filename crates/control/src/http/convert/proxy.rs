//! Database proxies (4.7, 5.7).

mod access;
mod flavors;
mod legacy;
mod list;
mod request;
mod words;

pub(in crate::http) use access::{access, access_rules};
pub(in crate::http) use flavors::{flavors, upgrade, versions};
pub(in crate::http) use legacy::legacy;
pub(in crate::http) use list::{list, parameter_list};
pub(in crate::http) use request::{create, enlarge, parameters, texts, weights};
pub(in crate::http) use words::LegacyWords;

#[cfg(test)]
mod tests;
