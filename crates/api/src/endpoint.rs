//! What an endpoint is: one line of the table.

/// One operation of the API: where it is reached, who may call it, what it answers.
#[derive(Debug)]
pub struct Endpoint {
    /// The operation's id, unique in the table: handlers and tests refer to it by this.
    pub operation: &'static str,
    /// The section of the documentation.
    pub section: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path, with variables in braces.
    pub path: &'static str,
    /// The action that a policy has to allow (chapter 6.2; invented in the same style where the
    /// documentation names none).
    pub action: &'static str,
    /// Which credentials the caller needs.
    pub access: Access,
    /// Whether the work is done when the answer comes.
    pub kind: Kind,
    /// The status of success.
    pub success: u16,
    /// What it does, in a few words.
    pub title: &'static str,
}

/// An HTTP method that the table uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// DELETE
    Delete,
}

impl Method {
    /// The method's name in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl std::fmt::Display for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which credentials an endpoint asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// None.
    Anonymous,
    /// Any valid token or signature.
    Authenticated,
    /// A token of, or a signature by a member of, the project in the path.
    Project,
}

/// Whether an endpoint's work is done when it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Done.
    Sync,
    /// A job was started, whose id is in the answer.
    Async,
}

impl Endpoint {
    /// The names of the variables in the path, in order.
    pub fn variables(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(variable)
    }

    /// The chapter of the section: `4.3` for `4.3.1`, `IAM` for what has no section.
    pub fn chapter(&self) -> &'static str {
        match self.section.match_indices('.').nth(1) {
            Some((end, _)) => &self.section[..end],
            None => self.section,
        }
    }
}

/// The variable's name, if the segment of a path is one.
pub(crate) fn variable(segment: &'static str) -> Option<&'static str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// Begins a line of the table: a synchronous operation of a project that answers 200, until the
/// methods below say otherwise.
pub(crate) const fn endpoint(operation: &'static str, section: &'static str) -> Endpoint {
    Endpoint {
        operation,
        section,
        method: Method::Get,
        path: "",
        action: "",
        access: Access::Project,
        kind: Kind::Sync,
        success: 200,
        title: "",
    }
}

impl Endpoint {
    pub(crate) const fn get(self, path: &'static str) -> Self {
        self.at(Method::Get, path)
    }

    pub(crate) const fn post(self, path: &'static str) -> Self {
        self.at(Method::Post, path)
    }

    pub(crate) const fn put(self, path: &'static str) -> Self {
        self.at(Method::Put, path)
    }

    pub(crate) const fn delete(self, path: &'static str) -> Self {
        self.at(Method::Delete, path)
    }

    const fn at(mut self, method: Method, path: &'static str) -> Self {
        self.method = method;
        self.path = path;
        self
    }

    pub(crate) const fn action(mut self, action: &'static str) -> Self {
        self.action = action;
        self
    }

    pub(crate) const fn title(mut self, title: &'static str) -> Self {
        self.title = title;
        self
    }

    pub(crate) const fn success(mut self, status: u16) -> Self {
        self.success = status;
        self
    }

    pub(crate) const fn job(mut self) -> Self {
        self.kind = Kind::Async;
        self
    }

    pub(crate) const fn anonymous(mut self) -> Self {
        self.access = Access::Anonymous;
        self
    }

    pub(crate) const fn authenticated(mut self) -> Self {
        self.access = Access::Authenticated;
        self
    }
}
