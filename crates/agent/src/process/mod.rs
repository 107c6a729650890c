//! Processes that outlive the agent: started in their own session, found again, watched and ended
//! through pidfds.

mod handle;
mod identity;
mod launch;
mod os;

pub(crate) use handle::Process;
pub(crate) use launch::{Launch, Record};
