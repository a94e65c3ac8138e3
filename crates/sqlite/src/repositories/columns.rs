//! From columns to the domain's types. What does not fit was not stored by this program.

use std::str::FromStr;

use identity::{EmailAddress, Stamp, Username};
use kernel::{Timestamp, TokenHash};

use crate::backend::Failure;

/// An id or another text with a form.
pub(crate) fn text<T: FromStr>(column: &str, text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::corrupt(column))
}

/// A username.
pub(crate) fn username(column: &str, text: &str) -> Result<Username, Failure> {
    Username::parse(text).map_err(|_| Failure::corrupt(column))
}

/// An e-mail address.
pub(crate) fn email(column: &str, text: &str) -> Result<EmailAddress, Failure> {
    EmailAddress::parse(text).map_err(|_| Failure::corrupt(column))
}

/// Bytes of a fixed number.
pub(crate) fn bytes<const N: usize>(column: &str, bytes: &[u8]) -> Result<[u8; N], Failure> {
    bytes.try_into().map_err(|_| Failure::corrupt(column))
}

/// The hash of a token.
pub(crate) fn token(column: &str, stored: &[u8]) -> Result<TokenHash, Failure> {
    bytes(column, stored).map(TokenHash::from_bytes)
}

/// The hash of a token that may not be there.
pub(crate) fn optional_token(
    column: &str,
    stored: Option<&[u8]>,
) -> Result<Option<TokenHash>, Failure> {
    stored.map(|stored| token(column, stored)).transpose()
}

/// A count or a version.
pub(crate) fn count(column: &str, number: i64) -> Result<u32, Failure> {
    number.try_into().map_err(|_| Failure::corrupt(column))
}

/// A moment.
pub(crate) const fn moment(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

/// When, from where (in `column`) and with what something was done.
pub(crate) fn stamp(
    column: &str,
    at: i64,
    from: Option<&str>,
    user_agent: Option<String>,
) -> Result<Stamp, Failure> {
    Ok(Stamp {
        at: moment(at),
        ip: from.map(|from| text(column, from)).transpose()?,
        user_agent,
    })
}
