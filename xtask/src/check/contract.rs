//! Every implemented operation has a contract test: its id occurs in `tests/conformance`.

use std::fs;
use std::path::Path;

use anyhow::Result;
use hyades_api::implemented::IMPLEMENTED;

/// Implemented operations that no contract test names.
pub(super) fn problems(root: &Path) -> Result<Vec<String>> {
    let tests = python_files(&root.join("tests/conformance"))?;
    if tests.is_empty() {
        println!("tests/conformance has no tests yet: contract coverage is not checked");
        return Ok(Vec::new());
    }
    let uncovered = uncovered(IMPLEMENTED, &tests);
    let problem = |operation| format!("{operation}: no test in tests/conformance names it");
    Ok(uncovered.into_iter().map(problem).collect())
}

fn python_files(directory: &Path) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    if !directory.is_dir() {
        return Ok(texts);
    }
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "py") {
            texts.push(fs::read_to_string(path)?);
        }
    }
    Ok(texts)
}

/// The operations whose id stands in none of the texts.
fn uncovered<'o>(operations: &[&'o str], texts: &[String]) -> Vec<&'o str> {
    let covered = |operation: &str| texts.iter().any(|text| has_word(text, operation));
    let open = operations.iter().filter(|operation| !covered(operation));
    open.copied().collect()
}

/// Whether the text has the word, and not only as a part of a longer one (`ShowInstanceV3`).
fn has_word(text: &str, word: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(word).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + word.len()..].chars().next();
        !inside(before) && !inside(after)
    })
}

#[cfg(test)]
mod tests {
    use super::uncovered;

    #[test]
    fn whole_ids_count() {
        let texts = ["# ShowInstanceV3\n", "covers(\"CreateInstance\")"].map(str::to_owned);
        let operations = [
            "CreateInstance",
            "ShowInstance",
            "ShowInstanceV3",
            "ShowJob",
        ];
        assert_eq!(uncovered(&operations, &texts), ["ShowInstance", "ShowJob"]);
    }
}
