//! Clients of different kinds.

use hyades_mysql::wire::capability::Capabilities;

use crate::client::Login;
use crate::rng::Rng;

const VARIED: &[(Capabilities, usize)] = &[
    (Capabilities::DEPRECATE_EOF, 50),
    (Capabilities::SESSION_TRACK, 50),
    (Capabilities::MULTI_STATEMENTS, 70),
    (Capabilities::QUERY_ATTRIBUTES, 40),
    (Capabilities::OPTIONAL_RESULTSET_METADATA, 30),
    (Capabilities::FOUND_ROWS, 30),
    (Capabilities::PLUGIN_AUTH_LENENC_CLIENT_DATA, 70),
    (Capabilities::CONNECT_ATTRS, 50),
    (Capabilities::LOCAL_FILES, 80),
    (Capabilities::INTERACTIVE, 20),
    (Capabilities::IGNORE_SPACE, 10),
    (Capabilities::ODBC, 10),
    (Capabilities::CAN_HANDLE_EXPIRED_PASSWORDS, 30),
];

/// utf8mb4_0900_ai_ci, utf8mb4_general_ci, utf8mb3, latin1, gbk, big5, ascii, binary.
const COLLATIONS: &[u8] = &[255, 255, 255, 45, 33, 8, 28, 1, 11, 63];

pub(super) fn login(rng: &mut Rng, database: &str, tls: bool) -> Login {
    let mut login = Login::app().database(database);
    for (capability, chance) in VARIED {
        login.capabilities = match rng.chance(*chance) {
            true => login.capabilities | *capability,
            false => login.capabilities.without(*capability),
        };
    }
    if !login.capabilities.contains(Capabilities::CONNECT_ATTRS) {
        login.attributes.clear();
    }
    login.collation = *rng.pick(COLLATIONS);
    login.tls = tls && rng.chance(25);
    login
}
