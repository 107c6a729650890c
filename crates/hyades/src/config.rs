//! The configuration of `hyades serve`: file, environment and options, in rising order.

pub(crate) mod check;
mod file;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::Args;
use ipnet::IpNet;

use file::File;

/// Addresses for databases, unless something else is set.
const NETWORK: &str = "127.77.0.0/16";

/// Addresses for EIPs beside that network.
const EIP_NETWORK: &str = "127.78.0.0/24";

/// Options of `hyades serve`. Each can be given in the environment, too.
#[derive(Debug, Clone, Args)]
pub(crate) struct ServeArgs {
    /// Directory with everything that the deployment keeps [default: ~/.local/share/hyades]
    #[arg(long, env = "HYADES_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,

    /// Address of the REST API; port 0 takes a free one [default: 127.0.0.1:8630]
    #[arg(long, env = "HYADES_LISTEN", value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,

    /// Address of metrics for Prometheus, over plain HTTP and for everybody who can reach it [default: none]
    #[arg(long, env = "HYADES_METRICS_LISTEN", value_name = "ADDR:PORT")]
    metrics_listen: Option<SocketAddr>,

    /// Addresses for databases, of the loopback range on one machine [default: 127.77.0.0/16]
    #[arg(long, env = "HYADES_NETWORK", value_name = "CIDR")]
    network: Option<IpNet>,

    /// Addresses that can be bound as EIPs [default: 127.78.0.0/24 beside the default network, else none]
    #[arg(long, env = "HYADES_EIP_NETWORK", value_name = "CIDR")]
    eip_network: Option<IpNet>,

    /// Configuration file
    #[arg(long, env = "HYADES_CONFIG", value_name = "FILE.toml")]
    config: Option<PathBuf>,

    /// Serve HTTPS, with a certificate of the deployment's own CA
    #[arg(long, env = "HYADES_TLS")]
    tls: bool,

    /// Name of the region [default: local-1]
    #[arg(long, env = "HYADES_REGION", value_name = "NAME")]
    region: Option<String>,

    /// Availability zones [default: local-1a, local-1b, local-1c]
    #[arg(
        long,
        env = "HYADES_AVAILABILITY_ZONES",
        value_name = "NAMES",
        value_delimiter = ','
    )]
    availability_zones: Option<Vec<String>>,

    /// How many times the memory of the host may be promised to databases [default: 1.0]
    #[arg(long, env = "HYADES_OVERCOMMIT", value_name = "FACTOR")]
    overcommit: Option<f64>,

    /// An installed MySQL, or a directory of such [default: what scripts/install-mysql installed]
    #[arg(long, env = "HYADES_ENGINE_DIR", value_name = "DIR")]
    engine_dir: Option<PathBuf>,

    /// Create the instance `quickstart` at the first start, and say how to use it
    #[arg(long, env = "HYADES_QUICKSTART")]
    quickstart: bool,
}

/// What `hyades serve` runs with.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) data_dir: PathBuf,
    pub(crate) listen: SocketAddr,
    pub(crate) metrics_listen: Option<SocketAddr>,
    pub(crate) network: IpNet,
    pub(crate) eip_network: Option<IpNet>,
    pub(crate) tls: bool,
    pub(crate) region: String,
    pub(crate) availability_zones: Vec<String>,
    pub(crate) overcommit: f64,
    pub(crate) engine_dir: Option<PathBuf>,
    pub(crate) quickstart: bool,
}

