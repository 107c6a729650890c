//! Commands of a client. Input: capabilities (4 bytes), number of parameters (2), a payload.

#![no_main]

use hyades_mysql::wire::capability::Capabilities;
use hyades_mysql::wire::column::ColumnDefinition;
use hyades_mysql::wire::handshake::ChangeUser;
use hyades_mysql::wire::packet::HEADER;
use hyades_mysql::wire::stmt::{Execute, Query, StmtPrepareOk, statement_id};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((head, payload)) = input.split_first_chunk::<6>() else {
        return;
    };
    let [a, b, c, d, low, high] = *head;
    let capabilities = Capabilities(u32::from_le_bytes([a, b, c, d]));
    query(payload, capabilities);
    execute(payload, u16::from_le_bytes([low, high]), capabilities);
    change_user(payload, capabilities);
    let _ = ColumnDefinition::parse(payload);
    let _ = StmtPrepareOk::parse(payload, capabilities);
});

fn query(payload: &[u8], capabilities: Capabilities) {
    let Ok(query) = Query::parse(payload, capabilities) else {
        return;
    };
    let mut out = Vec::new();
    query.write(&mut out, capabilities);
    assert_eq!(&out[HEADER..], payload);
}

fn execute(payload: &[u8], parameters: u16, capabilities: Capabilities) {
    let Ok(execute) = Execute::parse(payload, parameters, capabilities) else {
        return;
    };
    assert_eq!(statement_id(payload), Some(execute.statement_id));
    let mut out = Vec::new();
    execute.write(&mut out, execute.statement_id, &[]);
    let again = Execute::parse(&out[HEADER..], parameters, capabilities);
    assert_eq!(again, Ok(execute));
    if execute.types_bound {
        assert_eq!(execute.types().count() as u64, execute.parameters);
        return;
    }
    let types: Vec<_> = (0..execute.parameters.min(64))
        .map(|_| hyades_mysql::wire::stmt::ParameterType(8))
        .collect();
    let mut out = Vec::new();
    execute.write(&mut out, 7, &types);
    let again = Execute::parse(&out[HEADER..], parameters, capabilities).unwrap();
    assert_eq!((again.statement_id, again.values), (7, execute.values));
}

fn change_user(payload: &[u8], capabilities: Capabilities) {
    let Ok(user) = ChangeUser::parse(payload, capabilities) else {
        return;
    };
    let mut out = Vec::new();
    user.write(&mut out, capabilities);
    let again = ChangeUser::parse(&out[HEADER..], capabilities);
    assert_eq!(again, Ok(user));
}
