//! What ties a session to its connection.

use crate::client::{Client, Login};
use crate::world::{Through, world};

/// MySQL does not tell of what comes out of a procedure, and on the first call on a connection it tells of the database
/// besides.
#[test]
fn what_a_routine_has_set_stays() {
    let Some(world) = world() else { return };
    world.both(&[
        "CREATE DATABASE pins",
        "CREATE PROCEDURE pins.gives(IN a INT, OUT b INT) SET b = a * 2",
        "CREATE PROCEDURE pins.sets() SET @inside = 5",
        "CREATE FUNCTION pins.remembers() RETURNS INT NO SQL RETURN @remembered := 6",
        "CREATE USER pinned@'%' IDENTIFIED BY 'p'",
        "GRANT ALL ON *.* TO pinned@'%'",
    ]);
    for database in ["pins", "mysql"] {
        let login = Login::new("pinned", "p").database(database);
        for (sql, variable, value) in [
            ("CALL pins.gives(8, @b)", "@b", "16"),
            ("CALL pins.sets()", "@inside", "5"),
            ("SELECT pins.remembers()", "@remembered", "6"),
        ] {
            let connect = || Client::connect(world.proxy(Through::Primary), &login).unwrap();
            let mut client = connect();
            client.run(sql);
            // They hold every connection that is free.
            let mut others: Vec<_> = std::iter::repeat_with(connect).take(4).collect();
            others.iter_mut().for_each(|other| drop(other.run("BEGIN")));
            let found = client.value(&format!("SELECT {variable}"));
            assert_eq!(found.as_deref(), Some(value), "{database}: {sql}");
        }
    }
}
