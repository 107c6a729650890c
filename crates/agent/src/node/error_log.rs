//! What a server that died had to say.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Never more than this is read of a log.
const MOST: u64 = 256 * 1024;

/// How many lines are quoted.
const LINES: usize = 3;

/// The size of a log: where the next start begins in it.
pub(crate) fn end(log: &Path) -> u64 {
    log.metadata().map(|meta| meta.len()).unwrap_or_default()
}

/// The errors that were logged from this position on, the first ones, as one line.
pub(crate) fn errors_since(log: &Path, start: u64) -> String {
    let text = read(log, start).unwrap_or_default();
    let errors: Vec<&str> = text.lines().filter_map(message).take(LINES).collect();
    if errors.is_empty() {
        "it logged no error".to_owned()
    } else {
        errors.join("; ")
    }
}

fn read(log: &Path, start: u64) -> std::io::Result<String> {
    let mut file = File::open(log)?;
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(MOST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The message of an error line such as
/// `2026-11-21T07:03:02Z 0 [ERROR] [MY-013276] [Server] Failed to set datadir`. The last line of a
/// shutdown after an error says nothing.
fn message(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("[ERROR] ")?;
    let message = rest.rsplit_once("] ").map_or(rest, |(_, message)| message);
    (message.trim() != "Aborting").then(|| message.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_errors_behind_the_position_are_quoted() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("error.log");
        let old = "2026-11-21T07:03:02Z 0 [ERROR] [MY-000001] [Server] Old\n";
        std::fs::write(&log, old).unwrap();
        let start = end(&log);
        assert_eq!(errors_since(&log, start), "it logged no error");
        let new = "2026-11-21T07:03:02Z 0 [Warning] [MY-1] [Server] Careful\n\
                   2026-11-21T07:03:02Z 0 [ERROR] [MY-010262] [Server] Can't start server\n\
                   2026-11-21T07:03:02Z 0 [ERROR] [MY-010119] [Server] Aborting\n";
        std::fs::write(&log, [old, new].concat()).unwrap();
        assert_eq!(errors_since(&log, start), "Can't start server");
    }
}
