//! Cookies: most belong to one tenant, a few to all of the service.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use kernel::{PlainToken, TenantId, TokenHash};

/// What a cookie stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieKind {
    /// The browser that opened an authorization request.
    Browser,
    /// A signed-in browser.
    Session,
    /// A browser that has signed in before.
    Device,
}

impl CookieKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Session => "session",
            Self::Device => "device",
        }
    }

    /// The device cookie stays; the others go with the browser, which the server's own lifetimes bound.
    const fn max_age(self) -> Option<Duration> {
        match self {
            Self::Browser | Self::Session => None,
            Self::Device => Some(Duration::days(180)),
        }
    }
}

/// How cookies are named and marked: `__Host-` and Secure behind https (RFC 6265bis, section
/// 4.1.3.2), without both on http, which is for localhost only.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    /// Whether browsers reach the service by https.
    pub is_secure: bool,
}

impl Cookies {
    /// The token that the browser presents.
    pub fn read(
        self,
        request: &HttpRequest,
        kind: CookieKind,
        tenant: &TenantId,
    ) -> Option<PlainToken> {
        PlainToken::parse(request.cookie(&self.name(kind, tenant))?.value()).ok()
    }

    /// The tenants of which the browser presents a session cookie.
    pub fn session_tenants(self, request: &HttpRequest) -> Vec<TenantId> {
        self.all(request, CookieKind::Session, |tenant, _| {
            tenant.parse().ok()
        })
    }

    /// Hashes of every browser cookie that is presented, for whichever tenant.
    pub fn browsers(self, request: &HttpRequest) -> Vec<TokenHash> {
        self.all(request, CookieKind::Browser, |_, value| {
            PlainToken::parse(value).ok().map(|token| token.hash())
        })
    }

    fn all<T>(
        self,
        request: &HttpRequest,
        kind: CookieKind,
        read: impl Fn(&str, &str) -> Option<T>,
    ) -> Vec<T> {
        let prefix = format!("{}sv-{}-", self.prefix(), kind.word());
        let Ok(cookies) = request.cookies() else {
            return Vec::new();
        };
        let read = |cookie: &Cookie<'_>| read(cookie.name().strip_prefix(&prefix)?, cookie.value());
        cookies.iter().filter_map(read).collect()
    }

    /// A cookie with `token`.
    pub fn set(self, kind: CookieKind, tenant: &TenantId, token: &PlainToken) -> Cookie<'static> {
        let mut cookie = self.build(kind, tenant, token.reveal().to_owned());
        cookie.set_max_age(kind.max_age());
        cookie
    }

    /// A cookie that removes the browser's.
    pub fn remove(self, kind: CookieKind, tenant: &TenantId) -> Cookie<'static> {
        let mut cookie = self.build(kind, tenant, String::new());
        cookie.make_removal();
        cookie
    }

    /// What the browser presents under a name that no tenant has of its own.
    pub fn read_shared(self, request: &HttpRequest, word: &str) -> Option<String> {
        let cookie = request.cookie(&self.shared_name(word))?;
        Some(cookie.value().to_owned())
    }

    /// A cookie that no tenant has of its own. It stays for `max_age`, or goes with the browser.
    pub fn set_shared(
        self,
        word: &str,
        value: impl Into<String>,
        max_age: Option<Duration>,
    ) -> Cookie<'static> {
        let mut cookie = self.named(self.shared_name(word), value.into());
        cookie.set_max_age(max_age);
        cookie
    }

    fn build(self, kind: CookieKind, tenant: &TenantId, value: String) -> Cookie<'static> {
        self.named(self.name(kind, tenant), value)
    }

    fn named(self, name: String, value: String) -> Cookie<'static> {
        Cookie::build(name, value)
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.is_secure)
            .finish()
    }

    fn name(self, kind: CookieKind, tenant: &TenantId) -> String {
        format!("{}sv-{}-{tenant}", self.prefix(), kind.word())
    }

    fn shared_name(self, word: &str) -> String {
        format!("{}sv-{word}", self.prefix())
    }

    const fn prefix(self) -> &'static str {
        if self.is_secure { "__Host-" } else { "" }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_cookie_comes_back_to_its_tenant_only() {
        let (acme, other) = ("acme".parse().unwrap(), "other".parse().unwrap());
        let token = PlainToken::parse(&"A".repeat(43)).unwrap();
        for is_secure in [true, false] {
            let cookies = Cookies { is_secure };
            let cookie = cookies.set(CookieKind::Session, &acme, &token);
            assert_eq!(cookie.name().starts_with("__Host-"), is_secure);
            assert_eq!(cookie.secure(), Some(is_secure));
            assert_eq!((cookie.http_only(), cookie.path()), (Some(true), Some("/")));
            let request = TestRequest::default().cookie(cookie).to_http_request();
            assert!(cookies.read(&request, CookieKind::Session, &acme).is_some());
            assert!(
                cookies
                    .read(&request, CookieKind::Session, &other)
                    .is_none()
            );
            assert!(cookies.read(&request, CookieKind::Device, &acme).is_none());
            assert_eq!(
                cookies.session_tenants(&request),
                std::slice::from_ref(&acme)
            );
        }
    }
}
