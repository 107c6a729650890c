//! What a client can ask for in the command phase.

macro_rules! commands {
    ($($(#[$meta:meta])* $name:ident = $code:literal,)*) => {
        /// The first byte of a command packet (`COM_…`).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Command {
            $($(#[$meta])* $name,)*
            /// A byte that no server of today takes; the answer is an ERR packet.
            Unknown(u8),
        }

        impl From<u8> for Command {
            fn from(code: u8) -> Self {
                match code {
                    $($code => Self::$name,)*
                    other => Self::Unknown(other),
                }
            }
        }

        impl From<Command> for u8 {
            fn from(command: Command) -> Self {
                match command {
                    $(Command::$name => $code,)*
                    Command::Unknown(code) => code,
                }
            }
        }
    };
}

commands! {
    /// Refused; servers use the number for idle threads.
    Sleep = 0,
    /// Ends the connection. No response.
    Quit = 1,
    /// Changes the current database.
    InitDb = 2,
    /// Text protocol.
    Query = 3,
    /// The columns of a table.
    FieldList = 4,
    /// Removed before 8.0.
    CreateDb = 5,
    /// Removed before 8.0.
    DropDb = 6,
    /// `FLUSH`; removed in 8.4.
    Refresh = 7,
    /// Removed before 8.0.
    Shutdown = 8,
    /// One line of text about the server.
    Statistics = 9,
    /// `SHOW PROCESSLIST`; removed in 8.4.
    ProcessInfo = 10,
    /// Refused; inside of servers only.
    Connect = 11,
    /// `KILL`; removed in 8.4.
    ProcessKill = 12,
    /// Writes the server's state to its log.
    Debug = 13,
    /// Asks whether the server lives.
    Ping = 14,
    /// Refused; inside of servers only.
    Time = 15,
    /// Refused; inside of servers only.
    DelayedInsert = 16,
    /// Logs in again on the same connection.
    ChangeUser = 17,
    /// Streams a binary log from a file and a position.
    BinlogDump = 18,
    /// Removed before 8.0.
    TableDump = 19,
    /// Refused; inside of servers only.
    ConnectOut = 20,
    /// Names a replica to its source.
    RegisterReplica = 21,
    /// Prepares a statement.
    StmtPrepare = 22,
    /// Executes a prepared statement.
    StmtExecute = 23,
    /// Sends a part of a parameter. No response.
    StmtSendLongData = 24,
    /// Frees a prepared statement. No response.
    StmtClose = 25,
    /// Drops long data and the cursor of a prepared statement.
    StmtReset = 26,
    /// Turns multiple statements on or off.
    SetOption = 27,
    /// Fetches rows of a cursor.
    StmtFetch = 28,
    /// Refused; inside of servers only.
    Daemon = 29,
    /// Streams binary logs from a GTID set.
    BinlogDumpGtid = 30,
    /// Resets the session without authentication.
    ResetConnection = 31,
    /// Begins the clone plugin's own protocol.
    Clone = 32,
    /// Begins a stream of group replication.
    SubscribeGroupReplicationStream = 33,
}

#[cfg(test)]
mod tests {
    use super::Command;

    #[test]
    fn every_byte_comes_back() {
        for code in 0..=u8::MAX {
            assert_eq!(u8::from(Command::from(code)), code);
        }
        assert_eq!(Command::from(3), Command::Query);
        assert_eq!(Command::from(34), Command::Unknown(34));
    }
}
