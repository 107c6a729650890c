//! The gateways of a worker, and their clients before they are logged in.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use hyades_types::net::Endpoint;
use hyades_types::topology::Gateway;

use crate::connection::Route;
use crate::frontend::Frontend;
use crate::net::{Socket, Stream, connect_from};
use crate::reactor::timeout;
use crate::refusal::Refusal;
use crate::session::serve_gateway;

/// What a worker knows of gateways.
#[derive(Default)]
pub(super) struct Gateways(BTreeMap<Endpoint, Known>);

struct Known {
    /// Of the route that it follows.
    number: u64,
    frontend: Rc<Frontend>,
}

impl Gateways {
    /// The gateway that a client has come in through, as the newest route says it is.
    pub(super) fn get(
        &mut self,
        route: &Route,
        make: impl FnOnce() -> Rc<Frontend>,
    ) -> Rc<Frontend> {
        self.reroute(route);
        let known = self.0.get(&route.gateway.listen);
        if let Some(known) = known.filter(|known| known.is_of(route)) {
            return known.frontend.clone();
        }
        let frontend = make();
        let known = Known {
            number: route.number,
            frontend: frontend.clone(),
        };
        self.0.insert(route.gateway.listen, known);
        frontend
    }

    /// Follows a route, unless a newer one is known.
    pub(super) fn reroute(&mut self, route: &Route) {
        let known = self.0.get_mut(&route.gateway.listen);
        if let Some(known) = known.filter(|known| known.is_of(route) && known.number < route.number)
        {
            known.number = route.number;
            known.frontend.apply(route.config.clone());
        }
    }

    pub(super) fn frontends(&self) -> impl Iterator<Item = &Rc<Frontend>> {
        self.0.values().map(|known| &known.frontend)
    }
}

impl Known {
    /// Whether it is the same gateway, and not an earlier one on the same address.
    fn is_of(&self, route: &Route) -> bool {
        Arc::ptr_eq(&self.frontend.shared, &route.config.shared)
    }
}

/// Serves a client of a gateway.
pub(super) async fn gateway_client(
    frontend: Rc<Frontend>,
    client: TcpStream,
    peer: SocketAddr,
    connect_timeout: Duration,
    route: &Route,
) {
    let core = frontend.core().clone();
    let Ok(mut client) = Socket::accepted(client).and_then(|socket| Stream::new(&core, socket))
    else {
        return;
    };
    frontend.released().await;
    let Some(server) = frontend.home() else {
        return;
    };
    let address = server.endpoint();
    let connecting = timeout(
        &core,
        connect_timeout,
        connect_from(&core, frontend.sources(), address, peer.ip()),
    );
    match Box::pin(connecting)
        .await
        .unwrap_or_else(|_| Err(ErrorKind::TimedOut.into()))
    {
        Ok(stream) => serve_gateway(frontend, client, peer.ip(), stream, server).await,
        Err(error) => {
            let Gateway {
                listen, instance, ..
            } = &route.gateway;
            if route.unreachable.admits() {
                tracing::warn!(%listen, %instance, server = %address, %error, "cannot connect to the server");
            }
            // A client that is gone already does not matter.
            let _ = client
                .write_all(&Refusal::Unreachable(instance).packet())
                .await;
            client.shutdown().await;
        }
    }
}
