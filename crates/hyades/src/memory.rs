//! What the C library's memory allocator keeps.

/// Larger blocks are given back to the system as soon as they are free.
const LARGE_BLOCK_BYTES: libc::c_int = 1024 * 1024;

/// Has large blocks given back at once. By itself the allocator learns from the first of them to
/// keep the next ones, for each thread: hashing passwords (19 MiB each) on a handful of threads
/// then holds hundreds of megabytes for good.
pub(crate) fn give_back_large_blocks() {
    #[cfg(target_env = "gnu")]
    #[expect(unsafe_code, reason = "the C library has no safe form of it")]
    // SAFETY: sets a number, before other threads are started.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE_BLOCK_BYTES);
    }
}
