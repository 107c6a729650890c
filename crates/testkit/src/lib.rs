//! What tests of the control plane need instead of a host: a simulated agent, which implements the
//! same contract as the real one over a world in memory.
//!
//! A dev-dependency only. The world outlives the control plane under test, as a host does, so that
//! a test can end one control plane and start the next on the same world.

mod agent;
mod observe;
mod world;

pub use agent::SimAgent;
pub use world::{Verb, WorldState};
