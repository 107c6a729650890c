//! Moving a session to another primary.

use std::net::IpAddr;
use std::rc::Rc;
use std::time::Duration;

use hyades_mysql::wire::capability::Capabilities;

use super::Session;
use super::end::End;
use super::luggage::Luggage;
use crate::auth::{Identity, Password, log_in};
use crate::backend::{AcquireError, Carried, Conn};
use crate::frontend::Server;
use crate::net::connect_from;
use crate::reactor::timeout;

/// How long it may take.
const LIMIT: Duration = Duration::from_secs(5);

/// What a gateway needs to log a client in at another server.
#[derive(Debug)]
pub(super) struct Relogin {
    pub(super) password: Password,
    /// The client's connection attributes.
    pub(super) attributes: Vec<u8>,
    /// The client's address, which servers see.
    pub(super) peer: IpAddr,
}

impl Session {
    /// Takes everything that the session has at its home to the new one.
    pub(super) async fn relocate(&mut self) -> Result<(), End> {
        if !self.can_move() {
            return Err(End::Stays("its state cannot be moved"));
        }
        let core = self.frontend.core().clone();
        let moved = timeout(&core, LIMIT, self.take_along()).await;
        moved.unwrap_or(Err(End::Silent))
    }

    async fn take_along(&mut self) -> Result<(), End> {
        let home = self.frontend.next_home().await;
        let held = self
            .held
            .iter()
            .position(|(server, _)| Rc::ptr_eq(server, &self.home));
        let Some(held) = held else {
            return Err(End::Closed);
        };
        let (_, mut old) = self.held.swap_remove(held);
        let is_gateway = self.frontend.is_gateway();
        if !is_gateway {
            self.keep_found(&mut old).await?;
            self.fetch_rest(&mut old).await?;
        }
        let luggage = Luggage::pack(&mut old, &self.variables, is_gateway).await?;
        let mut conn = if is_gateway {
            self.log_in_again(&home, luggage.database()).await?
        } else {
            self.lease(&home).await?
        };
        luggage.unpack(&mut conn).await?;
        conn.last_insert_id = None;
        super::lease::close(old, true);
        if is_gateway {
            self.statements.take_over();
        }
        tracing::debug!(session = self.id, from = %self.home.node, to = %home.node, "a session has moved");
        self.home = home.clone();
        self.held.push((home, conn));
        Ok(())
    }

    /// A connection of the client's own, as it was logged in before.
    async fn log_in_again(&self, server: &Rc<Server>, database: &[u8]) -> Result<Conn, End> {
        let relogin = self
            .relogin
            .as_ref()
            .ok_or(End::Stays("its password is not known"))?;
        let tls = match self.client.is_encrypted() {
            true => Some(
                self.frontend
                    .tls()
                    .ok_or(End::Stays("there is no certificate"))?
                    .client,
            ),
            false => None,
        };
        let _turn = server.pool.log_in_turn().await;
        let connected = connect_from(
            self.frontend.core(),
            self.frontend.sources(),
            server.endpoint(),
            relogin.peer,
        )
        .await;
        let mut stream = connected.map_err(AcquireError::Connect)?;
        stream.reset_on_drop(true);
        let key = &self.key;
        let identity = Identity {
            user: &key.user,
            password: &relogin.password,
            database,
            capabilities: key.capabilities,
            collation: key.collation,
            max_packet_size: key.max_packet_size,
            attributes: &relogin.attributes,
        };
        let welcome = log_in(&mut stream, &identity, tls).await;
        let welcome = welcome.map_err(AcquireError::LogIn)?;
        // What the client is going to read has to be what it has asked for when it logged in.
        let apart = Capabilities::CONNECT_WITH_DB | Capabilities::SSL;
        let (has, had) = (
            welcome.capabilities.without(apart),
            self.capabilities.without(apart),
        );
        if has != had {
            return Err(End::Stays("the server is another one"));
        }
        let carried: Rc<Carried> = self.state.carried.clone();
        Ok(server
            .pool
            .adopt(stream, self.capabilities, key.clone(), carried))
    }
}
