//! Forms of our own pages, and of nobody else's: every form carries a token that belongs to a cookie of the
//! browser, and comes from this origin.

use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::header::{HeaderValue, ORIGIN};
use actix_web::{FromRequest, HttpRequest, web};
use kernel::{PlainToken, Random, fingerprint};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq as _;
use url::form_urlencoded;
use visitor::Cookies;

use crate::Pages;
use crate::trouble::Trouble;
use crate::visit::Visit;

const COOKIE: &str = "form";
const FIELD: &str = "form_token";

/// The secret of a browser that its forms' tokens are made from. It is not tied to a sign-in: a form
/// that was open before is still good afterwards.
pub(crate) struct FormKey {
    key: PlainToken,
    /// New for every page, so that no token is shown twice: the length of compressed pages would else betray it
    /// bit by bit (BREACH).
    salt: PlainToken,
    is_new: bool,
}

impl FormKey {
    /// The browser's key, or a new one.
    pub(crate) fn of(cookies: Cookies, request: &HttpRequest, random: &dyn Random) -> Self {
        let known = Self::presented(cookies, request);
        Self {
            is_new: known.is_none(),
            salt: PlainToken::generate(random),
            key: known.unwrap_or_else(|| PlainToken::generate(random)),
        }
    }

    fn presented(cookies: Cookies, request: &HttpRequest) -> Option<PlainToken> {
        PlainToken::parse(&cookies.read_shared(request, COOKIE)?).ok()
    }

    /// What a form carries.
    pub(crate) fn token(&self) -> String {
        token(&self.key, self.salt.reveal())
    }

    /// The cookie, if the browser does not have it yet.
    pub(crate) fn new_cookie(&self, cookies: Cookies) -> Option<Cookie<'static>> {
        let cookie = || cookies.set_shared(COOKIE, self.key.reveal(), None);
        self.is_new.then(cookie)
    }
}

/// A hash of the cookie and a salt, with the salt: whoever can read a page cannot make its cookie, and no other
/// site can read either.
fn token(key: &PlainToken, salt: &str) -> String {
    let hash = fingerprint(format!("{}.{salt}", key.reveal()).as_bytes());
    format!("{salt}.{hash}")
}

/// A form that one of our own pages has sent. Anything else is answered with a page that says so.
pub(crate) struct PageForm<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest for PageForm<T> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visit = Visit::extract(request);
        let bytes = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let visit = visit.await?;
            let refused = || visit.trouble(Trouble::ForeignForm);
            let fields = bytes.await.ok().and_then(|bytes| read(&bytes));
            let mut fields = fields.ok_or_else(refused)?;
            let token = fields.remove(FIELD);
            if !is_ours(&visit.pages, &visit.request, token.as_ref()) {
                return Err(refused());
            }
            let form = serde_json::from_value(Value::Object(fields));
            form.map(Self).map_err(|_| refused())
        })
    }
}

/// Whether the form was sent by a page of this site to the browser that sends it back.
fn is_ours(pages: &Pages, request: &HttpRequest, presented: Option<&Value>) -> bool {
    let origin = request.headers().get(ORIGIN).map(HeaderValue::as_bytes);
    let key = FormKey::presented(pages.site.cookies(), request);
    let (Some(key), Some(presented)) = (key, presented.and_then(Value::as_str)) else {
        return false;
    };
    let salt = presented.split('.').next().unwrap_or_default();
    let expected = token(&key, salt);
    origin == Some(pages.site.origin().as_bytes())
        && expected.as_bytes().ct_eq(presented.as_bytes()).into()
}

/// The fields of a form, unless one of them comes twice or is no text.
fn read(bytes: &[u8]) -> Option<Map<String, Value>> {
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(bytes) {
        let is_text = !value.contains(['\0', char::REPLACEMENT_CHARACTER]);
        let before = fields.insert(name.into_owned(), value.into_owned().into());
        if before.is_some() || !is_text {
            return None;
        }
    }
    Some(fields)
}

#[cfg(test)]
mod tests;