impl Config {
    /// Puts file, environment and options together, and checks what can be checked without
    /// touching anything.
    pub(crate) fn load(args: ServeArgs) -> anyhow::Result<Self> {
        let file = args
            .config
            .as_deref()
            .map_or(Ok(File::default()), File::read)?;
        let region = args
            .region
            .or(file.region)
            .unwrap_or_else(|| "local-1".to_owned());
        let zones = args.availability_zones.or(file.availability_zones);
        let network = args.network.or(file.network.cidr);
        let eip_network = match args.eip_network.or(file.network.eip_cidr) {
            None if network.is_none() => Some(EIP_NETWORK.parse().context("default EIP network")?),
            given => given,
        };
        let config = Self {
            data_dir: match args.data_dir.or(file.data_dir) {
                Some(dir) => std::path::absolute(dir).context("data directory")?,
                None => default_data_dir()?,
            },
            listen: args
                .listen
                .or(file.listen)
                .unwrap_or(([127, 0, 0, 1], 8630).into()),
            metrics_listen: args.metrics_listen.or(file.metrics_listen),
            network: match network {
                Some(network) => network,
                None => NETWORK.parse().context("default network")?,
            },
            eip_network,
            tls: args.tls || file.tls,
            availability_zones: zones.unwrap_or_else(|| {
                ["a", "b", "c"]
                    .iter()
                    .map(|zone| format!("{region}{zone}"))
                    .collect()
            }),
            region,
            overcommit: args.overcommit.or(file.capacity.overcommit).unwrap_or(1.0),
            engine_dir: args.engine_dir.or(file.engine_dir).or_else(cached_engines),
            quickstart: args.quickstart || file.quickstart,
        };
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> anyhow::Result<()> {
        ensure!(
            self.overcommit.is_finite() && self.overcommit > 0.0,
            "capacity.overcommit must be a number above 0, such as 1.5"
        );
        ensure!(
            is_name(&self.region),
            "region must be letters, digits and hyphens"
        );
        ensure!(
            !self.availability_zones.is_empty()
                && self.availability_zones.iter().all(|z| is_name(z)),
            "availability_zones must be one or more names of letters, digits and hyphens"
        );
        ensure!(
            matches!(self.network, IpNet::V4(_)) && self.network.prefix_len() <= 29,
            "network.cidr must be an IPv4 network of /29 or larger: every endpoint takes an address"
        );
        ensure!(
            self.network.addr().is_loopback(),
            "network.cidr must be in 127.0.0.0/8: addresses of other networks are not supported yet"
        );
        ensure!(
            !self.network.contains(&self.listen.ip()),
            "listen must be outside of network.cidr, whose addresses are the databases'"
        );
        if let Some(eips) = &self.eip_network {
            ensure!(
                eips.addr().is_loopback() && matches!(eips, IpNet::V4(_)),
                "network.eip_cidr must be in 127.0.0.0/8: addresses of other networks are not supported yet"
            );
            ensure!(
                !eips.contains(&self.network) && !self.network.contains(eips),
                "network.eip_cidr must be outside of network.cidr"
            );
            ensure!(
                !eips.contains(&self.listen.ip()),
                "listen must be outside of network.eip_cidr, whose addresses are the databases'"
            );
        }
        Ok(())
    }

    /// A file or directory of the deployment.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.data_dir.join(name)
    }
}

fn default_data_dir() -> anyhow::Result<PathBuf> {
    let home = std::env::home_dir().context("no home directory: give --data-dir")?;
    Ok(home.join(".local/share/hyades"))
}

/// Where `scripts/install-mysql` puts what it installs, if it did.
fn cached_engines() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cache")))?;
    Some(cache.join("hyades/engines")).filter(|dir| dir.is_dir())
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: ServeArgs,
    }

    fn load(arguments: &[&str]) -> anyhow::Result<Config> {
        let line = ["serve", "--data-dir", "/tmp/x"].iter().chain(arguments);
        Config::load(Line::try_parse_from(line).unwrap().args)
    }

    #[test]
    fn defaults() {
        let config = load(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8630");
        assert_eq!(config.network.to_string(), "127.77.0.0/16");
        assert_eq!(config.eip_network.unwrap().to_string(), "127.78.0.0/24");
        assert_eq!(
            config.availability_zones,
            ["local-1a", "local-1b", "local-1c"]
        );
    }

    #[test]
    fn eips_of_another_network_have_to_be_given() {
        let network = ["--network", "127.1.0.0/16"];
        assert_eq!(load(&network).unwrap().eip_network, None);
        let given = [&network[..], &["--eip-network", "127.2.0.0/24"]].concat();
        assert!(load(&given).unwrap().eip_network.is_some());
    }

    #[test]
    fn options_win_over_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("hyades.toml");
        let text = "listen = \"127.0.0.1:1\"\nregion = \"here\"\n[capacity]\novercommit = 3.0\n";
        std::fs::write(&file, text).unwrap();
        let file = file.to_str().unwrap();
        let config = load(&["--config", file, "--listen", "127.0.0.1:2"]).unwrap();
        assert_eq!(config.listen.port(), 2);
        assert_eq!((config.region.as_str(), config.overcommit), ("here", 3.0));
    }

    #[test]
    fn mistakes_are_explained() {
        for (arguments, word) in [
            (&["--network", "10.0.0.0/16"][..], "127.0.0.0/8"),
            (&["--network", "127.1.0.0/30"], "/29"),
            (&["--overcommit", "0"], "overcommit"),
            (&["--region", "a b"], "region"),
            (&["--network", "127.0.0.0/24"], "listen"),
            (&["--eip-network", "10.0.0.0/16"], "eip_cidr"),
            (&["--eip-network", "127.77.3.0/24"], "outside"),
            (&["--eip-network", "127.0.0.0/24"], "listen"),
        ] {
            let error = load(arguments).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
