//! Logins through a proxy beside logins at the server itself: what the client is told has to be the same.

mod attributes;
mod tls;

use crate::client::{Client, Login, Refused};
use crate::world::{Through, World, world};

/// Logs in at both; both have to say the same.
fn both(world: &World, through: Through, login: &Login) -> Result<(Client, Client), Refused> {
    let direct = Client::connect(world.reference.address, login);
    let proxied = Client::connect(world.proxy(through), login);
    match (direct, proxied) {
        (Ok(direct), Ok(proxied)) => {
            assert_eq!(direct.server_version, proxied.server_version);
            Ok((direct, proxied))
        }
        (Err(direct), Err(proxied)) => {
            assert_eq!(
                direct,
                proxied,
                "{:?}",
                String::from_utf8_lossy(&login.user)
            );
            Err(direct)
        }
        (direct, proxied) => panic!("{:?} {:?} {login:?}", direct.err(), proxied.err()),
    }
}

/// The same statement at both.
fn same(clients: &mut (Client, Client), sql: &str) {
    let direct = clients.0.query(sql);
    let proxied = clients.1.query(sql);
    assert_eq!(
        direct.escape_ascii().to_string(),
        proxied.escape_ascii().to_string(),
        "{sql}"
    );
}

fn code(world: &World, through: Through, login: &Login) -> u16 {
    both(world, through, login).map_or_else(|Refused(code, _)| code, |_| 0)
}

#[test]
fn refusals_are_mysqls() {
    let Some(world) = world() else { return };
    world.both(&[
        "CREATE USER a_locked@'%' IDENTIFIED BY 'p' ACCOUNT LOCK",
        "CREATE USER a_empty@'%' IDENTIFIED BY ''",
        "CREATE USER a_plain@'%' IDENTIFIED BY 'p'",
    ]);
    // Not a user that there is not without a password: what MySQL says of the password then varies.
    for through in [Through::Replica, Through::Plain] {
        let tls = |login: Login| match through {
            Through::Plain => login,
            _ => login.tls(),
        };
        let code = |login: Login| code(world, through, &tls(login));
        assert_eq!(code(Login::new("a_locked", "p")), 3118);
        assert_eq!(code(Login::new("a_locked", "wrong")), 1045);
        assert_eq!(code(Login::new("a_empty", "")), 0);
        assert_eq!(code(Login::new("a_empty", "p")), 1045);
        assert_eq!(code(Login::new("a_plain", "p")), 0);
        assert_eq!(code(Login::new("a_plain", "p")), 0);
        assert_eq!(code(Login::new("a_plain", "wrong")), 1045);
        assert_eq!(code(Login::new("a_plain", "")), 1045);
        assert_eq!(code(Login::new("nobody", "p")), 1045);
        assert_eq!(code(Login::app().database("nodatabase")), 1049);
        assert_eq!(code(Login::new("a_plain", "p").database("mysql")), 1044);
        let other = Login::new("a_plain", "p").plugin(b"mysql_native_password");
        assert_eq!(code(other), 0);
    }
}

/// A password that was right before, and one that the proxy has to ask for in full.
#[test]
fn a_password_is_asked_for_once() {
    let Some(world) = world() else { return };
    world.both(&["CREATE USER a_once@'%' IDENTIFIED BY 'p'"]);
    let login = Login::new("a_once", "p");
    for is_full in [true, false, false] {
        let (direct, proxied) = both(world, Through::Primary, &login).ok().unwrap();
        assert_eq!(direct.full_authentication, is_full);
        assert_eq!(proxied.full_authentication, is_full);
    }
}

#[test]
fn expired_passwords() {
    let Some(world) = world() else { return };
    world.both(&["CREATE USER a_expired@'%' IDENTIFIED BY 'p' PASSWORD EXPIRE"]);
    let through = Through::Primary;
    // A client that cannot renew a password is not let in.
    let login = Login::new("a_expired", "p");
    assert_eq!(code(world, through, &login), 1862);
    let able = Login {
        capabilities: login.capabilities
            | hyades_mysql::wire::capability::Capabilities::CAN_HANDLE_EXPIRED_PASSWORDS,
        ..login
    };
    let mut clients = both(world, through, &able).ok().unwrap();
    same(&mut clients, "SELECT 1");
    same(&mut clients, "ALTER USER USER() IDENTIFIED BY 'renewed'");
    same(&mut clients, "SELECT 1");
    assert_eq!(code(world, through, &Login::new("a_expired", "renewed")), 0);
    assert_eq!(code(world, through, &Login::new("a_expired", "p")), 1045);
}

/// Who is in stays in, also where a connection has to be made anew; who comes needs the new password.
#[test]
fn a_password_changed_while_connected() {
    let Some(world) = world() else { return };
    world.both(&["CREATE USER a_changed@'%' IDENTIFIED BY 'old'"]);
    let (old, new) = (
        Login::new("a_changed", "old"),
        Login::new("a_changed", "new"),
    );
    let through = Through::Primary;
    let mut clients = both(world, through, &old).ok().unwrap();
    // Not between two transactions: its connection may be closed for others, then, and the old password
    // opens none.
    same(&mut clients, "BEGIN");
    world.both(&["ALTER USER a_changed@'%' IDENTIFIED BY 'new'"]);
    same(&mut clients, "SELECT 2");
    assert_eq!(code(world, through, &old), 1045);
    assert_eq!(code(world, through, &new), 0);
    assert_eq!(code(world, through, &new), 0);
    same(&mut clients, "COMMIT");
    same(&mut clients, "SELECT 3");
}

/// Another user on the same connection, and what is left of the one before.
#[test]
fn changing_the_user() {
    let Some(world) = world() else { return };
    world.both(&["CREATE USER a_other@'%' IDENTIFIED BY 'other'"]);
    let mut clients = both(world, Through::Primary, &Login::app()).ok().unwrap();
    same(&mut clients, "SET @a = 1, sql_mode = ''");
    let other = Login::new("a_other", "other");
    for _ in 0..2 {
        assert!(clients.0.change_user(&other).is_ok());
        assert!(clients.1.change_user(&other).is_ok());
        same(
            &mut clients,
            "SELECT @a, @@sql_mode, CURRENT_USER(), DATABASE()",
        );
        assert!(clients.0.change_user(&Login::app()).is_ok());
        assert!(clients.1.change_user(&Login::app()).is_ok());
        same(&mut clients, "SELECT CURRENT_USER()");
    }
    let wrong = Login::new("a_other", "wrong");
    let direct = clients.0.change_user(&wrong).unwrap_err();
    let proxied = clients.1.change_user(&wrong).unwrap_err();
    assert_eq!(direct, proxied);
    assert!(clients.0.is_closed() && clients.1.is_closed());
}
