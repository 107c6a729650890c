//! Finds the endpoint of a request line.
//!
//! The table is turned into a trie of path segments. A literal segment beats a variable, and a
//! dead end is left for the next possibility. The shape of the path decides first, the method
//! afterwards: `PUT /instances/details` is a wrong method, not an instance called "details".

mod params;
mod spelling;

use std::borrow::Cow;
use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use crate::endpoint::{Endpoint, Method, variable};
use crate::table;

pub use params::Params;

/// What a request line leads to.
#[derive(Debug)]
pub enum Match {
    /// An endpoint, with the variables of its path.
    Found {
        /// The endpoint.
        endpoint: &'static Endpoint,
        /// Its variables, decoded.
        params: Params,
    },
    /// The path exists, with other methods.
    MethodNotAllowed {
        /// The methods that the path has, sorted.
        allow: Vec<Method>,
    },
    /// There is no such path.
    NotFound,
}

/// The router over the endpoint table. Build one and share it.
#[derive(Debug)]
pub struct Router {
    root: Node,
}

/// A place in the trie: what may follow, and what ends here.
#[derive(Debug, Default)]
struct Node {
    literals: BTreeMap<&'static str, Node>,
    variable: Option<Box<Node>>,
    endpoints: Vec<&'static Endpoint>,
}

impl Default for Router {
    fn default() -> Self {
        Self::new()
    }
}

impl Router {
    /// The router over the whole table.
    pub fn new() -> Self {
        let mut root = Node::default();
        for endpoint in table::endpoints() {
            root.insert(endpoint.path, endpoint);
            for path in spelling::other_paths(endpoint.path) {
                root.insert(path, endpoint);
            }
        }
        Self { root }
    }

    /// Finds the endpoint of a method and a path (without its query). Doubled and trailing
    /// slashes do not count.
    pub fn find(&self, method: &str, path: &str) -> Match {
        let Some(segments) = decode(path) else {
            return Match::NotFound;
        };
        let mut values = Vec::new();
        let Some(node) = self.root.walk(&segments, &mut values) else {
            return Match::NotFound;
        };
        match node.endpoints.iter().find(|e| e.method.as_str() == method) {
            Some(endpoint) => Match::Found {
                endpoint,
                params: Params::new(endpoint, &values),
            },
            None => Match::MethodNotAllowed {
                allow: node.methods(),
            },
        }
    }
}

impl Node {
    fn insert(&mut self, path: &'static str, endpoint: &'static Endpoint) {
        let mut node = self;
        for segment in path.split('/').filter(|s| !s.is_empty()) {
            node = match variable(segment) {
                Some(_) => node.variable.get_or_insert_default(),
                None => node.literals.entry(segment).or_default(),
            };
        }
        node.endpoints.push(endpoint);
    }

    /// Follows the segments to a node where an endpoint ends; `values` are the segments that
    /// stood where the path has variables.
    fn walk<'s>(&self, segments: &'s [Cow<'s, str>], values: &mut Vec<&'s str>) -> Option<&Node> {
        let Some((segment, rest)) = segments.split_first() else {
            return (!self.endpoints.is_empty()).then_some(self);
        };
        let literal = |text: &str| self.literals.get(text);
        let candidates = [
            literal(segment),
            spelling::other_segment(segment).and_then(literal),
        ];
        for node in candidates.into_iter().flatten() {
            if let Some(found) = node.walk(rest, values) {
                return Some(found);
            }
        }
        let node = self.variable.as_deref()?;
        let before = values.len();
        values.push(segment);
        let found = node.walk(rest, values);
        if found.is_none() {
            values.truncate(before);
        }
        found
    }

    fn methods(&self) -> Vec<Method> {
        let mut methods: Vec<_> = self.endpoints.iter().map(|e| e.method).collect();
        methods.sort_unstable();
        methods
    }
}

/// The path's segments, percent-decoded; `None` where that is not UTF-8.
fn decode(path: &str) -> Option<Vec<Cow<'_, str>>> {
    path.split('/')
        .filter(|segment| !segment.is_empty())
        .map(|segment| percent_decode_str(segment).decode_utf8().ok())
        .collect()
}

#[cfg(test)]
mod tests;
