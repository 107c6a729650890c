//! Who may log in from where.

mod bounds;
mod loopback;
mod namespace;
mod network;
mod world;
