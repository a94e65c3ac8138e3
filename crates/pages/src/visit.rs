//! A browser that asks for a page: in which language, and how it is answered.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::error::ErrorInternalServerError;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, ContentType, HeaderName, LOCATION,
    REFERRER_POLICY, VARY,
};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use askama::Template;
use identity::sign_in::Visitor;
use kernel::Language;
use oidc::BoundRequest;
use tenancy::Tenant;
use tracing::error;
use url::{Url, form_urlencoded};
use visitor::{Cookies, visitor};

use crate::compression::{Effort, Encoding};
use crate::form::FormKey;
use crate::frame::Frame;
use crate::language_choice;
use crate::policy::Policy;
use crate::trouble::{self, Trouble};
use crate::words::Words;
use crate::{Pages, assets};

/// A browser that asks for a page.
pub(crate) struct Visit {
    pub(crate) pages: web::Data<Pages>,
    pub(crate) request: HttpRequest,
    /// The language that the person has just chosen on this page.
    chosen: Option<Language>,
    /// The language that they chose before, or that the application or the browser asks for.
    wanted: Option<Language>,
    /// The language for those of whom no other is known.
    default: Language,
    form_key: FormKey,
}

impl FromRequest for Visit {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match request.app_data::<web::Data<Pages>>() {
            Some(pages) => Ok(Self::of(pages.clone(), request.clone())),
            None => Err(ErrorInternalServerError("the pages are not configured")),
        })
    }
}

impl Visit {
    fn of(pages: web::Data<Pages>, request: HttpRequest) -> Self {
        let cookies = pages.site.cookies();
        let chosen = language_choice::in_query(&request);
        let wanted =
            language_choice::in_cookie(cookies, &request).or_else(|| visitor::language(&request));
        let form_key = FormKey::of(cookies, &request, &*pages.random);
        Self {
            pages,
            request,
            chosen,
            wanted,
            default: Language::English,
            form_key,
        }
    }

    /// Speaks the language that the client asks for (`ui_locales`), unless the person has just chosen one on this page.
    pub(crate) fn prefer(&mut self, ui_locales: Option<&str>) {
        let asked_for = ui_locales.and_then(Language::of_locales);
        self.wanted = asked_for.or(self.wanted);
    }

    /// Speaks the tenant's language to those of whom no other is known.
    pub(crate) const fn speak_for(&mut self, tenant: &Tenant) {
        self.default = tenant.settings.default_language;
    }

