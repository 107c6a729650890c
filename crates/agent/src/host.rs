//! What the machine has.

use hyades_agent_api::{AgentError, EngineBuild, HostFacts};
use hyades_types::units::ByteSize;

use crate::context::Context;
use crate::error::During;
use crate::files;

/// Processors, memory, disk and builds, as they are now.
pub(crate) async fn facts(context: &Context) -> Result<HostFacts, AgentError> {
    let memory = Memory::now()?;
    let (disk_total, disk_available) = files::disk(context.layout.root())?;
    let vcpus = std::thread::available_parallelism().during("count the processors")?;
    let engines = context.builds().await;
    Ok(HostFacts {
        vcpus: u32::try_from(vcpus.get()).unwrap_or(u32::MAX),
        memory_total: memory.total,
        memory_available: memory.available,
        disk_total,
        disk_available,
        limits_enforced: context.limits.are_enforced(),
        engines: engines
            .iter()
            .map(|build| EngineBuild {
                version: build.version,
                location: build.location().display().to_string(),
            })
            .collect(),
    })
}

/// Refuses a new node when the host is really out of something. Whether it fits by accounting is
/// the control plane's to say.
pub(crate) fn check_capacity(context: &Context) -> Result<(), AgentError> {
    let (_, disk) = files::disk(context.layout.root())?;
    at_least("disk space", disk, context.options.min_free_disk)?;
    at_least(
        "memory",
        Memory::now()?.available,
        context.options.min_free_memory,
    )
}

fn at_least(what: &str, there: ByteSize, wanted: ByteSize) -> Result<(), AgentError> {
    if there >= wanted {
        return Ok(());
    }
    let detail = format!(
        "{} MiB free, {} MiB wanted",
        there.as_mib(),
        wanted.as_mib()
    );
    Err(AgentError::Capacity {
        what: what.to_owned(),
        detail,
    })
}

/// The machine's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Memory {
    total: ByteSize,
    available: ByteSize,
}

impl Memory {
    fn now() -> Result<Self, AgentError> {
        let text = std::fs::read_to_string("/proc/meminfo").during("read /proc/meminfo")?;
        let total = kibibytes(&text, "MemTotal:");
        let available = kibibytes(&text, "MemAvailable:");
        total
            .zip(available)
            .map(|(total, available)| Self { total, available })
            .ok_or_else(|| AgentError::failed("read /proc/meminfo", "it lacks a field"))
    }
}

/// The value of a line such as `MemTotal:  24683964 kB`, also of `/proc/PID/status`.
fn kibibytes(text: &str, name: &str) -> Option<ByteSize> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(ByteSize::bytes(kib * 1024))
}

/// Resident memory of a process.
pub(crate) fn resident(pid: u32) -> Option<ByteSize> {
    kibibytes(
        &std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?,
        "VmRSS:",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_sizes() {
        let text = "MemTotal:       24683964 kB\nMemAvailable:  1024 kB\n";
        assert_eq!(kibibytes(text, "MemAvailable:"), Some(ByteSize::mib(1)));
        assert_eq!(kibibytes(text, "MemFree:"), None);
        assert!(resident(std::process::id()).unwrap() > ByteSize::mib(1));
    }

    #[test]
    fn the_message_says_how_much_is_missing() {
        let error = at_least("memory", ByteSize::mib(1), ByteSize::mib(2)).unwrap_err();
        let text = error.to_string();
        assert_eq!(
            text,
            "not enough memory on the host: 1 MiB free, 2 MiB wanted"
        );
    }
}
