//! From words to a filter, by recursive descent with a counted depth.

use super::lexer::{self, Token};
use super::{Filter, Literal, MAX_COMPARISONS, MAX_DEPTH, MAX_LENGTH, Operator};
use crate::attribute_path::is_name;
use crate::patch::Path;
use crate::{AttributePath, ScimError, ScimType};

/// Reads one text. It looks one word ahead.
pub(crate) struct Parser<'a> {
    rest: &'a str,
    ahead: Option<Token>,
    depth: usize,
    comparisons: usize,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(text: &'a str) -> Result<Self, ScimError> {
        if text.len() > MAX_LENGTH {
            return Err(refuse(format!("expected at most {MAX_LENGTH} bytes")));
        }
        let mut parser = Self {
            rest: text,
            ahead: None,
            depth: 0,
            comparisons: 0,
        };
        parser.advance()?;
        Ok(parser)
    }

    /// `or` binds least: a list of conjunctions.
    pub(crate) fn filter(&mut self) -> Result<Filter, ScimError> {
        let mut alternatives = vec![self.conjunction()?];
        while self.takes_word("or")? {
            alternatives.push(self.conjunction()?);
        }
        Ok(Filter::any(alternatives))
    }

    /// The whole text has been read.
    pub(crate) fn end(&self) -> Result<(), ScimError> {
        match &self.ahead {
            None => Ok(()),
            Some(token) => Err(refuse(format!(
                "expected the end instead of {}",
                show(token)
            ))),
        }
    }

    fn conjunction(&mut self) -> Result<Filter, ScimError> {
        let mut terms = vec![self.term()?];
        while self.takes_word("and")? {
            terms.push(self.term()?);
        }
        Ok(Filter::all(terms))
    }

    fn term(&mut self) -> Result<Filter, ScimError> {
        if self.takes(&Token::Open)? {
            return self.deeper(&Token::Close);
        }
        let word = self.word("an attribute")?;
        // An attribute may be called `not`; what follows tells.
        if word.eq_ignore_ascii_case("not") && self.takes(&Token::Open)? {
            return Ok(Filter::Not(Box::new(self.deeper(&Token::Close)?)));
        }
        let attribute = attribute(&word)?;
        if self.takes(&Token::OpenElement)? {
            return self.element(attribute);
        }
        self.comparison(attribute)
    }

    /// `emails[…]`, or `emails[…].value eq …`, which says the same as `emails[… and value eq …]`.
    fn element(&mut self, attribute: AttributePath) -> Result<Filter, ScimError> {
        let condition = self.brackets()?;
        let condition = match self.dot()? {
            None => condition,
            Some(name) => {
                let further = self.comparison(self::attribute(&name)?)?;
                Filter::all(vec![condition, further])
            }
        };
        Ok(Filter::Element(attribute, Box::new(condition)))
    }

    /// What stands between brackets, of which the first has been read.
    fn brackets(&mut self) -> Result<Filter, ScimError> {
        let condition = self.deeper(&Token::CloseElement)?;
        if is_flat(&condition) {
            Ok(condition)
        } else {
            let detail = "inside brackets, expected attributes without brackets and dots";
            Err(refuse(detail))
        }
    }

    /// The path of a PATCH operation: an attribute, perhaps with brackets, perhaps with a part inside.
    pub(crate) fn path(&mut self) -> Result<Path, ScimError> {
        let attribute = attribute(&self.word("an attribute")?)?;
        let path = if self.takes(&Token::OpenElement)? {
            Path::Elements {
                attribute,
                filter: self.brackets()?,
                sub: self.dot()?,
            }
        } else {
            Path::Attribute(attribute)
        };
        self.end()?;
        Ok(path)
    }

    /// The filter up to `closing`.
    fn deeper(&mut self, closing: &Token) -> Result<Filter, ScimError> {
        if self.depth == MAX_DEPTH {
            return Err(refuse(format!("expected at most {MAX_DEPTH} levels")));
        }
        self.depth += 1;
        let filter = self.filter()?;
        self.depth -= 1;
        if self.takes(closing)? {
            Ok(filter)
        } else {
            Err(self.unexpected(if *closing == Token::Close {
                "')'"
            } else {
                "']'"
            }))
        }
    }

    fn comparison(&mut self, attribute: AttributePath) -> Result<Filter, ScimError> {
        self.comparisons += 1;
        if self.comparisons > MAX_COMPARISONS {
            return Err(refuse(format!(
                "expected at most {MAX_COMPARISONS} comparisons"
            )));
        }
        let word = self.word("an operator")?;
        if word.eq_ignore_ascii_case("pr") {
            return Ok(Filter::Present(attribute));
        }
        let known = Operator::ALL
            .iter()
            .find(|(text, _)| word.eq_ignore_ascii_case(text));
        let Some((_, operator)) = known else {
            let expected = "expected eq, ne, co, sw, ew, pr, gt, ge, lt or le";
            return Err(refuse(format!("{expected} instead of '{word}'")));
        };
        Ok(Filter::Compare(attribute, *operator, self.literal()?))
    }

    fn literal(&mut self) -> Result<Literal, ScimError> {
        let literal = match &self.ahead {
            Some(Token::Value(literal)) => literal.clone(),
            Some(Token::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "true" => Literal::Boolean(true),
                "false" => Literal::Boolean(false),
                "null" => Literal::Null,
                _ => return Err(self.unexpected("a value (a text goes in double quotes)")),
            },
            _ => return Err(self.unexpected("a value")),
        };
        self.advance()?;
        Ok(literal)
    }

    /// The name after a closing bracket, if there is one.
    fn dot(&mut self) -> Result<Option<String>, ScimError> {
        let Some(Token::Dot(name)) = &self.ahead else {
            return Ok(None);
        };
        let name = name.clone();
        if !is_name(&name) {
            return Err(refuse(format!("'.{name}' is not a sub-attribute")));
        }
        self.advance()?;
        Ok(Some(name))
    }

    /// The next word, whatever it says.
    fn word(&mut self, expected: &str) -> Result<String, ScimError> {
        match &self.ahead {
            Some(Token::Word(word)) => {
                let word = word.clone();
                self.advance()?;
                Ok(word)
            }
            _ => Err(self.unexpected(expected)),
        }
    }

    fn takes_word(&mut self, wanted: &str) -> Result<bool, ScimError> {
        let is_it =
            matches!(&self.ahead, Some(Token::Word(word)) if word.eq_ignore_ascii_case(wanted));
        if is_it {
            self.advance()?;
        }
        Ok(is_it)
    }

    fn takes(&mut self, wanted: &Token) -> Result<bool, ScimError> {
        let is_it = self.ahead.as_ref() == Some(wanted);
        if is_it {
            self.advance()?;
        }
        Ok(is_it)
    }

    fn advance(&mut self) -> Result<(), ScimError> {
        self.ahead = lexer::next(&mut self.rest).map_err(refuse)?;
        Ok(())
    }

    fn unexpected(&self, expected: &str) -> ScimError {
        match &self.ahead {
            Some(token) => refuse(format!("expected {expected} instead of {}", show(token))),
            None => refuse(format!("expected {expected} at the end")),
        }
    }
}

/// Only plain comparisons of attributes without a dot: what may stand inside brackets.
fn is_flat(filter: &Filter) -> bool {
    match filter {
        Filter::Compare(attribute, ..) | Filter::Present(attribute) => {
            attribute.sub.is_none() && attribute.schema.is_none()
        }
        Filter::And(filters) | Filter::Or(filters) => filters.iter().all(is_flat),
        Filter::Not(filter) => is_flat(filter),
        Filter::Element(..) => false,
    }
}

fn attribute(word: &str) -> Result<AttributePath, ScimError> {
    AttributePath::parse(word).map_err(|error| refuse(error.to_string()))
}

fn show(token: &Token) -> String {
    match token {
        Token::Open => "'('".to_owned(),
        Token::Close => "')'".to_owned(),
        Token::OpenElement => "'['".to_owned(),
        Token::CloseElement => "']'".to_owned(),
        Token::Dot(name) => format!("'.{name}'"),
        Token::Word(word) => format!("'{word}'"),
        Token::Value(_) => "a value".to_owned(),
    }
}

fn refuse(detail: impl Into<String>) -> ScimError {
    ScimError::bad(
        ScimType::InvalidFilter,
        format!("filter: {}", detail.into()),
    )
}
