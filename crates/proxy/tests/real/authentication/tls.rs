//! Accounts that are for TLS only.

use super::{both, same};
use crate::client::{Login, Refused};
use crate::world::{Through, world};

#[test]
fn accounts_that_require_tls() {
    let Some(world) = world() else { return };
    for through in [Through::Replica, Through::Own, Through::Gateway] {
        let user = format!("t_{through:?}").to_lowercase();
        world.both(&[
            &format!("CREATE USER {user}@'%' IDENTIFIED BY 'p' REQUIRE SSL"),
            &format!("GRANT SELECT ON performance_schema.* TO {user}@'%'"),
        ]);
        world.settle();
        let login = Login::new(&user, "p");
        for _ in 0..2 {
            let refused = both(world, through, &login).err().unwrap();
            assert_eq!(refused.0, 1045, "{refused:?}");
            let mut clients = both(world, through, &login.clone().tls()).ok().unwrap();
            same(&mut clients, "SELECT CURRENT_USER()");
            let cipher = "SELECT variable_value <> '' FROM performance_schema.session_status \
                WHERE variable_name = 'Ssl_cipher'";
            same(&mut clients, cipher);
            same(&mut clients, &format!("/*FORCE_MASTER*/ {cipher}"));
        }
        for (app, code) in [(Login::app().tls(), 0), (Login::app(), 1045)] {
            let (mut direct, mut proxied) = both(world, through, &app).ok().unwrap();
            let changed = [&mut direct, &mut proxied].map(|one| one.change_user(&login).err());
            assert_eq!(changed[0], changed[1]);
            assert_eq!(changed[0].as_ref().map_or(0, |refused| refused.0), code);
        }
        let wrong = Login::new(&user, "wrong").tls();
        assert_eq!(both(world, through, &wrong).err().unwrap().0, 1045);
    }
}

/// Only those of a user's clients have TLS to the server that have it themselves.
#[test]
fn an_account_for_tls_and_another_one_without() {
    let Some(world) = world() else { return };
    world.both(&[
        "CREATE USER t_mixed@'%' IDENTIFIED BY 'p'",
        "CREATE USER t_mixed@'192.0.2.%' IDENTIFIED BY 'p' REQUIRE SSL",
    ]);
    world.settle();
    let login = Login::new("t_mixed", "p");
    for login in [login.clone(), login.clone().tls(), login] {
        let mut clients = both(world, Through::Replica, &login).ok().unwrap();
        same(&mut clients, "SELECT CURRENT_USER()");
    }
}

#[test]
fn a_session_whose_account_comes_to_require_tls() {
    let Some(world) = world() else { return };
    world.both(&["CREATE USER t_later@'%' IDENTIFIED BY 'p'"]);
    world.settle();
    let login = Login::new("t_later", "p");
    let mut clients = both(world, Through::Own, &login).ok().unwrap();
    same(&mut clients, "SELECT 1");
    world.both(&["ALTER USER t_later@'%' REQUIRE SSL"]);
    same(&mut clients, "SELECT 2");
    assert_eq!(both(world, Through::Own, &login).err().unwrap().0, 1045);
    let login = login.tls();
    assert!(both(world, Through::Own, &login).is_ok());
    same(&mut clients, "SELECT 3");
}

/// No client can show its certificate through a proxy: it is told so.
#[test]
fn accounts_that_require_a_certificate() {
    let Some(world) = world() else { return };
    for (user, what) in [("t_x509", "X509"), ("t_subject", "SUBJECT '/CN=somebody'")] {
        world.both(&[&format!(
            "CREATE USER {user}@'%' IDENTIFIED BY 'p' REQUIRE {what}"
        )]);
        world.settle();
        let login = Login::new(user, "p").tls();
        let address = world.proxy(Through::Replica);
        let Refused(code, message) = crate::client::Client::connect(address, &login)
            .err()
            .unwrap();
        assert_eq!(code, 1045);
        let why = "accounts that require a client certificate cannot log in through a proxy";
        assert!(message.ends_with(why), "{message}");
    }
}
