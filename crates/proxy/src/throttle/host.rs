//! Counting over all processes of a host.
//!
//! Each node has a file beside the control sockets, which stays empty. A process that runs `n`
//! statements of a rule holds a lock on `n` bytes of it, in a place that belongs to that rule and
//! that process; how many the others run is the length of their locks, which the kernel tells. The
//! locks belong to the open file, so those of a process that dies are gone at once, and nothing has
//! to be cleaned up.
//!
//! A process counts its own statement first and looks at the others then. So the limit is never
//! passed; two processes that come for the last place at the same moment may both be refused it.
//! A statement of a rule costs three or four system calls, about 2 µs; others cost none.

use std::fs::{File, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;

/// Bytes that a process has for a rule, as a power of two.
const COUNT_BITS: u32 = 20;
/// Processes that can use a file, as a power of two.
const PROCESS_BITS: u32 = 10;
/// Where the places are that processes take; rules are below.
const PROCESSES: i64 = 1 << (32 + PROCESS_BITS + COUNT_BITS);

/// A node's file.
#[derive(Debug)]
pub(crate) struct HostFile {
    file: File,
    /// Which of the processes this is.
    process: i64,
}

/// What the processes of the host run of one rule.
#[derive(Debug)]
pub(super) struct HostCount {
    file: Arc<HostFile>,
    rule: i64,
}

impl HostFile {
    /// Opens the file, and takes a place among the processes.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .mode(0o600);
        let file = options.open(path)?;
        for process in 0..1 << PROCESS_BITS {
            if lock(&file, libc::F_WRLCK, PROCESSES + process, 1)? {
                return Ok(Self { file, process });
            }
        }
        Err(io::ErrorKind::QuotaExceeded.into())
    }

    /// Which of the processes this is: less than 1,024.
    pub(crate) const fn process(&self) -> u32 {
        self.process as u32
    }
}

impl HostCount {
    /// The count of what goes by this name.
    pub(super) fn new(file: Arc<HostFile>, name: &impl Hash) -> Self {
        // The same in all processes of the host: they are the same program.
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        let rule = i64::from(hasher.finish() as u32);
        Self { file, rule }
    }

    /// Counts one more, when this process runs `own` already, unless the host would then run more
    /// than `most`.
    pub(super) fn take(&self, own: u32, most: u32) -> io::Result<bool> {
        let place = self.first() + i64::from(own);
        if own + 1 >= 1 << COUNT_BITS || !lock(&self.file.file, libc::F_WRLCK, place, 1)? {
            return Ok(false);
        }
        if self.others()? + own < most {
            return Ok(true);
        }
        self.give(own)?;
        Ok(false)
    }

    /// Counts one less: `own` are left.
    pub(super) fn give(&self, own: u32) -> io::Result<()> {
        lock(
            &self.file.file,
            libc::F_UNLCK,
            self.first() + i64::from(own),
            1,
        )
        .map(drop)
    }

    /// What other processes run.
    pub(super) fn others(&self) -> io::Result<u32> {
        let start = self.rule << (PROCESS_BITS + COUNT_BITS);
        let mut ranges = vec![(start, start + (1 << (PROCESS_BITS + COUNT_BITS)))];
        let mut count = 0;
        while let Some((from, to)) = ranges.pop() {
            if from < to
                && let Some((at, length)) = locked(&self.file.file, from, to - from)?
            {
                count += length as u32;
                ranges.push((from, at));
                ranges.push((at + length, to));
            }
        }
        Ok(count)
    }

    fn first(&self) -> i64 {
        self.rule << (PROCESS_BITS + COUNT_BITS) | self.file.process << COUNT_BITS
    }
}

/// Sets a lock, or none. Returns whether that could be done at once.
fn lock(file: &File, kind: libc::c_int, start: i64, length: i64) -> io::Result<bool> {
    let range = range(kind, start, length);
    match fcntl(file, FcntlArg::F_OFD_SETLK(&range)) {
        Ok(_) => Ok(true),
        Err(Errno::EAGAIN | Errno::EACCES) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// A lock of another process in this range: where it is and how long.
fn locked(file: &File, start: i64, length: i64) -> io::Result<Option<(i64, i64)>> {
    let mut range = range(libc::F_WRLCK, start, length);
    fcntl(file, FcntlArg::F_OFD_GETLK(&mut range))?;
    let is_free = i32::from(range.l_type) == libc::F_UNLCK;
    Ok((!is_free).then_some((range.l_start, range.l_len)))
}

fn range(kind: libc::c_int, start: i64, length: i64) -> libc::flock {
    libc::flock {
        l_type: kind as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: start,
        l_len: length,
        // Has to be 0 for locks that belong to an open file.
        l_pid: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Locks belong to the open file, so two of them are like two processes.
    #[test]
    fn processes_share_a_limit_and_leave_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let open = || Arc::new(HostFile::open(&dir.path().join("n.limits")).unwrap());
        let of = |file: &Arc<HostFile>, name: &str| HostCount::new(file.clone(), &name);
        let (a, b, c) = (open(), open(), open());
        assert_eq!((a.process, b.process, c.process), (0, 1, 2));
        let (a1, b1, c1) = (of(&a, "x"), of(&b, "x"), of(&c, "x"));
        assert!(a1.take(0, 3).unwrap());
        assert!(b1.take(0, 3).unwrap());
        assert!(b1.take(1, 3).unwrap());
        assert!(!a1.take(1, 3).unwrap());
        assert!(!c1.take(0, 3).unwrap());
        assert_eq!((a1.others().unwrap(), c1.others().unwrap()), (2, 3));
        // Another rule has a count of its own.
        assert!(of(&a, "y").take(0, 1).unwrap());
        assert!(!of(&b, "y").take(0, 1).unwrap());
        b1.give(1).unwrap();
        assert!(c1.take(0, 3).unwrap());
        assert!(!a1.take(1, 3).unwrap());
        // A process dies: what it ran is not counted any more.
        drop((b, b1));
        assert_eq!(a1.others().unwrap(), 1);
        assert!(a1.take(1, 3).unwrap());
        assert_eq!(open().process, 1);
    }

    #[test]
    fn the_limit_holds_when_all_come_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("n.limits");
        let passed = std::thread::scope(|scope| {
            let run = |_| {
                scope.spawn(|| {
                    let file = Arc::new(HostFile::open(&path).unwrap());
                    let count = HostCount::new(file, &"x");
                    let mut passed = 0;
                    for _ in 0..2_000 {
                        if count.take(0, 2).unwrap() {
                            assert!(count.others().unwrap() <= 3);
                            passed += 1;
                            count.give(0).unwrap();
                        }
                    }
                    passed
                })
            };
            let threads: Vec<_> = (0..4).map(run).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .sum::<u32>()
        });
        assert!(passed > 0);
    }
}
