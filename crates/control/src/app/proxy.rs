//! Database proxies (4.7).

mod access;
mod change;
mod create;
mod delete;
mod dns;
mod flavors;
mod list;
mod new_nodes;
mod nodes;
mod parameters;
mod rules;
mod select;
mod update;
mod version;
mod view;
mod weights;

pub use access::NewAccessRule;
pub use create::NewProxy;
pub use flavors::ProxyFlavorOffer;
pub use nodes::NewProxyNodes;
pub use parameters::ParameterView;
pub use rules::NewNodesRequest;
pub use update::{ParameterValue, ProxyUpdate};
pub use version::{ProxyVersions, Upgrade};
pub use view::{DbNodeView, ProxyNodeView, ProxyView};
pub use weights::{NewWeight, NewWeights};