    /// A parameter of the page's address; the first, if there are several.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = form_urlencoded::parse(self.request.query_string().as_bytes());
        pairs.find_map(|(known, value)| (known == name).then(|| value.into_owned()))
    }

    /// The tenant that the page's address names, and for which it speaks from now on.
    ///
    /// # Errors
    /// A page that says that the link is incomplete.
    pub(crate) async fn tenant(&mut self) -> Result<Arc<Tenant>, actix_web::Error> {
        let id = self.parameter("tenant_id").and_then(|id| id.parse().ok());
        let found = match id {
            Some(id) => self.pages.tenants.find(&id).await,
            None => Ok(None),
        };
        let found = found.map_err(|storage| self.trouble(storage))?;
        let tenant = found.ok_or_else(|| self.trouble(Trouble::IncompleteLink))?;
        self.speak_for(&tenant);
        Ok(tenant)
    }

    /// A link to another page of the same authorization request, in the language that was chosen on this one.
    pub(crate) fn link(&self, path: &str, bound: &BoundRequest) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("auth_req_id", bound.auth_req_id.reveal())
            .append_pair("tenant_id", bound.tenant.id.as_str())
            .append_pair("client_id", bound.client.id().as_str());
        if let Some(chosen) = self.chosen {
            query.append_pair("lang", chosen.tag());
        }
        format!("{}{path}?{}", self.pages.site.base(), query.finish())
    }

    /// Who asks, and in which language.
    pub(crate) fn visitor(&self) -> Visitor {
        Visitor {
            language: Some(self.language()),
            ..visitor(&self.request, &self.pages.trusted_proxies, None)
        }
    }

    /// How this site's cookies are named.
    pub(crate) fn cookies(&self) -> Cookies {
        self.pages.site.cookies()
    }

    /// The page's language.
    fn language(&self) -> Language {
        self.chosen.or(self.wanted).unwrap_or(self.default)
    }

    /// The words of the page's language.
    pub(crate) fn words(&self) -> Words {
        Words(self.language())
    }

    /// The layout around a page of that title (a key of `locales/`), in the name of a tenant.
    pub(crate) fn frame(&self, tenant: Option<&Tenant>, title: &str) -> Frame {
        let words = self.words();
        let site = &self.pages.site;
        let here = self.request.uri().path_and_query();
        Frame {
            words,
            title: words
                .with("page-title", "page", words.get(title))
                .into_owned(),
            tenant: tenant.map(name_of),
            base: site.base().to_owned(),
            assets: format!("{}{}", site.base(), assets::directory()),
            here: format!("{}{}", site.base(), here.map_or("/", |here| here.as_str())),
            form_token: self.form_key.token(),
        }
    }

    /// Answers with a page.
    pub(crate) fn show(&self, page: &impl Template) -> HttpResponse {
        self.show_with(page, StatusCode::OK, &Policy::default())
    }

    /// Answers with a page under another status or policy.
    pub(crate) fn show_with(
        &self,
        page: &impl Template,
        status: StatusCode,
        policy: &Policy,
    ) -> HttpResponse {
        let html = match page.render() {
            Ok(html) => html,
            Err(reason) => {
                error!(%reason, "a page was not rendered");
                return HttpResponse::InternalServerError().finish();
            }
        };
        let mut response = HttpResponse::build(status);
        response
            .insert_header(ContentType::html())
            .insert_header((CONTENT_LANGUAGE, self.language().tag()))
            .insert_header((CONTENT_SECURITY_POLICY, policy.to_string()))
            // With `no-referrer` a browser would hide the origin of our own forms from ourselves.
            .insert_header((REFERRER_POLICY, "same-origin"))
            .insert_header((
                HeaderName::from_static("permissions-policy"),
                "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
            ));
        if let Some(cookie) = self.form_key.new_cookie(self.cookies()) {
            response.cookie(cookie);
        }
        response.insert_header((VARY, "accept-encoding"));
        // Nothing secret stands in a page twice in the same form (see `FormKey`), so its length tells nothing.
        let compressed = Encoding::of(&self.request)
            .and_then(|it| Some((it, it.compress(html.as_bytes(), Effort::Quick)?)));
        match compressed {
            Some((encoding, bytes)) => response
                .insert_header((CONTENT_ENCODING, encoding.name()))
                .body(bytes),
            None => response.body(html),
        }
    }

    /// The page that says what went wrong, and the way on.
    pub(crate) fn trouble(&self, trouble: impl Into<Trouble>) -> actix_web::Error {
        trouble::page(self, trouble.into())
    }
}

/// On to another page, by GET.
pub(crate) fn see_other(location: &str, cookie: Option<Cookie<'static>>) -> HttpResponse {
    let mut response = HttpResponse::SeeOther();
    response.insert_header((LOCATION, location));
    if let Some(cookie) = cookie {
        response.cookie(cookie);
    }
    response.finish()
}

/// What a tenant is called: its name, or its id while it has none.
pub(crate) fn name_of(tenant: &Tenant) -> String {
    match tenant.settings.display_name.as_str() {
        "" => tenant.id.to_string(),
        name => name.to_owned(),
    }
}

/// Where a browser is sent back to, as a person reads it: the host, or the scheme of an application
/// on the device.
pub(crate) fn place(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => format!("{}:", url.scheme()),
    }
}
