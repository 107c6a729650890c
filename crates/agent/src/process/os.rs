//! The two things that the libraries cannot do safely.
#![expect(
    unsafe_code,
    reason = "starting a session and watching a descriptor have no safe form"
)]

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::process::Command;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Makes the program run in a session of its own, so that no signal to the agent's session and no
/// closed terminal reaches it.
/// Descriptors that the agent itself inherited are not handed on, or they would stay open for as
/// long as the program runs.
pub(super) fn into_own_session(command: &mut Command) {
    let detach = || {
        // Marked rather than closed: one of them tells the parent whether exec worked. Kernels
        // before 5.11 cannot, which is no reason not to start.
        // SAFETY: a system call that changes nothing but flags of descriptors.
        unsafe {
            libc::syscall(
                libc::SYS_close_range,
                3,
                u32::MAX,
                libc::CLOSE_RANGE_CLOEXEC,
            )
        };
        rustix::process::setsid().map(|_| ()).map_err(Into::into)
    };
    // SAFETY: between fork and exec only async-signal-safe functions may run. The closure makes
    // two system calls and allocates nothing, neither when it succeeds nor when it fails.
    unsafe {
        command.pre_exec(detach);
    }
}

/// Has the runtime tell when the process behind a pidfd ended.
pub(super) fn watch(pidfd: OwnedFd) -> io::Result<AsyncFd<OwnedFd>> {
    // SAFETY: an `OwnedFd` is open for as long as it lives, and nobody replaces this one.
    unsafe { AsyncFd::register_with_interest(pidfd, Interest::READABLE) }.map_err(Into::into)
}
