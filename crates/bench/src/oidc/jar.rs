//! The cookies of a browser.

use std::collections::BTreeMap;
use std::fmt;

/// Cookies of one site, by name.
#[derive(Debug, Default)]
pub(super) struct Jar(BTreeMap<String, String>);

impl Jar {
    /// Keeps what an answer sets (`Set-Cookie`), and forgets what it empties.
    pub(super) fn keep(&mut self, set: &[String]) {
        for cookie in set {
            let pair = cookie.split(';').next().unwrap_or_default();
            match pair.trim().split_once('=') {
                Some((name, "")) => drop(self.0.remove(name)),
                Some((name, value)) => drop(self.0.insert(name.to_owned(), value.to_owned())),
                None => {}
            }
        }
    }
}

/// As a request carries them.
impl fmt::Display for Jar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (name, value)) in self.0.iter().enumerate() {
            let gap = if number == 0 { "" } else { "; " };
            write!(f, "{gap}{name}={value}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_sent_until_it_is_emptied() {
        let mut jar = Jar::default();
        jar.keep(&["b=2; Path=/; HttpOnly".to_owned(), "a=x=y".to_owned()]);
        assert_eq!(jar.to_string(), "a=x=y; b=2");
        jar.keep(&["b=; Max-Age=0".to_owned()]);
        assert_eq!(jar.to_string(), "a=x=y");
    }
}
