//! Connections for commands.

use std::rc::Rc;

use hyades_mysql::wire::command::Command;
use hyades_mysql::wire::packet::write_packet;
use hyades_types::topology::Pooling;

use super::Session;
use super::end::End;
use crate::auth::LoginError;
use crate::backend::{AcquireError, Carried, Conn, Key, restore, track_later};
use crate::frontend::Server;
use crate::routing::Pin;

impl Session {
    /// A connection to this server in the session's state.
    pub(super) async fn lease(&mut self, server: &Rc<Server>) -> Result<Conn, End> {
        if self.state.has_pin(Pin::Collation) && !Rc::ptr_eq(server, &self.home) {
            self.fetch_from_home().await?;
        }
        let apart = self.apart(server);
        let conn = match self.lease_held(server) {
            Some(conn) => conn,
            None => {
                let wanted = apart.as_ref().unwrap_or(&self.state.carried);
                let acquired = server.pool.acquire(&self.key, wanted, self.id);
                match acquired.await {
                    Err(error) if self.has_newer_password(&error) => {
                        let wanted = apart.as_ref().unwrap_or(&self.state.carried);
                        let again = server.pool.acquire(&self.key, wanted, self.id);
                        again.await?
                    }
                    acquired => acquired?,
                }
            }
        };
        self.bring(conn, apart).await
    }

    /// The state in which a read leaves a transaction: nobody ends one at another server.
    fn apart(&mut self, server: &Rc<Server>) -> Option<Rc<Carried>> {
        let leaves = self.state.no_autocommit() && !Rc::ptr_eq(server, &self.home);
        leaves.then(|| self.state.apart())
    }

    /// Another server needs what only the connection to the session's home knows.
    pub(super) async fn fetch_from_home(&mut self) -> Result<(), End> {
        let home = self.home.clone();
        let conn = self.lease_held(&home);
        if let Some(mut conn) = conn {
            self.fetch_rest(&mut conn).await?;
            self.held.push((home, conn));
        }
        Ok(())
    }

    fn lease_held(&mut self, server: &Rc<Server>) -> Option<Conn> {
        let held = self
            .held
            .iter()
            .position(|(holder, _)| Rc::ptr_eq(holder, server));
        held.map(|index| self.held.swap_remove(index).1)
    }

    /// A session goes on when its user's password is changed, also where that takes another connection:
    /// with the new password, if somebody has logged in with it here. Returns whether that is to be tried.
    fn has_newer_password(&mut self, error: &AcquireError) -> bool {
        let AcquireError::LogIn(LoginError::Refused(refused)) = error else {
            return false;
        };
        let known = self.frontend.shared.credentials.current(&self.key.user);
        let Some(password) = known.filter(|known| *known != self.key.password) else {
            return false;
        };
        if refused.code == 1045 {
            let key = Key {
                password,
                ..(*self.key).clone()
            };
            self.key = self.frontend.intern(key);
            self.handle.set_key(&self.key);
        }
        refused.code == 1045
    }

    /// The same on a new connection.
    pub(super) async fn lease_new(&mut self, server: &Rc<Server>) -> Result<Conn, End> {
        let apart = self.apart(server);
        let wanted = apart.as_ref().unwrap_or(&self.state.carried);
        let (conn, _) = Box::pin(server.pool.connect(&self.key, wanted)).await?;
        self.bring(conn, apart).await
    }

    /// Gives a connection the session's state.
    async fn bring(&mut self, mut conn: Conn, apart: Option<Rc<Carried>>) -> Result<Conn, End> {
        track_later(&mut conn).await?;
        if let Some(apart) = apart {
            if *conn.carried != *apart {
                restore(&mut conn, &apart).await?;
            }
        } else if !Rc::ptr_eq(&conn.carried, &self.state.carried) {
            if *conn.carried == *self.state.carried {
                self.state.carried = conn.carried.clone();
            } else {
                restore(&mut conn, &self.state.carried).await?;
            }
        }
        Ok(conn)
    }

    /// What becomes of a connection after a command.
    pub(super) async fn settle(&mut self, server: Rc<Server>, mut conn: Conn) -> Result<(), End> {
        if conn.used_by.0 != self.id {
            conn.used_by = (self.id, 0);
        }
        let is_own = self.frontend.pooling() == Pooling::Closed;
        if is_own || self.is_kept(&conn) || self.is_tied_for_long_to(&server) {
            self.held.push((server, conn));
            return Ok(());
        }
        self.let_go(server, conn).await
    }

    /// Gives back what was kept for the next statement only.
    pub(super) async fn release_kept(&mut self) -> Result<(), End> {
        if self.frontend.pooling() == Pooling::Closed {
            return Ok(());
        }
        let mut index = 0;
        while let Some((server, conn)) = self.held.get(index) {
            if self.is_tied_for_long_to(server) || self.knows_found(conn) {
                index += 1;
            } else {
                let (server, conn) = self.held.swap_remove(index);
                self.let_go(server, conn).await?;
            }
        }
        Ok(())
    }

    fn is_tied_for_long_to(&self, server: &Rc<Server>) -> bool {
        Rc::ptr_eq(server, &self.home) && self.state.is_tied_for_long()
    }

    async fn let_go(&mut self, server: Rc<Server>, mut conn: Conn) -> Result<(), End> {
        let is_asked = |pin| self.state.has_pin(pin);
        if Rc::ptr_eq(&server, &self.home)
            && (is_asked(Pin::LastInsertId) || is_asked(Pin::Collation))
        {
            self.fetch_rest(&mut conn).await?;
        }
        release(&self.frontend, &server, conn);
        Ok(())
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
