//! Connection attributes: what clients, and the proxy, say of themselves.

use hyades_mysql::wire::handshake::push_attribute;

use crate::client::{Client, Login};
use crate::world::{Through, world};

const ASK: &str = "SELECT attr_name, attr_value FROM performance_schema.session_connect_attrs \
    WHERE processlist_id = CONNECTION_ID() ORDER BY ordinal_position";

fn said(client: &mut Client) -> Vec<(String, String)> {
    let rows = client.run(ASK).into_iter();
    rows.map(|row| {
        let mut values = row.into_iter().map(Option::unwrap_or_default);
        (values.next().unwrap(), values.next().unwrap())
    })
    .collect()
}

#[test]
fn a_gateway_passes_them_on_and_a_proxy_has_its_own() {
    let Some(world) = world() else { return };
    let own = [
        ("_client_name", "libtest"),
        ("program_name", "attributes"),
        ("ünïcode", "größe"),
        ("_empty", ""),
    ];
    let mut attributes = Vec::new();
    for (name, value) in own {
        push_attribute(&mut attributes, name.as_bytes(), value.as_bytes());
    }
    for login in [Login::app(), Login::app().tls()] {
        let login = Login {
            attributes: attributes.clone(),
            ..login
        };
        let connect = |address| said(&mut Client::connect(address, &login).unwrap());
        let direct = connect(world.reference.address);
        assert_eq!(direct.len(), own.len());
        assert_eq!(connect(world.proxy(Through::Gateway)), direct);

        let proxied = connect(world.proxy(Through::Replica));
        let value = |name: &str| {
            let found = proxied.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str())
        };
        assert_eq!(value("_client_name"), Some("hyades"));
        assert_eq!(value("program_name"), Some("hyades-proxy"));
        let pid = std::process::id().to_string();
        assert_eq!(value("_pid"), Some(pid.as_str()));
    }
}
