//! The key of a deployment.

use hyades_types::Secret;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::random;

/// The one secret that a deployment keeps in a file of its own: everything else that is secret is
/// derived from it or sealed with it. Prints as `***`, is wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DeploymentKey([u8; 32]);

/// A text that is no deployment key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a deployment key is 64 hexadecimal digits")]
pub struct InvalidKey;

impl DeploymentKey {
    /// A new random key.
    pub fn generate() -> Self {
        Self(random::bytes())
    }

    /// Reads the content of a key file; white space around the digits is ignored.
    pub fn from_hex(text: &str) -> Result<Self, InvalidKey> {
        let mut key = Self([0; 32]);
        hex::decode_to_slice(text.trim(), &mut key.0).map_err(|_| InvalidKey)?;
        Ok(key)
    }

    /// The content of a key file.
    pub fn to_hex(&self) -> Secret {
        Secret::new(hex::encode(self.0))
    }

    /// The key itself.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for DeploymentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_its_file() {
        let key = DeploymentKey::generate();
        let file = format!("{}\n", key.to_hex().expose());
        assert_eq!(DeploymentKey::from_hex(&file).unwrap().bytes(), key.bytes());
    }

    #[test]
    fn refuses_other_texts() {
        for text in [
            "",
            "00",
            &"0".repeat(63),
            &"0".repeat(66),
            &"g".repeat(64),
            &"é".repeat(32),
        ] {
            assert_eq!(
                DeploymentKey::from_hex(text).err(),
                Some(InvalidKey),
                "{text}"
            );
        }
    }

    #[test]
    fn never_prints() {
        assert_eq!(format!("{:?}", DeploymentKey::generate()), "***");
    }
}
