//! `COM_CHANGE_USER`: the client logs in again, and the session begins anew.

use std::io;

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::handshake::ChangeUser;

use super::Session;
use super::end::End;
use super::input::Command;
use super::login::{Entry, LIMIT, enter, nonce, put_welcome, refuse};
use super::state::State;
use crate::auth::{Accept, Hello, Login};
use crate::reactor::timeout;

impl Session {
    /// A client that cannot log in again is done, as it is with MySQL.
    pub(super) async fn change_user(&mut self, command: &Command) -> Result<(), End> {
        let change = ChangeUser::parse(command.payload(), self.capabilities)?;
        let collation = change.collation.and_then(|id| u8::try_from(id).ok());
        // `COM_SET_OPTION` outlasts this.
        let several = Capabilities::MULTI_STATEMENTS;
        let capabilities = self.capabilities.without(several) | self.key.capabilities.and(several);
        let hello = Hello {
            user: change.user.to_vec(),
            database: change.database.to_vec(),
            capabilities,
            collation: collation.unwrap_or(self.key.collation),
            max_packet_size: self.key.max_packet_size,
        };
        let core = self.frontend.core().clone();
        let entered = timeout(&core, LIMIT, self.enter_again(hello)).await;
        let (entry, state) = match entered {
            Ok(Ok(Some(entered))) => entered,
            Ok(Ok(None)) => return Err(End::Told),
            Ok(Err(error)) => return Err(End::Client(error)),
            Err(_) => return Err(End::Client(io::ErrorKind::TimedOut.into())),
        };
        self.begin_anew(entry, state);
        Ok(())
    }

    /// `None` when the client was told why not.
    async fn enter_again(&mut self, hello: Hello) -> io::Result<Option<(Entry, State)>> {
        let frontend = self.frontend.clone();
        let accept = Accept {
            core: frontend.core(),
            credentials: &frontend.shared.credentials,
            key: &frontend.shared.key,
            tls: None,
        };
        let peer = self.client.socket().peer();
        let peer = peer.ok_or(io::ErrorKind::NotConnected)?.ip();
        let mut login = Login::again(accept, &mut self.client, hello, nonce());
        let entered = enter(&frontend, &mut login, peer).await?;
        let (sequence, hello) = (login.sequence(), login.into_hello());
        match entered {
            Ok(entry) => {
                let mut out = Vec::new();
                let status = put_welcome(&mut out, &entry, sequence, hello.capabilities)?;
                self.client.write_all(&out).await?;
                Ok(Some((
                    entry,
                    State::new(&hello.database, status, hello.collation),
                )))
            }
            Err(refused) => {
                refuse(&mut self.client, sequence, &refused).await?;
                Ok(None)
            }
        }
    }

    /// Nothing stays but what the client has written.
    fn begin_anew(&mut self, entry: Entry, state: State) {
        self.give_back(true);
        self.statements = super::Statements::default();
        self.variables.clear();
        let written = std::mem::take(&mut self.state.written);
        self.state = state;
        self.state.written = written;
        self.key = entry.key;
        self.handle.set_key(&self.key);
        self.home = entry.home;
        self.home.pool.release(entry.conn);
        self.trace = super::trace(&self.frontend, &self.client, &self.key, self.id);
    }
}
