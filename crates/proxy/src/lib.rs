//! hyades-proxy.
