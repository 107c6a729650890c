//! The answer to `COM_STMT_PREPARE`.

use crate::wire::capability::Capabilities;
use crate::wire::ok::OK;
use crate::wire::packet::PacketWriter;
use crate::wire::{Malformed, Reader};

/// The first packet of the answer. The definitions of parameters and of columns follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StmtPrepareOk {
    /// The statement's id on this connection.
    pub statement_id: u32,
    /// Number of columns of the result.
    pub columns: u16,
    /// Number of `?` parameters.
    pub parameters: u16,
    /// Number of warnings.
    pub warnings: u16,
    /// Whether the definitions are sent (`OPTIONAL_RESULTSET_METADATA`; otherwise they are).
    pub metadata_follows: bool,
}

impl StmtPrepareOk {
    /// Reads the packet. `capabilities` are those of the connection that it came on.
    pub fn parse(payload: &[u8], capabilities: Capabilities) -> Result<Self, Malformed> {
        let mut reader = Reader::new(payload);
        reader.marker("COM_STMT_PREPARE_OK", OK)?;
        let statement_id = reader.u32()?;
        let columns = reader.u16()?;
        let parameters = reader.u16()?;
        reader.u8()?;
        let warnings = reader.u16()?;
        let optional = capabilities.contains(Capabilities::OPTIONAL_RESULTSET_METADATA);
        Ok(Self {
            statement_id,
            columns,
            parameters,
            warnings,
            metadata_follows: !optional || reader.u8()? != 0,
        })
    }

    /// Appends the packet, for instance with another id. Returns the sequence number that comes
    /// next.
    pub fn write(&self, out: &mut Vec<u8>, sequence: u8, capabilities: Capabilities) -> u8 {
        let mut packet = PacketWriter::begin(out, sequence);
        let payload = packet.payload();
        payload.push(OK);
        payload.extend_from_slice(&self.statement_id.to_le_bytes());
        payload.extend_from_slice(&self.columns.to_le_bytes());
        payload.extend_from_slice(&self.parameters.to_le_bytes());
        payload.push(0);
        payload.extend_from_slice(&self.warnings.to_le_bytes());
        if capabilities.contains(Capabilities::OPTIONAL_RESULTSET_METADATA) {
            payload.push(u8::from(self.metadata_follows));
        }
        packet.finish()
    }
}
