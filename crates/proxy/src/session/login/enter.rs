//! Logging a client in at a server, as the server's accounts want it.

use std::io;
use std::net::IpAddr;
use std::rc::Rc;

use hyades_mysql::wire::capability::Capabilities;

use super::unreachable;
use crate::auth::{Login, LoginError, Password, Refused, Welcome};
use crate::backend::{AcquireError, Carried, Conn, Demands, Key, Origin};
use crate::frontend::{Frontend, Server};

/// A server has let the user in.
pub(in crate::session) struct Entry {
    pub(in crate::session) home: Rc<Server>,
    pub(in crate::session) conn: Conn,
    pub(in crate::session) key: Rc<Key>,
    pub(super) ok: Vec<u8>,
    /// The client has proven a password that was known.
    pub(super) is_quick: bool,
}

/// Has the session's home decide who the client is. Says why not, if it refuses.
pub(in crate::session) async fn enter(
    frontend: &Rc<Frontend>,
    login: &mut Login<'_>,
    peer: IpAddr,
) -> io::Result<Result<Entry, Refused>> {
    if let Some(password) = login.quick().await? {
        match enter_with(frontend, login, peer, &password, true).await {
            Ok(entry) => return Ok(Ok(entry)),
            // The password has been changed since. The client may have the new one.
            Err(refused) if refused.code == 1045 && !password.is_empty() => {
                frontend
                    .shared
                    .credentials
                    .forget(&login.hello.user, &password);
            }
            Err(refused) => return Ok(Err(refused)),
        }
    }
    let Some(password) = login.full().await? else {
        return Ok(Err(denied(&login.hello.user, peer)));
    };
    let entered = enter_with(frontend, login, peer, &password, false).await;
    if entered.is_ok() {
        frontend
            .shared
            .credentials
            .learn(&login.hello.user, &password);
    }
    Ok(entered)
}

/// Why a server has not let a user in.
enum Denied {
    /// It says so itself.
    Refused(Refused),
    /// It takes no more connections.
    Full(Refused),
    /// It has not answered.
    Silent,
}

/// Logs in to the session's home. A replica that does not answer, or takes no more, is not the only one, perhaps.
async fn enter_with(
    frontend: &Rc<Frontend>,
    login: &Login<'_>,
    peer: IpAddr,
    password: &Password,
    is_quick: bool,
) -> Result<Entry, Refused> {
    frontend.released().await;
    let mut home = frontend.home_soon().await;
    let (mut tried, mut why) = (Vec::new(), unreachable());
    while let Some(server) = home {
        match enter_at(frontend, &server, login, peer, password).await {
            Ok((conn, welcome)) => {
                return Ok(Entry {
                    home: server,
                    key: conn.key.clone(),
                    conn,
                    ok: welcome.ok,
                    is_quick,
                });
            }
            Err(Denied::Refused(refused)) => return Err(refused),
            Err(Denied::Full(refused)) => why = refused,
            Err(Denied::Silent) => {}
        }
        tried.push(server.node.clone());
        home = frontend.home_apart_from(&tried);
    }
    Err(why)
}

/// Logs in to this server.
async fn enter_at(
    frontend: &Frontend,
    home: &Server,
    login: &Login<'_>,
    peer: IpAddr,
    password: &Password,
) -> Result<(Conn, Welcome), Denied> {
    let user = &login.hello.user;
    let accounts = &home.health.accounts;
    let demands = accounts.demands(user);
    match log_in_as(frontend, home, login, peer, demands, password).await {
        // The account may be newer than what is known.
        Err(Denied::Refused(refused)) if refused.code == 1045 => {
            if let Some(monitor) = frontend.monitor_key() {
                accounts.ask_anew(&home.pool, monitor).await;
            }
            let newer = accounts.demands(user);
            let again = match newer == demands {
                true => Err(Denied::Refused(refused)),
                false => log_in_as(frontend, home, login, peer, newer, password).await,
            };
            again.map_err(|denied| without_certificate(denied, newer))
        }
        entered => entered,
    }
}

/// Says why an account cannot be used that is for clients with a certificate.
fn without_certificate(mut denied: Denied, demands: Demands) -> Denied {
    if let Denied::Refused(refused) = &mut denied
        && demands.certificate
        && refused.code == 1045
    {
        let why = b"; accounts that require a client certificate cannot log in through a proxy";
        refused.message.extend_from_slice(why);
    }
    denied
}

/// Logs in to a server as its accounts want it.
async fn log_in_as(
    frontend: &Frontend,
    home: &Server,
    login: &Login<'_>,
    peer: IpAddr,
    demands: Demands,
    password: &Password,
) -> Result<(Conn, Welcome), Denied> {
    let hello = &login.hello;
    let key = frontend.intern(Key {
        user: hello.user.clone(),
        password: password.clone(),
        origin: match demands.hosts {
            true => Origin::Client(peer),
            false => Origin::Anywhere,
        },
        tls: demands.tls && login.is_encrypted(),
        capabilities: hello.capabilities.without(Capabilities::SSL) | Capabilities::SESSION_TRACK,
        collation: hello.collation,
        max_packet_size: hello.max_packet_size,
    });
    let wanted = Rc::new(Carried {
        database: hello.database.clone(),
        ..Carried::default()
    });
    match home.pool.connect(&key, &wanted).await {
        Ok(entered) => Ok(entered),
        Err(error) => {
            let is_full = error.is_full();
            if let AcquireError::LogIn(LoginError::Refused(refused)) = error {
                let refused = with_address(refused, peer, home.endpoint().ip());
                return Err(match is_full {
                    true => Denied::Full(refused),
                    false => Denied::Refused(refused),
                });
            }
            tracing::debug!(node = %home.node, %error, "cannot log a client in");
            Err(Denied::Silent)
        }
    }
}

fn denied(user: &[u8], peer: IpAddr) -> Refused {
    let mut message = b"Access denied for user '".to_vec();
    message.extend_from_slice(user);
    message.extend_from_slice(format!("'@'{peer}' (using password: YES)").as_bytes());
    Refused::new(1045, *b"28000", message)
}

/// Names the client's address where the server has named the proxy's.
fn with_address(mut refused: Refused, peer: IpAddr, server: IpAddr) -> Refused {
    if matches!(refused.code, 1044 | 1045 | 1698 | 3118) {
        let mut text = String::from_utf8_lossy(&refused.message).into_owned();
        for proxy in ["localhost".to_owned(), server.to_string()] {
            text = text.replacen(&format!("'@'{proxy}'"), &format!("'@'{peer}'"), 1);
        }
        refused.message = text.into_bytes();
    }
    refused
}
