//! Sharing reads out among servers.

use hyades_types::status::NodeRole;
use hyades_types::topology::Routing;

/// A server that may take a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) role: NodeRole,
    pub(crate) weight: u16,
    /// Answers and is fresh enough.
    pub(crate) is_fit: bool,
    /// Statements that are under way there, of this worker.
    pub(crate) busy: usize,
}

impl Candidate {
    /// Whether it can get a read at all.
    pub(crate) fn takes_reads(&self, routing: Routing) -> bool {
        let role_fits = self.role == NodeRole::Replica || routing != Routing::LeastBusyReplica;
        self.is_fit && self.weight > 0 && role_fits
    }
}

/// Which of the candidates gets a read; `None` when none may. `ticket` is a number that grows by one
/// with each read, or a random one.
pub(crate) fn choose(routing: Routing, candidates: &[Candidate], ticket: u64) -> Option<usize> {
    let takes_reads = |candidate: &Candidate| candidate.takes_reads(routing);
    match routing {
        Routing::Weighted => weighted(candidates, takes_reads, ticket),
        Routing::LeastBusy | Routing::LeastBusyReplica => {
            least_busy(candidates, takes_reads, ticket)
        }
    }
}

fn weighted(
    candidates: &[Candidate],
    takes_reads: impl Fn(&Candidate) -> bool,
    ticket: u64,
) -> Option<usize> {
    let fit = || {
        candidates
            .iter()
            .enumerate()
            .filter(|(_, one)| takes_reads(one))
    };
    let total: u64 = fit().map(|(_, one)| u64::from(one.weight)).sum();
    // Multiplying by an odd number spreads consecutive tickets over the whole range, so that a
    // weight of 900 and one of 100 do not take turns of 900 and 100 statements.
    let mut point = ticket.wrapping_mul(0x9e37_79b9_7f4a_7c15) % total.max(1);
    for (index, candidate) in fit() {
        let weight = u64::from(candidate.weight);
        if point < weight {
            return Some(index);
        }
        point -= weight;
    }
    None
}

/// Begins to look at another candidate with each ticket, so that idle ones take turns.
fn least_busy(
    candidates: &[Candidate],
    takes_reads: impl Fn(&Candidate) -> bool,
    ticket: u64,
) -> Option<usize> {
    let count = candidates.len().max(1);
    let first = (ticket % count as u64) as usize;
    (0..candidates.len())
        .map(|step| (first + step) % count)
        .filter(|index| candidates.get(*index).is_some_and(&takes_reads))
        .min_by_key(|index| candidates.get(*index).map(|one| one.busy))
}
