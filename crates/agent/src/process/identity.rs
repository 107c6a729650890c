//! Telling a process from a later one that got the same number.

use std::fs;
use std::os::unix::fs::MetadataExt;

use hyades_types::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What no two processes of a machine share, in its whole life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) pid: u32,
    /// When the process started, in ticks since the machine did (field 22 of `/proc/PID/stat`).
    pub(crate) start_ticks: u64,
    /// Which start of the machine.
    pub(crate) boot: String,
}

impl Identity {
    /// The identity of the process that has this number now; `None` when there is none, or only
    /// the remains of one (a zombie).
    pub(crate) fn of(pid: u32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let (state, start_ticks) = parse_stat(&stat)?;
        if matches!(state, 'Z' | 'X') {
            return None;
        }
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        Some(Self {
            pid,
            start_ticks,
            boot: boot.trim().to_owned(),
        })
    }

    /// Whether this very process runs.
    pub(crate) fn is_running(&self) -> bool {
        Self::of(self.pid).as_ref() == Some(self)
    }

    /// When the process started, to about 10 ms.
    pub(crate) fn started_at(&self) -> Timestamp {
        let up = fs::read_to_string("/proc/uptime").unwrap_or_default();
        let up: f64 = up
            .split(' ')
            .next()
            .and_then(|text| text.parse().ok())
            .unwrap_or_default();
        // Linux counts 100 ticks a second towards user space on every architecture.
        let age = std::time::Duration::from_secs_f64(up)
            .saturating_sub(std::time::Duration::from_millis(self.start_ticks * 10));
        let age = i64::try_from(age.as_millis()).unwrap_or_default();
        Timestamp::from_millis(Timestamp::now().as_millis() - age)
    }
}

/// State and start time out of `/proc/PID/stat`. The second field is the program's name in
/// parentheses and may hold anything, so fields are counted from the last parenthesis.
fn parse_stat(stat: &str) -> Option<(char, u64)> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace();
    let state = fields.next()?.chars().next()?;
    // The state is field 3, the start time field 22.
    let start = fields.nth(18)?.parse().ok()?;
    Some((state, start))
}

/// Whether a process has this argument, whole.
pub(crate) fn has_argument(pid: u32, argument: &str) -> bool {
    let Ok(line) = fs::read(format!("/proc/{pid}/cmdline")) else {
        return false;
    };
    line.split(|byte| *byte == 0)
        .any(|part| part == argument.as_bytes())
}

/// The process of this user that has this argument.
pub(crate) fn find_by_argument(argument: &str) -> Option<Identity> {
    let user = rustix::process::geteuid().as_raw();
    fs::read_dir("/proc")
        .ok()?
        .flatten()
        .filter(|entry| entry.metadata().is_ok_and(|meta| meta.uid() == user))
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| *pid != std::process::id() && has_argument(*pid, argument))
        .find_map(Identity::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_time_is_found_behind_a_hostile_name() {
        let stat = "7 (a) b) (R) 1) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20";
        assert_eq!(parse_stat(stat), Some(('S', 4711)));
        assert_eq!(parse_stat("7 (a"), None);
    }

    #[test]
    fn a_recycled_number_is_another_process() {
        let own = Identity::of(std::process::id()).unwrap();
        assert!(own.is_running());
        let earlier = Identity {
            start_ticks: own.start_ticks - 1,
            ..own.clone()
        };
        assert!(!earlier.is_running());
        let other_boot = Identity {
            boot: "other".to_owned(),
            ..own
        };
        assert!(!other_boot.is_running());
    }

    #[test]
    fn the_age_of_this_process_is_plausible() {
        let own = Identity::of(std::process::id()).unwrap();
        let age = Timestamp::now().as_millis() - own.started_at().as_millis();
        assert!((0..600_000).contains(&age), "{age}");
    }

    #[test]
    fn arguments_are_compared_whole() {
        let own = std::process::id();
        let argument = std::env::args().next().unwrap();
        assert!(has_argument(own, &argument));
        assert!(!has_argument(own, &argument[1..]));
    }
}
