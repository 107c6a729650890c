//! What the proxy answers itself.

use hyades_mysql::wire::err::ErrPacket;
use hyades_mysql::wire::ok::{Ends, OkPacket};
use hyades_mysql::wire::status::Status;

use super::super::Session;
use super::super::end::End;
use super::super::relay::Ended;
use crate::auth::Refused;

impl Session {
    /// OK, with nothing to say but the status. What was true of a result only is not true any more.
    pub(in crate::session) async fn reply_ok(&mut self) -> Result<(), End> {
        self.state.note_result(Status::default());
        let ok = OkPacket {
            status: self.state.status,
            ..OkPacket::default()
        };
        let mut out = Vec::new();
        ok.write(&mut out, 1, self.capabilities, Ends::Command)?;
        self.client.write_all(&out).await.map_err(End::Client)
    }

    /// An error of MySQL's.
    pub(in crate::session) async fn reply_err(
        &mut self,
        code: u16,
        sql_state: [u8; 5],
        message: &str,
    ) -> Result<(), End> {
        let packet = ErrPacket {
            code,
            sql_state: Some(sql_state),
            message: message.as_bytes(),
        };
        let mut out = Vec::new();
        packet.write(&mut out, 1);
        self.client.write_all(&out).await.map_err(End::Client)
    }

    /// What a server has answered to the proxy and is meant for the client.
    pub(in crate::session) async fn reply_refused(
        &mut self,
        refused: &Refused,
    ) -> Result<Ended, End> {
        let packet = refused.packet();
        let mut out = Vec::new();
        packet.write(&mut out, 1);
        self.client.write_all(&out).await.map_err(End::Client)?;
        let mut ended = Ended::default();
        ended.learned.err(&packet);
        Ok(ended)
    }

    /// `ER_UNKNOWN_STMT_HANDLER`.
    pub(in crate::session) async fn reply_unknown_statement(&mut self, id: u32) -> Result<(), End> {
        let message =
            format!("Unknown prepared statement handler ({id}) given to mysql_stmt_precheck");
        self.reply_err(1243, *b"HY000", &message).await
    }
}
