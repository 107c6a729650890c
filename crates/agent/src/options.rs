//! What an agent is told at its start.

use std::ffi::OsString;
use std::path::PathBuf;

use hyades_types::units::ByteSize;

/// The settings of the agent of one host.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where everything of the host lives; made when it is missing.
    pub data_dir: PathBuf,
    /// A MySQL prefix, or a directory of prefixes, that is searched before all others.
    pub engine_dir: Option<PathBuf>,
    /// Where sockets live; `None` chooses a directory whose path is short enough.
    pub run_dir: Option<PathBuf>,
    /// The program of the data plane and its first arguments, such as `hyades proxy`; the agent
    /// appends `--snapshot FILE --control-socket SOCKET --record-dir DIR`.
    pub proxy_command: Vec<OsString>,
    /// The deployment's certificate authority.
    pub tls: TlsFiles,
    /// No new node is made with less free disk space than this and its template.
    pub min_free_disk: ByteSize,
    /// No new node is made with less available memory than this.
    pub min_free_memory: ByteSize,
    /// How many servers are started at a time.
    pub concurrent_starts: usize,
    /// Whether templates are made ahead of need, so that the first instance comes as fast as all
    /// others.
    pub prepare_templates: bool,
}

/// Files of the deployment's certificate authority, in PEM.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate; servers and replicas trust it.
    pub ca_certificate: PathBuf,
    /// Its private key, with which the agent signs a certificate for each server.
    pub ca_key: PathBuf,
}

impl Options {
    /// Options with the defaults.
    pub fn new(data_dir: impl Into<PathBuf>, proxy_command: Vec<OsString>, tls: TlsFiles) -> Self {
        Self {
            data_dir: data_dir.into(),
            engine_dir: None,
            run_dir: None,
            proxy_command,
            tls,
            min_free_disk: ByteSize::mib(512),
            min_free_memory: ByteSize::mib(384),
            concurrent_starts: 4,
            prepare_templates: true,
        }
    }
}
