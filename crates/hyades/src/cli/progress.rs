//! A progress bar for the job that is waited for.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::output::Output;

const TEMPLATE: &str = "{spinner} {msg} [{bar:30}] {pos:>3}% {elapsed}";

/// A bar on standard error; nothing where that is no terminal, or is to be quiet.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// An empty bar.
    pub(crate) fn new(output: Output) -> Self {
        let shown = std::io::stderr().is_terminal() && !output.is_quiet();
        Self {
            bar: shown.then(bar),
        }
    }

    /// Shows what the job is called and how far it is (`60%`; empty: as before).
    pub(crate) fn update(&self, name: &str, process: &str) {
        let Some(bar) = &self.bar else { return };
        bar.set_message(name.to_owned());
        if let Some(percent) = percent(process) {
            bar.set_position(percent);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(100);
    if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

fn percent(process: &str) -> Option<u64> {
    let number: u64 = process.trim().trim_end_matches('%').trim().parse().ok()?;
    Some(number.min(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages() {
        assert_eq!(percent("60%"), Some(60));
        assert_eq!(percent("100 %"), Some(100));
        assert_eq!(percent("250%"), Some(100));
        assert_eq!(percent(""), None);
        assert_eq!(percent("soon"), None);
    }

    #[test]
    fn template_is_valid() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }
}
