//! Where the processes of the data plane of a host can be asked.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hyades_agent_api::AgentError;

use crate::error::During;
use crate::run_dir;

/// The control sockets of the proxy processes of a data directory, that of the gateways first. Some
/// may be left from processes that are gone.
///
/// # Errors
///
/// The directory of the sockets cannot be read; that it is not there is no error.
pub fn proxy_sockets(data_dir: &Path) -> Result<Vec<PathBuf>, AgentError> {
    let dir = run_dir::choose(data_dir, None)?;
    let entries = match fs::read_dir(&dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).during_file("list", &dir),
    };
    let paths = entries.flatten().map(|entry| entry.path());
    let mut sockets: Vec<_> = paths
        .filter(|path| run_dir::is_proxy_socket(path))
        .collect();
    sockets.sort_by_key(|path| (!run_dir::is_of_gateways(path), path.clone()));
    Ok(sockets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sockets_of_proxies_and_no_others() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(proxy_sockets(dir.path()).unwrap(), [] as [PathBuf; 0]);
        let run = dir.path().join("run");
        fs::create_dir(&run).unwrap();
        for name in [
            "p0123456789abcdef.sock",
            "p0123456789abcdef.sock.lock",
            "proxy.sock",
            "proxy.sock.lock",
            "0123456789ab.sock",
        ] {
            fs::write(run.join(name), "").unwrap();
        }
        let expected = ["proxy.sock", "p0123456789abcdef.sock"].map(|name| run.join(name));
        assert_eq!(proxy_sockets(dir.path()).unwrap(), expected);
    }
}
