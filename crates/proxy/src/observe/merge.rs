//! One text of metrics from those of several processes.

use std::collections::BTreeMap;

const HELP: &str = "# HELP ";
const TYPE: &str = "# TYPE ";

/// Puts texts together so that all series of a name stand under one heading.
pub(crate) fn merge<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut families: BTreeMap<&str, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
    for text in texts {
        let mut family = "";
        for line in text.lines() {
            let heading = line.strip_prefix(HELP).or_else(|| line.strip_prefix(TYPE));
            match heading {
                Some(rest) => {
                    family = rest.split(' ').next().unwrap_or_default();
                    let (headings, _) = families.entry(family).or_default();
                    if !headings.contains(&line) {
                        headings.push(line);
                    }
                }
                None => families.entry(family).or_default().1.push(line),
            }
        }
    }
    let lines = families
        .values()
        .flat_map(|(headings, samples)| headings.iter().chain(samples));
    lines.flat_map(|line| [*line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::merge;

    #[test]
    fn families_are_not_torn_apart() {
        let one =
            "# HELP a A\n# TYPE a gauge\na{p=\"1\"} 1\n# HELP b B\n# TYPE b gauge\nb{p=\"1\"} 2\n";
        let two = "# HELP a A\n# TYPE a gauge\na{p=\"2\"} 3\n";
        let both = "# HELP a A\n# TYPE a gauge\na{p=\"1\"} 1\na{p=\"2\"} 3\n# HELP b B\n# TYPE b gauge\nb{p=\"1\"} 2\n";
        assert_eq!(merge([one, two]), both);
        assert_eq!(merge([]), "");
    }
}
