//! One client's session, from its first byte to its end.
//!
//! The phases of a command: read it ([`input`]), say what it is and where it goes ([`dispatch`]), get
//! a connection and bring it to the session's state ([`lease`]), pass the command on and the
//! response back ([`relay`]), learn from the response ([`learn`]).

mod change_user;
mod consistency;
mod dispatch;
mod end;
mod gateway;
mod hold;
mod idle;
mod input;
mod kill;
mod learn;
mod lease;
mod login;
mod luggage;
mod overhear;
mod prepared;
mod relay;
mod relocate;
mod settings;
mod state;
mod told;
mod traces;
mod variables;

use std::rc::Rc;

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::response::{ResponseKind, ResponseReader};
use hyades_types::time::Timestamp;

use crate::backend::{Conn, Key};
use crate::frontend::{Frontend, Handle, Server, SessionId};
use crate::net::Stream;
use crate::observe::{Trace, Visitor};

use input::Input;
use prepared::Statements;
use relocate::Relogin;
use state::State;
use told::Told;
use variables::UserVariables;

pub(crate) use gateway::serve_gateway;
pub(crate) use kill::{Order, Verdict, carry_out};
pub(crate) use login::{serve, unreachable};

/// A client that is logged in.
struct Session {
    id: u64,
    frontend: Rc<Frontend>,
    /// How others reach it.
    handle: Rc<Handle>,
    client: Stream,
    /// Those that the client and the proxy have.
    capabilities: Capabilities,
    key: Rc<Key>,
    /// The server that the session writes to.
    home: Rc<Server>,
    /// Connections that are the session's own for now.
    held: Vec<(Rc<Server>, Conn)>,
    state: State,
    statements: Statements,
    variables: UserVariables,
    /// The command under way is about the one before: it goes where that was.
    stays: bool,
    /// What a gateway logs the client in with again; `None` if it does not know.
    relogin: Option<Box<Relogin>>,
    response: ResponseReader,
    /// Commands so far.
    commands: u64,
    told: Option<Box<Told>>,
    trace: Trace,
}

impl Session {
    fn new(
        frontend: Rc<Frontend>,
        (client, connection): (Stream, Option<SessionId>),
        capabilities: Capabilities,
        key: Rc<Key>,
        home: Rc<Server>,
        state: State,
    ) -> Self {
        let id = frontend.session_opened();
        let task = frontend.core().current();
        let handle = Rc::new(Handle::new(connection, task, key.clone()));
        frontend.enter(&handle);
        let trace = trace(&frontend, &client, &key, id);
        Self {
            id,
            frontend,
            handle,
            client,
            capabilities,
            key,
            home,
            held: Vec::new(),
            state,
            statements: Statements::default(),
            variables: UserVariables::default(),
            stays: false,
            relogin: None,
            response: ResponseReader::new(ResponseKind::Nothing, capabilities),
            commands: 0,
            told: None,
            trace,
        }
    }

    /// Serves commands until the client leaves or nothing can be done for it any more.
    async fn run(mut self) {
        let mut input = Input::default();
        let end = loop {
            let command = match self.next_command(&mut input).await {
                Ok(command) => command,
                Err(end) => break end,
            };
            self.handle.begin();
            if let Err(end) = self.dispatch(command, &mut input).await {
                break end;
            }
            self.handle.end();
        };
        Box::pin(self.leave(end)).await;
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.frontend.left(&self.handle);
    }
}

/// A session's place among those that are seen.
fn trace(frontend: &Frontend, client: &Stream, key: &Key, id: u64) -> Trace {
    frontend.desk().open(Visitor {
        session: id,
        front: frontend.front(),
        user: String::from_utf8_lossy(&key.user).into_owned(),
        client: client.socket().peer(),
        is_encrypted: client.is_encrypted(),
        since: Timestamp::now(),
    })
}
