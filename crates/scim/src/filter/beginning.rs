//! What begins with a text, as a range of keys.

/// The first text, in the order of its bytes, that is greater than every text that begins with `text`. None if there is
/// no such text.
///
/// ```
/// assert_eq!(scim::filter::after_beginning("ab").as_deref(), Some("ac"));
/// ```
pub fn after_beginning(text: &str) -> Option<String> {
    let mut chars: Vec<char> = text.chars().collect();
    while let Some(last) = chars.pop() {
        // Past the surrogates, which are no characters.
        let next = match last {
            '\u{D7FF}' => Some('\u{E000}'),
            other => char::from_u32(u32::from(other) + 1),
        };
        if let Some(next) = next {
            chars.push(next);
            return Some(chars.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_before_the_next_character() {
        assert_eq!(after_beginning("ab").as_deref(), Some("ac"));
        assert_eq!(after_beginning("a\u{D7FF}").as_deref(), Some("a\u{E000}"));
        assert_eq!(after_beginning("a\u{10FFFF}").as_deref(), Some("b"));
        assert_eq!(after_beginning("\u{10FFFF}"), None);
        assert_eq!(after_beginning(""), None);
    }
}
