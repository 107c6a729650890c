//! `KILL` of a session of another process of the proxy, on its control socket.
//!
//! `{"op":"kill","proxy":"…","id":2149580801,"query":true,"user":"…","password":"…",…}` has
//! `{"kill":"done"}`, `{"kill":"unknown"}` or `{"kill":{"refused":{"code":1095,"message":"…"}}}`. The servers
//! decide who may kill whom, so the other process has to log in as the user; what it gets for that is
//! what it would have learned of a client. Bytes are characters up to U+00FF.

use std::net::IpAddr;
use std::sync::Arc;

use hyades_mysql::wire::capability::Capabilities;
use hyades_types::Secret;
use hyades_types::id::ProxyId;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::auth::Refused;
use crate::backend::{Key, Origin};
use crate::frontend::Front;
use crate::session::{Order, Verdict};

/// What the other process is told.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KillRequest {
    op: Op,
    proxy: ProxyId,
    id: u32,
    query: bool,
    user: String,
    password: Secret,
    source: Option<IpAddr>,
    tls: bool,
    capabilities: u32,
    collation: u8,
    max_packet_size: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Op {
    Kill,
}

/// What it answers.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KillReply {
    kill: Outcome,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Done,
    Unknown,
    Refused {
        code: u16,
        sql_state: Option<[u8; 5]>,
        message: String,
    },
}

impl KillRequest {
    /// `None` for a gateway, whose sessions have the server's ids.
    pub(crate) fn of(order: &Order) -> Option<Self> {
        let Front::Proxy(proxy) = &order.front else {
            return None;
        };
        let key = &order.key;
        Some(Self {
            op: Op::Kill,
            proxy: proxy.clone(),
            id: order.id,
            query: order.query,
            user: text(&key.user),
            password: Secret::new(text(&key.password)),
            source: match key.origin {
                Origin::Client(address) => Some(address),
                Origin::Here | Origin::Anywhere => None,
            },
            tls: key.tls,
            capabilities: key.capabilities.0,
            collation: key.collation,
            max_packet_size: key.max_packet_size,
        })
    }

    /// What it tells. `None` if it is not well formed.
    pub(crate) fn order(self) -> Option<Order> {
        Some(Order {
            front: Front::Proxy(self.proxy),
            id: self.id,
            query: self.query,
            key: Key {
                user: bytes(&self.user)?,
                password: Arc::new(Zeroizing::new(bytes(self.password.expose())?)),
                origin: self.source.map_or(Origin::Anywhere, Origin::Client),
                tls: self.tls,
                capabilities: Capabilities(self.capabilities),
                collation: self.collation,
                max_packet_size: self.max_packet_size,
            },
        })
    }
}

impl KillReply {
    /// `None` is that the process does not have the session.
    pub(crate) fn of(verdict: Option<Verdict>) -> Self {
        let kill = match verdict {
            None => Outcome::Unknown,
            Some(Ok(())) => Outcome::Done,
            Some(Err(refused)) => Outcome::Refused {
                code: refused.code,
                sql_state: refused.sql_state,
                message: text(&refused.message),
            },
        };
        Self { kill }
    }

    pub(crate) fn verdict(self) -> Option<Verdict> {
        match self.kill {
            Outcome::Unknown => None,
            Outcome::Done => Some(Ok(())),
            Outcome::Refused {
                code,
                sql_state,
                message,
            } => Some(Err(Refused {
                code,
                sql_state,
                message: bytes(&message)?,
            })),
        }
    }
}

fn text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|one| u8::try_from(one).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_comes_through_whole() {
        let order = Order {
            front: Front::Proxy(ProxyId::generate()),
            id: 0x8020_0001,
            query: true,
            key: Key {
                user: "ünï".as_bytes().to_vec(),
                password: Arc::new(Zeroizing::new(vec![0, b'"', 0x7f, 0x80, 0xff])),
                origin: Origin::Client("10.1.2.3".parse().unwrap()),
                tls: true,
                capabilities: Capabilities::PROTOCOL_41,
                collation: 255,
                max_packet_size: 1 << 24,
            },
        };
        let line = serde_json::to_vec(&KillRequest::of(&order).unwrap()).unwrap();
        assert!(line.starts_with(br#"{"op":"kill""#));
        let request: KillRequest = serde_json::from_slice(&line).unwrap();
        assert!(format!("{request:?}").contains("password: ***"));
        let told = request.order().unwrap();
        assert_eq!(
            (told.front, told.id, told.query),
            (order.front, order.id, true)
        );
        assert_eq!(told.key, order.key);
    }

    #[test]
    fn verdicts_come_through_whole() {
        let refused = Refused {
            code: 1095,
            sql_state: Some(*b"HY000"),
            message: b"You are not owner of thread 5".to_vec(),
        };
        for verdict in [None, Some(Ok(())), Some(Err(refused))] {
            let line = serde_json::to_vec(&KillReply::of(verdict.clone())).unwrap();
            let reply: KillReply = serde_json::from_slice(&line).unwrap();
            assert_eq!(reply.verdict(), verdict);
        }
    }
}
