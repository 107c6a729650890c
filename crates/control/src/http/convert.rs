//! Between the wire structs and the application's: the API's oddities end here.

pub(super) mod catalog;
pub(super) mod create;
pub(super) mod detail;
pub(super) mod directory;
pub(super) mod job;
pub(super) mod list;
pub(super) mod login;
pub(super) mod logs;
pub(super) mod proxy;
pub(super) mod replicas;
pub(super) mod security;
pub(super) mod sql_filter;
pub(super) mod token;

mod node;
mod parts;
mod status;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod golden;

pub(super) use status::Vocabulary;
