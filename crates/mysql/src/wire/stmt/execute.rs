//! `COM_STMT_EXECUTE`.

use super::parameter::{Parameter, ParameterType, null_bitmap};
use crate::wire::capability::Capabilities;
use crate::wire::command::Command;
use crate::wire::lenenc::{put_bytes, put_int};
use crate::wire::packet::PacketWriter;
use crate::wire::{Malformed, Reader};

/// Where the flags stand in the payload, its first byte counted.
pub const FLAGS_OFFSET: usize = 5;

/// Flags that ask for a cursor.
pub const CURSOR_TYPES: u8 = 0x07;

/// The flag that says that the number of parameters stands in the packet.
const PARAMETER_COUNT_AVAILABLE: u8 = 0x08;

/// The command's parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Execute<'a> {
    /// The statement's id.
    pub statement_id: u32,
    /// Kind of cursor, and whether the parameters are counted.
    pub flags: u8,
    /// 1; servers do not read it.
    pub iterations: u32,
    /// Number of parameters, attributes included.
    pub parameters: u64,
    /// A bit for each parameter that is NULL.
    pub null_bitmap: &'a [u8],
    /// Whether the packet has types. Otherwise those of the execution before hold.
    pub types_bound: bool,
    /// The types, with names if the connection has attributes. See [`Execute::types`].
    pub type_bytes: &'a [u8],
    /// The values, one after the other.
    pub values: &'a [u8],
    /// Whether the connection has attributes, and so names.
    named: bool,
    /// Whether the number of parameters stands in the packet.
    counted: bool,
}

impl<'a> Execute<'a> {
    /// Reads the command's payload, its first byte included. `parameters` is their number as the
    /// statement's preparation told it, `capabilities` are those of the client.
    pub fn parse(
        payload: &'a [u8],
        parameters: u16,
        capabilities: Capabilities,
    ) -> Result<Self, Malformed> {
        let mut reader = Reader::new(payload);
        reader.marker("COM_STMT_EXECUTE", Command::StmtExecute.into())?;
        let mut execute = Self {
            statement_id: reader.u32()?,
            flags: reader.u8()?,
            iterations: reader.u32()?,
            parameters: u64::from(parameters),
            null_bitmap: b"",
            types_bound: false,
            type_bytes: b"",
            values: b"",
            named: capabilities.contains(Capabilities::QUERY_ATTRIBUTES),
            counted: false,
        };
        let announced = execute.named && execute.flags & PARAMETER_COUNT_AVAILABLE != 0;
        if parameters > 0 || announced {
            execute.read_parameters(&mut reader)?;
        }
        execute.values = reader.take_rest();
        Ok(execute)
    }

    fn read_parameters(&mut self, reader: &mut Reader<'a>) -> Result<(), Malformed> {
        // With attributes there is a count whenever there are parameters, announced or not.
        self.counted = self.named;
        if self.counted {
            self.parameters = reader.lenenc()?;
        }
        if self.parameters == 0 {
            return Ok(());
        }
        self.null_bitmap = null_bitmap(reader, self.parameters)?;
        self.types_bound = reader.u8()? != 0;
        if self.types_bound {
            self.type_bytes = Parameter::skip(reader, self.parameters, self.named)?;
        }
        Ok(())
    }

    /// Whether a cursor is asked for.
    pub const fn asks_for_cursor(&self) -> bool {
        self.flags & CURSOR_TYPES != 0
    }

    /// The types that the packet has, the statement's own parameters first.
    pub fn types(&self) -> impl Iterator<Item = Parameter<'a>> + use<'a> {
        let mut reader = Reader::new(self.type_bytes);
        let named = self.named;
        std::iter::from_fn(move || Parameter::read(&mut reader, named).ok())
    }

    /// Appends the command for a statement of another id, with the same capabilities. A server that
    /// has not executed the statement yet needs types: `remembered` are added if the packet has none
    /// and they are as many as its parameters.
    ///
    /// Returns the sequence number that comes next.
    pub fn write(&self, out: &mut Vec<u8>, statement_id: u32, remembered: &[ParameterType]) -> u8 {
        let mut packet = PacketWriter::begin(out, 0);
        let payload = packet.payload();
        payload.push(Command::StmtExecute.into());
        payload.extend_from_slice(&statement_id.to_le_bytes());
        payload.push(self.flags);
        payload.extend_from_slice(&self.iterations.to_le_bytes());
        if self.counted {
            put_int(payload, self.parameters);
        }
        if self.parameters > 0 {
            payload.extend_from_slice(self.null_bitmap);
            self.put_types(payload, remembered);
        }
        payload.extend_from_slice(self.values);
        packet.finish()
    }

    fn put_types(&self, payload: &mut Vec<u8>, remembered: &[ParameterType]) {
        let fits = remembered.len() as u64 == self.parameters;
        if self.types_bound || !fits {
            payload.push(u8::from(self.types_bound));
            payload.extend_from_slice(self.type_bytes);
            return;
        }
        payload.push(1);
        for parameter_type in remembered {
            payload.extend_from_slice(&parameter_type.0.to_le_bytes());
            if self.named {
                put_bytes(payload, b"");
            }
        }
    }
}
