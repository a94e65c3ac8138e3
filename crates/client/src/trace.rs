//! What leaves the client, for whoever wants to see it.

use url::Url;

/// A request as it is about to be sent.
///
/// Headers are those that say something: how the body is written, authorization, cookies. What
/// HTTP itself adds, such as `Host`, is left out.
#[derive(Clone, Copy, Debug)]
pub struct SentRequest<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The whole URL.
    pub url: &'a Url,
    /// Names in lower case, and values.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body; empty without one.
    pub body: &'a [u8],
}
