//! Secrets that need not be stored, because they follow from a key.

use hyades_types::Secret;
use zeroize::Zeroizing;

use crate::mac::hmac_sha256;

/// Keeps these derivations apart from any other use of the same key, and names their version.
const LABEL: &[u8] = b"hyades-derive-1";

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Characters in a derived password: 190 bits, and no more than MySQL takes.
const PASSWORD_CHARS: usize = 32;

/// The key for one purpose and whatever `parts` name; the same arguments give the same key.
pub fn derive(key: &[u8; 32], purpose: &str, parts: &[&str]) -> [u8; 32] {
    let mut message = LABEL.to_vec();
    for part in std::iter::once(&purpose).chain(parts) {
        // The length in front keeps ("ab", "c") and ("a", "bc") apart.
        message.extend_from_slice(&(part.len() as u64).to_be_bytes());
        message.extend_from_slice(part.as_bytes());
    }
    hmac_sha256(key, &[&message])
}

/// A password of 32 letters and digits for one purpose, such as an internal MySQL account.
pub fn derive_password(key: &[u8; 32], purpose: &str, parts: &[&str]) -> Secret {
    let seed = Zeroizing::new(derive(key, purpose, parts));
    let mut password = String::with_capacity(PASSWORD_CHARS);
    let mut block = 0u32;
    while password.len() < PASSWORD_CHARS {
        let bytes = Zeroizing::new(hmac_sha256(&*seed, &[&block.to_be_bytes()]));
        password.extend(
            bytes
                .iter()
                .copied()
                .filter_map(letter)
                .take(PASSWORD_CHARS - password.len()),
        );
        block += 1;
    }
    Secret::new(password)
}

/// The character that a byte stands for. Bytes above the last whole multiple of the alphabet's
/// size are passed over: with them, some characters would come up more often than others.
fn letter(byte: u8) -> Option<char> {
    let whole = ALPHABET.len() * (256 / ALPHABET.len());
    let index = usize::from(byte);
    (index < whole).then(|| char::from(ALPHABET[index % ALPHABET.len()]))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const KEY: [u8; 32] = [9; 32];

    #[test]
    fn every_argument_counts() {
        let base = derive(&KEY, "mysql", &["a", "bc"]);
        assert_eq!(base, derive(&KEY, "mysql", &["a", "bc"]));
        let others = [
            derive(&[8; 32], "mysql", &["a", "bc"]),
            derive(&KEY, "seal", &["a", "bc"]),
            derive(&KEY, "mysql", &["ab", "c"]),
            derive(&KEY, "mysql", &["a", "bc", ""]),
            derive(&KEY, "mysqla", &["bc"]),
        ];
        assert!(!others.contains(&base));
        assert_eq!(HashSet::from(others).len(), 5);
    }

    /// Stored nowhere, so a change of the derivation would lock us out of running servers. The value
    /// was computed apart, with Python's hmac.
    #[test]
    fn derivation_is_frozen() {
        assert_eq!(
            derive_password(&KEY, "mysql", &["admin", "node"]).expose(),
            "pyXi868ySTbLMXgvEk5erMWGA88iGxmE"
        );
    }

    #[test]
    fn passwords_are_letters_and_digits() {
        for node in 0..200 {
            let password = derive_password(&KEY, "mysql", &[&node.to_string()]);
            assert_eq!(password.expose().len(), PASSWORD_CHARS);
            assert!(password.expose().bytes().all(|b| b.is_ascii_alphanumeric()));
        }
    }
}
