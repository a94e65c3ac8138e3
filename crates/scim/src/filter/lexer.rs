//! From characters to words.

use serde_json::Number;

use super::Literal;

/// A word of the filter language.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    Open,
    Close,
    OpenElement,
    CloseElement,
    /// What follows `]` in a path: a dot and a name.
    Dot(String),
    /// A name, an operator, or `and`, `or`, `not`.
    Word(String),
    /// A value in quotes, or a number.
    Value(Literal),
}

/// Takes the next token off `rest`; none at the end.
pub(crate) fn next(rest: &mut &str) -> Result<Option<Token>, String> {
    *rest = rest.trim_start_matches(' ');
    let Some(first) = rest.chars().next() else {
        return Ok(None);
    };
    let single = match first {
        '(' => Some(Token::Open),
        ')' => Some(Token::Close),
        '[' => Some(Token::OpenElement),
        ']' => Some(Token::CloseElement),
        _ => None,
    };
    if let Some(token) = single {
        *rest = rest.get(1..).unwrap_or_default();
        return Ok(Some(token));
    }
    if first == '"' {
        return string(rest).map(Some);
    }
    let end = rest
        .find(|c: char| " ()[]\"".contains(c))
        .unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    *rest = after;
    Ok(Some(read(word)))
}

fn read(word: &str) -> Token {
    if let Some(name) = word.strip_prefix('.') {
        return Token::Dot(name.to_owned());
    }
    match number(word) {
        Some(number) => Token::Value(Literal::Number(number)),
        None => Token::Word(word.to_owned()),
    }
}

/// A JSON number (RFC 8259, section 6). One with a fraction is read to its last digit, which JSON
/// parsers spare themselves.
fn number(word: &str) -> Option<Number> {
    let number: Number = serde_json::from_str(word).ok()?;
    if number.is_f64() {
        Number::from_f64(word.parse().ok()?)
    } else {
        Some(number)
    }
}

/// A JSON string (RFC 8259, section 7).
fn string(rest: &mut &str) -> Result<Token, String> {
    let mut is_escaped = false;
    let closing = rest.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        ends
    });
    let Some((end, _)) = closing else {
        return Err("a text has no closing quote".to_owned());
    };
    let (quoted, after) = rest.split_at(end + 1);
    *rest = after;
    match serde_json::from_str::<String>(quoted) {
        Ok(text) if text.contains('\0') => Err("a text has a NUL".to_owned()),
        Ok(text) => Ok(Token::Value(Literal::String(text))),
        Err(_) => Err(format!("{quoted} is not a JSON string")),
    }
}
