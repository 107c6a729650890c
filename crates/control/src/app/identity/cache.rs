//! Values that may be a few seconds old.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How old a value may be.
const LIFETIME: Duration = Duration::from_secs(5);

/// How many values are kept. Only what exists is kept, so a caller cannot fill it with inventions.
const CAPACITY: usize = 4096;

/// A map that forgets.
pub(super) struct Cache<K, V> {
    entries: Mutex<HashMap<K, Entry<V>>>,
}

struct Entry<V> {
    value: V,
    since: Instant,
}

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self {
            entries: Mutex::default(),
        }
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Cache<K, V> {
    /// The value of a key: the remembered one, or what `fetch` finds. That there is none is not
    /// remembered.
    pub(super) async fn get_or_fetch<E>(
        &self,
        key: &K,
        fetch: impl Future<Output = Result<Option<V>, E>>,
    ) -> Result<Option<V>, E> {
        if let Some(value) = self.get(key, Instant::now()) {
            return Ok(Some(value));
        }
        // Taken before the look-up: the value is as old as the question.
        let since = Instant::now();
        let found = fetch.await?;
        if let Some(value) = &found {
            self.insert(key.clone(), value.clone(), since);
        }
        Ok(found)
    }

    fn get(&self, key: &K, now: Instant) -> Option<V> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get(key)?;
        entry.is_fresh(now).then(|| entry.value.clone())
    }

    fn insert(&self, key: K, value: V, since: Instant) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= CAPACITY {
            entries.retain(|_, entry| entry.is_fresh(since));
        }
        if entries.len() >= CAPACITY {
            entries.clear();
        }
        entries.insert(key, Entry { value, since });
    }
}

impl<V> Entry<V> {
    fn is_fresh(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.since) < LIFETIME
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_expire() {
        let cache = Cache::default();
        let start = Instant::now();
        cache.insert("k", 1, start);
        assert_eq!(cache.get(&"k", start + LIFETIME / 2), Some(1));
        assert_eq!(cache.get(&"k", start + LIFETIME), None);
        assert_eq!(cache.get(&"other", start), None);
    }

    #[test]
    fn the_number_of_values_is_bounded() {
        let cache = Cache::default();
        let start = Instant::now();
        for key in 0..CAPACITY {
            cache.insert(key, (), start);
        }
        cache.insert(CAPACITY, (), start + LIFETIME);
        assert_eq!(cache.entries.lock().unwrap().len(), 1);
        for key in 0..=CAPACITY {
            cache.insert(key, (), start + LIFETIME);
        }
        assert!(cache.entries.lock().unwrap().len() <= CAPACITY);
    }

    #[tokio::test]
    async fn only_what_exists_is_remembered() {
        let cache = Cache::default();
        let fetched = |value: Option<u8>| async move { Ok::<_, ()>(value) };
        assert_eq!(cache.get_or_fetch(&"k", fetched(None)).await, Ok(None));
        assert_eq!(
            cache.get_or_fetch(&"k", fetched(Some(1))).await,
            Ok(Some(1))
        );
        assert_eq!(
            cache.get_or_fetch(&"k", fetched(Some(2))).await,
            Ok(Some(1))
        );
    }
}
