//! What the proxy says of itself when it logs in.

use hyades_mysql::wire::handshake::push_attribute;

/// Connection attributes, encoded. They are the proxy's own, as clients share connections.
pub(super) fn attributes() -> Vec<u8> {
    let pid = std::process::id().to_string();
    let mut attributes = Vec::new();
    for (name, value) in [
        ("_client_name", "hyades"),
        ("_client_version", env!("CARGO_PKG_VERSION")),
        ("_os", std::env::consts::OS),
        ("_platform", std::env::consts::ARCH),
        ("_pid", &pid),
        ("program_name", "hyades-proxy"),
    ] {
        push_attribute(&mut attributes, name.as_bytes(), value.as_bytes());
    }
    attributes
}
