//! Which availability zone each node of an instance goes to.

use hyades_types::model::AzMode;

/// The zones of `count` nodes, the primary's first: all the primary's for a single-zone instance,
/// else each next zone in turn.
pub fn spread(zones: &[String], primary: &str, mode: AzMode, count: usize) -> Vec<String> {
    let first = zones.iter().position(|zone| zone == primary).unwrap_or(0);
    let step = match mode {
        AzMode::Single => 0,
        AzMode::Multi => 1,
    };
    (0..count)
        .map(|node| {
            let place = (first + node * step) % zones.len().max(1);
            zones
                .get(place)
                .cloned()
                .unwrap_or_else(|| primary.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_stays_and_multi_takes_turns() {
        let zones = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(spread(&zones, "b", AzMode::Single, 3), ["b", "b", "b"]);
        assert_eq!(spread(&zones, "b", AzMode::Multi, 4), ["b", "c", "a", "b"]);
    }
}
