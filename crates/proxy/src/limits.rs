//! The limit of open files, and how many connections fit in it.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// Raises the soft limit of open files to the hard one and returns it. The usual soft limit of
/// 1024 exists for `select(2)`, which nothing here calls.
pub(crate) fn raise_open_files() -> nix::Result<u64> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    if soft < hard {
        setrlimit(Resource::RLIMIT_NOFILE, hard, hard)?;
    }
    Ok(hard)
}

/// How many client connections fit: each takes two files (client and server), and some are kept
/// for listeners, the control socket and clients that are only told that there is no place.
pub(crate) fn connections_for(open_files: u64) -> usize {
    let reserve = (open_files / 8).clamp(16, 1024);
    let connections = open_files.saturating_sub(reserve) / 2;
    usize::try_from(connections).unwrap_or(usize::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_files_for_the_rest() {
        assert_eq!(connections_for(0), 1);
        assert_eq!(connections_for(64), 24);
        assert_eq!(connections_for(1024), 448);
        assert_eq!(connections_for(1_048_576), 523_776);
    }

    #[test]
    fn the_soft_limit_becomes_the_hard_one() {
        let hard = raise_open_files().unwrap();
        assert_eq!(getrlimit(Resource::RLIMIT_NOFILE), Ok((hard, hard)));
    }
}
