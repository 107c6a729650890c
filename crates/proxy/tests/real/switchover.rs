//! Changing the primary in order, as clients of a gateway and of database proxies see it.

mod moving;
mod statement;
mod told;
mod world;
