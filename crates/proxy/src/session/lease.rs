//! Connections for commands.

use std::rc::Rc;

use hyades_mysql::wire::command::Command;
use hyades_mysql::wire::packet::write_packet;
use hyades_types::topology::Pooling;

use super::Session;
use super::end::End;
use crate::backend::{Conn, restore};
use crate::frontend::Server;
use crate::routing::Pin;

impl Session {
    /// A connection to this server in the session's state.
    pub(super) async fn lease(&mut self, server: &Rc<Server>) -> Result<Conn, End> {
        let held = self
            .held
            .iter()
            .position(|(holder, _)| Rc::ptr_eq(holder, server));
        let conn = match held {
            Some(index) => self.held.swap_remove(index).1,
            None => {
                let acquired = server.pool.acquire(&self.key, &self.state.carried, self.id);
                acquired.await?
            }
        };
        self.bring(conn).await
    }

    /// The same on a new connection.
    pub(super) async fn lease_new(&mut self, server: &Rc<Server>) -> Result<Conn, End> {
        let (conn, _) = server.pool.connect(&self.key, &self.state.carried).await?;
        self.bring(conn).await
    }

    /// Gives a connection the session's state.
    async fn bring(&mut self, mut conn: Conn) -> Result<Conn, End> {
        if !Rc::ptr_eq(&conn.carried, &self.state.carried) {
            if *conn.carried == *self.state.carried {
                self.state.carried = conn.carried.clone();
            } else {
                restore(&mut conn, &self.state.carried).await?;
            }
        }
        Ok(conn)
    }

    /// What becomes of a connection after a command.
    pub(super) fn settle(&mut self, server: Rc<Server>, mut conn: Conn, keep: bool) {
        conn.used_by = (self.id, self.commands);
        let is_home = Rc::ptr_eq(&server, &self.home);
        let is_own = self.frontend.pooling() == Pooling::Closed;
        if keep || is_own || (is_home && self.state.is_tied()) {
            self.held.push((server, conn));
        } else {
            release(&self.frontend, &server, conn);
        }
    }

    /// Gives back what was kept for one command only.
    pub(super) fn release_kept(&mut self) {
        if self.held.is_empty() || self.frontend.pooling() == Pooling::Closed {
            return;
        }
        let is_tied = self.state.is_tied();
        let mut index = 0;
        while let Some((server, _)) = self.held.get(index) {
            if is_tied && Rc::ptr_eq(server, &self.home) {
                index += 1;
            } else {
                let (server, conn) = self.held.swap_remove(index);
                release(&self.frontend, &server, conn);
            }
        }
    }

    /// At the session's end: connections without state of its own go back, the others are closed.
    pub(super) fn give_back(&mut self, is_orderly: bool) {
        let is_tied = self.frontend.is_gateway() || self.state.is_tied();
        for (server, conn) in self.held.drain(..) {
            if is_tied && Rc::ptr_eq(&server, &self.home) {
                close(conn, is_orderly);
            } else {
                release(&self.frontend, &server, conn);
            }
        }
    }

    /// Makes sure that the session's home is still what it was; it finds another one if nothing
    /// ties it to this one.
    pub(super) fn check_home(&mut self) -> Result<(), End> {
        let is_home = self.frontend.is_home(&self.home);
        let is_tied = self.is_tied_to_home();
        if is_home && (is_tied || self.frontend.can_stay(&self.home)) {
            return Ok(());
        }
        if is_tied {
            return Err(End::Fenced);
        }
        match self.frontend.home() {
            Some(home) => {
                self.held.clear();
                self.home = home;
                Ok(())
            }
            None if is_home => Ok(()),
            None => Err(End::Fenced),
        }
    }

    /// Keeps the session on its connection.
    pub(super) fn pin(&mut self, pin: Pin) {
        self.state.pin(pin);
    }
}

/// Closes a connection. When the client has left in order, the server is told so.
pub(super) fn close(mut conn: Conn, is_orderly: bool) {
    if is_orderly {
        let mut quit = Vec::new();
        write_packet(&mut quit, 0, &[Command::Quit.into()]);
        // A server that does not hear of it sees the end of the connection.
        let _ = conn.stream.try_write(&quit);
        conn.stream.reset_on_drop(false);
    }
}

fn release(frontend: &crate::frontend::Frontend, server: &Rc<Server>, conn: Conn) {
    if frontend.has(server) && conn.is_outside_transaction() {
        server.pool.release(conn);
    }
}
