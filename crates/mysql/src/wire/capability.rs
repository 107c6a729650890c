//! What the two sides of a connection can do. The effective set is what both have announced.

bit_set! {
    /// Capability flags (`CLIENT_…`), announced in the greeting and in the handshake response.
    Capabilities: u32 {
        /// Passwords have 41 characters of hash; always set today.
        LONG_PASSWORD = 0,
        /// Affected rows are those found, not those changed.
        FOUND_ROWS = 1,
        /// Column flags have two bytes; always set today.
        LONG_FLAG = 2,
        /// The handshake response names a database.
        CONNECT_WITH_DB = 3,
        /// `database.table.column` is not allowed.
        NO_SCHEMA = 4,
        /// Packets are compressed with zlib after the handshake.
        COMPRESS = 5,
        /// No meaning to a server since 3.22.
        ODBC = 6,
        /// The client answers `LOAD DATA LOCAL INFILE` requests.
        LOCAL_FILES = 7,
        /// Spaces before `(` are allowed.
        IGNORE_SPACE = 8,
        /// The protocol of MySQL 4.1, the only one that is spoken today.
        PROTOCOL_41 = 9,
        /// `interactive_timeout` instead of `wait_timeout`.
        INTERACTIVE = 10,
        /// The client goes on with TLS.
        SSL = 11,
        /// Only of use inside of the client library.
        IGNORE_SIGPIPE = 12,
        /// Status flags tell of transactions; always set today.
        TRANSACTIONS = 13,
        /// Once named `CLIENT_PROTOCOL_41`.
        RESERVED = 14,
        /// Authentication data of 20 bytes, known as `CLIENT_SECURE_CONNECTION` before 8.0.
        SECURE_CONNECTION = 15,
        /// Several statements in one `COM_QUERY`.
        MULTI_STATEMENTS = 16,
        /// Several results of one `COM_QUERY`.
        MULTI_RESULTS = 17,
        /// Several results of one `COM_STMT_EXECUTE`.
        PS_MULTI_RESULTS = 18,
        /// Authentication plugins are named.
        PLUGIN_AUTH = 19,
        /// The handshake response has connection attributes.
        CONNECT_ATTRS = 20,
        /// The length of the authentication response is length-encoded, not one byte.
        PLUGIN_AUTH_LENENC_CLIENT_DATA = 21,
        /// The client can renew an expired password.
        CAN_HANDLE_EXPIRED_PASSWORDS = 22,
        /// OK packets tell of changes of session state.
        SESSION_TRACK = 23,
        /// OK packets take the place of EOF packets.
        DEPRECATE_EOF = 24,
        /// Column definitions can be left out (`resultset_metadata`).
        OPTIONAL_RESULTSET_METADATA = 25,
        /// Packets are compressed with zstd after the handshake.
        ZSTD_COMPRESSION_ALGORITHM = 26,
        /// Statements have attributes.
        QUERY_ATTRIBUTES = 27,
        /// Authentication may take several factors.
        MULTI_FACTOR_AUTHENTICATION = 28,
        /// Reserved for more flags.
        CAPABILITY_EXTENSION = 29,
        /// Only of use inside of the client library.
        SSL_VERIFY_SERVER_CERT = 30,
        /// Only of use inside of the client library.
        REMEMBER_OPTIONS = 31,
    }
}

#[cfg(test)]
mod tests {
    use super::Capabilities;

    #[test]
    fn sets() {
        let both = Capabilities::SSL | Capabilities::PROTOCOL_41;
        assert_eq!(both.0, 0xa00);
        assert!(both.contains(Capabilities::SSL));
        assert!(!Capabilities::SSL.contains(both));
        assert_eq!(both.without(Capabilities::SSL), Capabilities::PROTOCOL_41);
        assert_eq!(both.and(Capabilities::SSL), Capabilities::SSL);
        assert_eq!(format!("{both:?}"), "Capabilities(PROTOCOL_41 | SSL)");
    }

    #[test]
    fn the_highest_is_bit_31() {
        assert_eq!(Capabilities::REMEMBER_OPTIONS.0, 0x8000_0000);
        assert_eq!(Capabilities::QUERY_ATTRIBUTES.0, 0x0800_0000);
    }
}
