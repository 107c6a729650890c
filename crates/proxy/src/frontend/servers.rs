//! Which server a session, or a read, is to have.

use std::rc::Rc;

use hyades_types::id::NodeId;
use hyades_types::status::NodeRole;
use hyades_types::topology::ProxyMode;

use super::{Frontend, Server};
use crate::routing::{Candidate, choose};

impl Frontend {
    /// Whether a server is still part of the proxy, in the role in which a session uses it.
    pub(crate) fn has(&self, server: &Rc<Server>) -> bool {
        self.servers
            .borrow()
            .iter()
            .any(|one| Rc::ptr_eq(one, server))
    }

    /// Whether a session whose home this is can stay.
    pub(crate) fn is_home(&self, server: &Rc<Server>) -> bool {
        let role_fits = match self.policy().mode {
            ProxyMode::ReadWrite => server.role.get() == NodeRole::Primary,
            ProxyMode::ReadOnly => server.role.get() == NodeRole::Replica,
        };
        role_fits && self.has(server)
    }

    /// Whether a session should stay with its home. There are several replicas, but one primary.
    pub(crate) fn can_stay(&self, home: &Server) -> bool {
        self.policy().mode == ProxyMode::ReadWrite || home.health.is_up()
    }

    pub(crate) fn servers(&self) -> Vec<Rc<Server>> {
        self.servers.borrow().clone()
    }

    /// The server for what only one server can do: the primary, or for a read-only proxy a replica
    /// that stays the session's own.
    pub(crate) fn home(&self) -> Option<Rc<Server>> {
        self.home_apart_from(&[])
    }

    /// The same, if there is one that is none of these.
    pub(crate) fn home_apart_from(&self, tried: &[NodeId]) -> Option<Rc<Server>> {
        match self.policy().mode {
            ProxyMode::ReadWrite => self
                .primary()
                .filter(|primary| !tried.contains(&primary.node)),
            ProxyMode::ReadOnly => self.reader(tried),
        }
    }

    /// The primary.
    pub(crate) fn primary(&self) -> Option<Rc<Server>> {
        let servers = self.servers.borrow();
        servers
            .iter()
            .find(|server| server.role.get() == NodeRole::Primary)
            .cloned()
    }

    /// A server for a read, other than these.
    pub(crate) fn reader(&self, tried: &[NodeId]) -> Option<Rc<Server>> {
        let routing = self.config.borrow().spec.settings.routing;
        let servers = self.servers.borrow();
        let ticket = self.tickets.get();
        self.tickets.set(ticket.wrapping_add(1));
        let index = choose(routing, &self.candidates(&servers, tried), ticket)?;
        servers.get(index).cloned()
    }

    /// The servers that can get reads now.
    pub(crate) fn readers(&self) -> Vec<Rc<Server>> {
        let routing = self.config.borrow().spec.settings.routing;
        let servers = self.servers.borrow();
        let candidates = self.candidates(&servers, &[]);
        let readers = servers
            .iter()
            .zip(candidates)
            .filter(|(_, one)| one.takes_reads(routing));
        readers.map(|(server, _)| server.clone()).collect()
    }

    fn candidates(&self, servers: &[Rc<Server>], tried: &[NodeId]) -> Vec<Candidate> {
        let config = self.config.borrow();
        let settings = &config.spec.settings;
        let is_primary = |server: &Rc<Server>| server.role.get() == NodeRole::Primary;
        let has_primary = servers
            .iter()
            .any(|one| is_primary(one) && one.health.is_up());
        servers
            .iter()
            .map(|server| {
                let role = server.role.get();
                let may_read = role == NodeRole::Replica || settings.mode == ProxyMode::ReadWrite;
                let is_fresh = match role {
                    NodeRole::Primary => server.health.is_up(),
                    NodeRole::Replica => server
                        .health
                        .is_fresh(settings.max_lag_seconds, has_primary),
                };
                Candidate {
                    role,
                    weight: server.weight.get(),
                    is_fit: may_read && is_fresh && !tried.contains(&server.node),
                    busy: server.busy.get(),
                }
            })
            .collect()
    }
}
