//! A prepared statement with one parameter, a 64-bit number.

use hyades_mysql::wire::packet::{HEADER, write_packet};
use hyades_mysql::wire::response::ResponseKind;
use hyades_mysql::wire::stmt::StmtPrepareOk;

use crate::client::{Client, error};

pub(crate) struct Statement(u32);

impl Statement {
    pub(crate) fn prepare(client: &mut Client, sql: &str) -> Self {
        let mut out = Vec::new();
        write_packet(&mut out, 0, &[&[0x16], sql.as_bytes()].concat());
        client.send(&out);
        let response = client.receive(ResponseKind::Prepared);
        assert_eq!(error(&response), None, "{sql}");
        let prepared = StmtPrepareOk::parse(&response[HEADER..], client.capabilities).unwrap();
        Self(prepared.statement_id)
    }

    /// Executes it. Types are sent only at the first time, as client libraries do.
    pub(crate) fn execute(&self, client: &mut Client, number: i64, is_first: bool) -> Vec<u8> {
        let mut payload = [&[0x17][..], &self.0.to_le_bytes(), &[0, 1, 0, 0, 0, 0]].concat();
        payload.push(u8::from(is_first));
        if is_first {
            payload.extend_from_slice(&[8, 0]);
        }
        payload.extend_from_slice(&number.to_le_bytes());
        let response = client.command(&payload);
        assert_eq!(error(&response), None);
        response
    }

    pub(crate) fn id(&self) -> u32 {
        self.0
    }
}
