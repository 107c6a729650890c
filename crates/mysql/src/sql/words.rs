//! Words in any case: short lists of them, and tables that are built at compile time.

/// Whether `word` is one of a few words.
pub(super) fn one_of(word: &[u8], words: &[&str]) -> bool {
    words
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
}

/// Words, separated by blanks, and what is known of them.
pub(super) type Group<T> = (&'static str, T);

/// Open addressing over a power of two of slots.
pub(super) struct WordTable<T: 'static, const SLOTS: usize> {
    slots: [Slot; SLOTS],
    groups: &'static [Group<T>],
}

/// Where a word stands. A length of 0 is a free slot.
#[derive(Clone, Copy)]
struct Slot {
    group: u8,
    length: u8,
    start: u16,
}

impl<T: Copy + 'static, const SLOTS: usize> WordTable<T, SLOTS> {
    /// `SLOTS` has to be a power of two and larger than the number of words.
    pub(super) const fn new(groups: &'static [Group<T>]) -> Self {
        assert!(SLOTS.is_power_of_two());
        let mut slots = [Slot {
            group: 0,
            length: 0,
            start: 0,
        }; SLOTS];
        let mut group = 0;
        while group < groups.len() {
            let text = groups[group].0.as_bytes();
            let mut start = 0;
            while start < text.len() {
                let mut end = start;
                while end < text.len() && !text[end].is_ascii_whitespace() {
                    end += 1;
                }
                if end > start {
                    let (_, rest) = text.split_at(start);
                    let (word, _) = rest.split_at(end - start);
                    let mut slot = hash(word) % SLOTS;
                    while slots[slot].length != 0 {
                        slot = (slot + 1) % SLOTS;
                    }
                    slots[slot] = Slot {
                        group: group as u8,
                        length: word.len() as u8,
                        start: start as u16,
                    };
                }
                start = end + 1;
            }
            group += 1;
        }
        Self { slots, groups }
    }

    /// What is known of `word`.
    #[inline]
    pub(super) fn get(&self, word: &[u8]) -> Option<T> {
        let mut at = hash(word) % SLOTS;
        loop {
            let Slot {
                group,
                length,
                start,
            } = self.slots[at];
            if length == 0 {
                return None;
            }
            if usize::from(length) == word.len() {
                let (words, value) = self.groups[usize::from(group)];
                let start = usize::from(start);
                if words.as_bytes()[start..start + word.len()].eq_ignore_ascii_case(word) {
                    return Some(value);
                }
            }
            at = (at + 1) % SLOTS;
        }
    }
}

/// FNV-1a of the bytes with the bit set that makes letters small; other characters of names stay apart well enough. Long words
/// are told apart by their ends.
const fn hash(word: &[u8]) -> usize {
    let mut hash = 0x811c_9dc5_u32;
    let mut index = word.len().saturating_sub(12);
    while index < word.len() {
        hash = (hash ^ (word[index] | 0x20) as u32).wrapping_mul(0x0100_0193);
        index += 1;
    }
    (hash ^ (hash >> 15)) as usize
}
