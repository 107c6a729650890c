//! How much of the documentation is implemented.

use std::fmt::Write;

use hyades_api::endpoint::Endpoint;
use hyades_api::implemented::IMPLEMENTED;
use hyades_api::table;

/// A table by chapter, in the order of the documentation.
pub(crate) fn report() -> String {
    let mut chapters: Vec<Chapter> = Vec::new();
    for family in table::FAMILIES {
        for endpoint in family.endpoints {
            match chapters.iter_mut().find(|c| c.name == endpoint.chapter()) {
                Some(chapter) => chapter.add(endpoint),
                None => {
                    let mut chapter = Chapter::new(endpoint.chapter(), family.title);
                    chapter.add(endpoint);
                    chapters.push(chapter);
                }
            }
        }
    }
    let mut report = String::from("chapter   implemented  what\n");
    let mut sum = Chapter::new("all", "");
    for chapter in &chapters {
        sum.implemented += chapter.implemented;
        sum.total += chapter.total;
        chapter.write(&mut report);
    }
    sum.write(&mut report);
    report
}

struct Chapter {
    name: &'static str,
    title: &'static str,
    implemented: usize,
    total: usize,
}

impl Chapter {
    fn new(name: &'static str, title: &'static str) -> Self {
        Self {
            name,
            title,
            implemented: 0,
            total: 0,
        }
    }

    fn add(&mut self, endpoint: &Endpoint) {
        self.total += 1;
        self.implemented += usize::from(IMPLEMENTED.contains(&endpoint.operation));
    }

    fn write(&self, report: &mut String) {
        let figures = format!("{}/{}", self.implemented, self.total);
        let line = format!("{:<9} {figures:>11}  {}", self.name, self.title);
        // Writing to a string cannot fail.
        let _ = writeln!(report, "{}", line.trim_end());
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_chapter_has_a_line_and_all_add_up() {
        let report = super::report();
        assert!(
            report.contains("\n4.17              0/2  Multi-tenancy\n"),
            "{report}"
        );
        // Rises with every operation: a smaller number means that one was lost.
        let last: Vec<_> = report.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(last, ["all", "89/251"]);
    }
}
