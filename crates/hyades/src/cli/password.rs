//! Passwords: read from standard input, a file or the terminal, or generated. Never an argument.

use std::io::IsTerminal;
use std::path::Path;

use hyades_types::Secret;
use rand::RngExt;
use serde_json::Value;

use super::args::PasswordArgs;
use super::exit::Failure;
use super::output::{Output, print};

/// Letters and digits that are not mistaken for each other, and the marks that need no quoting in
/// a shell or a URL.
const ALPHABET: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_";
const LENGTH: usize = 24;

/// A password and where it came from.
pub(crate) struct Password {
    /// The password.
    pub(crate) secret: Secret,
    /// Nobody knows it yet, so it has to be shown.
    pub(crate) generated: bool,
}

impl Password {
    /// Shows a generated password: the only time that it is. Programs find it in the answer.
    pub(crate) fn announce(&self, answer: &mut Value, output: Output) -> Result<(), Failure> {
        if !self.generated {
            return Ok(());
        }
        if output.is_json() {
            answer["password"] = Value::from(self.secret.expose());
            return Ok(());
        }
        output.remark("password of root, shown only now:");
        print(self.secret.expose())
    }
}

/// Takes the password from where the options say; generates one when they say nothing.
pub(crate) fn obtain(args: &PasswordArgs) -> Result<Password, Failure> {
    let text = match &args.password_file {
        Some(path) => read_file(path)?,
        None if !args.password_stdin => {
            return Ok(Password {
                secret: generate(),
                generated: true,
            });
        }
        None if std::io::stdin().is_terminal() => ask()?,
        None => read_stdin()?,
    };
    let secret = Secret::new(text);
    if secret.expose().is_empty() {
        return Err(Failure::Usage("the password is empty".to_owned()));
    }
    Ok(Password {
        secret,
        generated: false,
    })
}

fn read_file(path: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path).map_err(|source| Failure::Io {
        action: format!("read the password from {}", path.display()),
        source,
    })?;
    Ok(first_line(&text))
}

fn read_stdin() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin()
        .read_line(&mut text)
        .map_err(failed("read the password"))?;
    Ok(first_line(&text))
}

fn ask() -> Result<String, Failure> {
    let password = ask_once("password: ")?;
    if ask_once("again: ")? == password {
        Ok(password)
    } else {
        Err(Failure::Usage("the two passwords differ".to_owned()))
    }
}

fn ask_once(prompt: &str) -> Result<String, Failure> {
    let terminal = console::Term::stderr();
    terminal
        .write_str(prompt)
        .map_err(failed("ask for the password"))?;
    terminal
        .read_secure_line()
        .map_err(failed("read the password"))
}

fn failed(action: &str) -> impl FnOnce(std::io::Error) -> Failure {
    move |source| Failure::Io {
        action: action.to_owned(),
        source,
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// A password that every rule of the API accepts, and that begins with a letter.
fn generate() -> Secret {
    let mut rng = rand::rng();
    loop {
        let bytes = (0..LENGTH).map(|_| ALPHABET[rng.random_range(0..ALPHABET.len())]);
        let candidate: String = bytes.map(char::from).collect();
        if is_strong(&candidate) {
            return Secret::new(candidate);
        }
    }
}

fn is_strong(text: &str) -> bool {
    let kinds: [fn(&char) -> bool; 4] = [
        char::is_ascii_lowercase,
        char::is_ascii_uppercase,
        char::is_ascii_digit,
        char::is_ascii_punctuation,
    ];
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && kinds.iter().all(|kind| text.chars().any(|c| kind(&c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_passwords() {
        let (one, two) = (generate(), generate());
        assert_ne!(one.expose(), two.expose());
        assert_eq!(one.expose().len(), LENGTH);
        assert!(is_strong(one.expose()));
        assert!(!is_strong("-Aa1aaaa"));
        assert!(!is_strong("aaaa1111-"));
    }

    #[test]
    fn first_lines() {
        assert_eq!(first_line("secret\r\nsecond\n"), "secret");
        assert_eq!(first_line(" keeps blanks "), " keeps blanks ");
        assert_eq!(first_line(""), "");
    }
}
