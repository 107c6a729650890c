//! The only source of randomness: the process-wide generator, seeded by the operating system.

use rand::RngExt;

/// Random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill(&mut bytes);
    bytes
}

/// A text of `len` characters, each drawn evenly from an ASCII `alphabet` that is not empty.
pub(crate) fn text(alphabet: &[u8], len: usize) -> String {
    let mut rng = rand::rng();
    (0..len)
        .map(|_| char::from(alphabet[rng.random_range(0..alphabet.len())]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differs_each_time() {
        assert_ne!(bytes::<32>(), bytes::<32>());
        assert_ne!(text(b"0123456789", 40), text(b"0123456789", 40));
    }

    #[test]
    fn keeps_to_the_alphabet() {
        let text = text(b"xyz", 200);
        assert_eq!(text.len(), 200);
        assert!(["x", "y", "z"].iter().all(|c| text.contains(c)));
        assert!(text.bytes().all(|b| b"xyz".contains(&b)));
    }
}
