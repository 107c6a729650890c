//! The wire structs: requests as clients send them, responses as clients decode them.
//!
//! Requests are liberal (see [`scalar`]): a number where a string is declared, a string where a
//! boolean is, one object where an array is, unknown fields. Responses are exact: the types that
//! the documentation's tables declare, documented misspellings, both names where two exist.

pub mod catalog;
pub mod common;
pub mod filter;
pub mod iam;
pub mod instances;
pub mod logs;
mod object;
pub mod paging;
pub mod parse;
pub mod proxy;
pub mod scalar;
pub mod security;
pub mod sql_filter;
pub mod tasks;

pub use common::{Empty, ErrorBody, JobResponse, ResultResponse};
pub use paging::Paging;
pub use parse::{parse_body, parse_optional_body, parse_query};
pub use scalar::{Flag, Int, OnOff, OneOrMany, Text};
