//! How old the data of a read may be.
//!
//! - `eventual`: a read sees what its replica has.
//! - `session`: it sees all that its own session has committed, implicitly or not. What the session
//!   has only *seen* on another server it may see vanish again: that takes `global`.
//! - `global`: it sees all that had been committed anywhere when it arrived. As nobody can see what
//!   is not committed, it sees all that anybody had seen by then, whatever proxy they came through.
//!
//! Under `global` the primary has to catch up, too: a replica gets a transaction when it is in the
//! primary's binary log, and may show it before the primary does, which with `AFTER_SYNC` waits for
//! the replica. So whoever reads at the primary waits for the commits that have got that far.
//!
//! All of it holds for transactions of InnoDB; other engines show changes before there is anything
//! to wait for. It rests on the snapshot's word of who is the primary.
//!
//! [`Follower`]: crate::backend::Follower

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use hyades_mysql::gtid::GtidSet;
use hyades_mysql::sql::{Class, Flags, Kind};
use hyades_types::status::NodeRole;
use hyades_types::topology::{Consistency, ProxyMode};

use super::Session;
use super::learn::Learned;
use crate::frontend::Server;

/// How long a replica may take to catch up before a read goes elsewhere.
const PATIENCE: Duration = Duration::from_millis(50);
/// The same where there is nowhere else to go.
const LAST_PATIENCE: Duration = Duration::from_secs(3);
/// Writes that are remembered one by one. Those of other sessions lie between them, so that the set
/// would grow with each.
const REMEMBERED: u32 = 64;

/// What a session has written.
#[derive(Debug, Clone, Default)]
pub(super) struct Written {
    set: Arc<GtidSet>,
    /// How many times something was added.
    added: u32,
    /// There may be more than the set says.
    is_unsure: bool,
    /// What anybody had written when the command of this number came.
    index: Option<(u64, Option<Arc<GtidSet>>)>,
}

impl Written {
    /// Takes over what the response to a statement has said.
    pub(super) fn learn(&mut self, class: Option<&Class>, learned: &Learned) {
        match learned.gtids() {
            Some(gtids) if self.added < REMEMBERED => {
                self.added += 1;
                Arc::make_mut(&mut self.set).union(gtids);
            }
            // Everything that there is by the next read includes it.
            Some(_) => self.is_unsure = true,
            // A statement can have committed something and then fail, and an error has no room for
            // ids. Neither has the old form of a result's end.
            None => {
                let is_mute = learned.error.is_some() || learned.ends_in_eof;
                self.is_unsure |= is_mute && class.is_some_and(may_have_written);
            }
        }
    }

    /// There may be something that nobody has told about.
    pub(super) const fn doubt(&mut self) {
        self.is_unsure = true;
    }

    /// All of it is in here.
    fn is_within(&mut self, index: Arc<GtidSet>) {
        self.set = index;
        self.added = 0;
        self.is_unsure = false;
    }
}

fn may_have_written(class: &Class) -> bool {
    !class.may_read_from_replica() && !matches!(class.kind, Kind::Show | Kind::Explain)
}

/// Whether a statement at the primary sees data that others have written without taking locks: those
/// would wait for what is being committed by themselves.
fn is_read(class: &Class) -> bool {
    let is_one = matches!(
        class.kind,
        Kind::Read | Kind::SelectInto | Kind::Call | Kind::Do | Kind::Execute
    );
    let takes_snapshot = matches!(
        class.kind,
        Kind::Begin {
            consistent_snapshot: true,
            ..
        }
    );
    is_one || takes_snapshot || class.flags.contains(Flags::MULTI)
}

impl Session {
    /// Waits until the server has what the session has to see. Returns whether it has.
    pub(super) async fn catch_up(&mut self, server: &Rc<Server>, class: Option<&Class>) -> bool {
        let is_primary = server.role.get() == NodeRole::Primary;
        // What the connection remembers of the last statement is not data.
        if class.is_some_and(|class| class.flags.contains(Flags::DIAGNOSTICS)) {
            return true;
        }
        let needed = match self.frontend.consistency() {
            Consistency::Eventual => return true,
            Consistency::Session if is_primary => return true,
            Consistency::Session => self.own_writes().await,
            Consistency::Global if is_primary && !class.is_some_and(is_read) => return true,
            Consistency::Global => self.all_writes().await,
        };
        let Some(needed) = needed else {
            return false;
        };
        let has_alternative = !is_primary && self.frontend.policy().mode == ProxyMode::ReadWrite;
        let patience = if has_alternative {
            PATIENCE
        } else {
            LAST_PATIENCE
        };
        let key = || self.frontend.monitor_key();
        server.follower.reaches(&needed, patience, key).await
    }

    async fn own_writes(&mut self) -> Option<Arc<GtidSet>> {
        if self.state.written.is_unsure {
            let index = self.all_writes().await?;
            self.state.written.is_within(index);
        }
        Some(self.state.written.set.clone())
    }

    /// Asked once for a command, however many servers are tried: it has begun before all of them.
    async fn all_writes(&mut self) -> Option<Arc<GtidSet>> {
        if let Some((command, index)) = &self.state.written.index
            && *command == self.commands
        {
            return index.clone();
        }
        let index = self.frontend.read_index.get(&self.frontend).await;
        self.state.written.index = Some((self.commands, index.clone()));
        index
    }
}

#[cfg(test)]
mod tests;
