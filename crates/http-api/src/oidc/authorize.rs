//! The authorization endpoint.

use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use kernel::{PlainToken, TenantId};
use oidc::{
    AuthorizationResponse, AuthorizeInput, AuthorizeOutcome, Parameters, PostOutcome, TokenError,
};
use tenancy::Tenant;
use url::Url;
use url::form_urlencoded::Serializer;

use super::form::{self, OAuthForm};
use crate::Api;
use crate::auth::consent::WayBack;
use crate::problem::{Problem, ProblemDocument};
use crate::request::{CookieKind, visitor};

/// Asks for authorization (OpenID Connect Core 1.0, section 3.1.2). The browser goes back to the
/// client, at once if it is signed in, otherwise by way of the sign-in, the account or the consent page.
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("client_id" = Option<String>, Query, description = "The client that asks"),
        ("request_uri" = Option<String>, Query, description = "A request that was sent ahead, in place of its parameters"),
        ("redirect_uri" = Option<String>, Query, description = "Where the answer goes; exactly as registered"),
        ("response_type" = Option<String>, Query, description = "`code`, `id_token` or `code id_token`, as the client is registered"),
        ("response_mode" = Option<String>, Query, description = "`query`, `fragment` or `form_post`"),
        ("scope" = Option<String>, Query, description = "Scopes, separated by spaces"),
        ("state" = Option<String>, Query, description = "Returned as it is"),
        ("nonce" = Option<String>, Query, description = "Returned in the ID token"),
        ("code_challenge" = Option<String>, Query, description = "PKCE (RFC 7636)"),
        ("code_challenge_method" = Option<String>, Query, description = "`S256`"),
        ("prompt" = Option<String>, Query, description = "`none`, `login`, `consent` or `select_account`"),
        ("max_age" = Option<String>, Query, description = "Seconds since the last authentication"),
        ("acr_values" = Option<String>, Query, description = "How the person is to be authenticated, most wanted first: `keepic-pin`, `keepic`"),
        ("claims" = Option<String>, Query, description = "Single claims, as JSON (OpenID Connect Core 1.0, section 5.5)"),
        ("login_hint" = Option<String>, Query, description = "The name that is expected"),
        ("id_token_hint" = Option<String>, Query, description = "The person that is expected"),
        ("ui_locales" = Option<String>, Query, description = "Languages for the page"),
    ),
    responses(
        (status = 303, description = "Back to the client, or on to the sign-in, the account or the consent page", headers(("Location" = String))),
        (status = 200, description = "A page whose form goes back to the client (`form_post`)", body = String, content_type = "text/html"),
        (status = 400, description = "Client or redirect URI are not proven", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[get("/authorize")]
pub(crate) async fn authorize(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    visit(&api, &request, &tenant, Flow::Standard).await
}

/// Which authorization endpoint it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Standard,
    Microsoft,
}

impl Flow {
    /// Its path below the issuer.
    const fn path(self) -> &'static str {
        match self {
            Self::Standard => "authorize",
            Self::Microsoft => "microsoft-mfa/authorize",
        }
    }
}

/// Answers a browser that came by GET.
pub(super) async fn visit(
    api: &Api,
    request: &HttpRequest,
    tenant: &str,
    flow: Flow,
) -> Result<HttpResponse, Problem> {
    let tenant = api.tenant_of_path(tenant).await?;
    let parameters = form::query(request).map_err(|error| Problem::bad_request(&error))?;
    let cookies = api.settings.cookies();
    let session = match cookies.read(request, CookieKind::Session, &tenant.id) {
        Some(cookie) => api.sign_in.live_session(&tenant, &cookie).await?,
        None => None,
    };
    let known = cookies.read(request, CookieKind::Browser, &tenant.id);
    let is_new = known.is_none();
    let browser = known.unwrap_or_else(|| PlainToken::generate(&*api.provider.random));
    let new_cookie = is_new.then(|| cookies.set(CookieKind::Browser, &tenant.id, &browser));
    let new_cookie = Vec::from_iter(new_cookie);
    let input = AuthorizeInput {
        tenant: &tenant,
        parameters: &parameters,
        session: session.as_ref(),
        browser: browser.hash(),
        address: Some(visitor(request, &api.settings.trusted_proxies, None).address),
    };
    let outcome = match flow {
        Flow::Standard => api.provider.authorize(&input).await?,
        Flow::Microsoft => api.provider.authorize_microsoft(&input).await?,
    };
    api.answer(&tenant, &parameters, outcome, &new_cookie)
}

/// Keeps what a browser posted, and lets it come again by GET.
pub(super) async fn visit_by_form(
    api: &Api,
    tenant: &str,
    form: Result<Parameters, TokenError>,
    flow: Flow,
) -> Result<HttpResponse, Problem> {
    let tenant = api.tenant_of_path(tenant).await?;
    let parameters = form.map_err(|error| form::unreadable_form(&error))?;
    match api.provider.authorize_posted(&tenant, &parameters).await? {
        PostOutcome::ShowError(error) => Err(Problem::bad_request(&error)),
        PostOutcome::ComeAgain(kept) => {
            let location = api.provider.issuer(&tenant.id).endpoint(flow.path());
            Ok(see_other(&format!("{location}?{}", encode(&kept)), &[]))
        }
    }
}

impl Api {
    /// Where the browser goes. It gets its cookie with the page on which it waits.
    fn answer(
        &self,
        tenant: &Tenant,
        parameters: &Parameters,
        outcome: AuthorizeOutcome,
        new_cookie: &[Cookie<'static>],
    ) -> Result<HttpResponse, Problem> {
        match outcome {
            AuthorizeOutcome::ShowError(error) => Err(Problem::bad_request(&error)),
            AuthorizeOutcome::Back(response) => Ok(back(response, &[])),
            AuthorizeOutcome::SignIn { auth_req_id } => {
                let mut page = self.page("sign-in", &auth_req_id, &tenant.id)?;
                // For the page of a request that has ended: it shows the way back to this client.
                let client = parameters.get("client_id").ok().flatten();
                page.query_pairs_mut()
                    .append_pair("client_id", client.unwrap_or_default());
                Ok(see_other(page.as_str(), new_cookie))
            }
            AuthorizeOutcome::ChooseAccount { auth_req_id } => {
                let page = self.page("account", &auth_req_id, &tenant.id)?;
                Ok(see_other(page.as_str(), new_cookie))
            }
            AuthorizeOutcome::AskConsent { auth_req_id } => {
                let page = self.page("consent", &auth_req_id, &tenant.id)?;
                Ok(see_other(page.as_str(), new_cookie))
            }
        }
    }

    /// The address of a page that serves an authorization request.
    pub(crate) fn page(
        &self,
        name: &str,
        auth_req_id: &PlainToken,
        tenant: &TenantId,
    ) -> Result<Url, Problem> {
        self.tenant_page(name, tenant, [("auth_req_id", auth_req_id.reveal())])
    }

    /// The address of a page of a tenant.
    pub(crate) fn tenant_page<'a>(
        &self,
        name: &str,
        tenant: &TenantId,
        parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Url, Problem> {
        let page = format!("{}/{name}", self.settings.public_url);
        let mut page = Url::parse(&page)
            .map_err(|error| Problem::refused(StatusCode::INTERNAL_SERVER_ERROR, &error))?;
        page.query_pairs_mut()
            .append_pair("tenant_id", tenant.as_str())
            .extend_pairs(parameters);
        Ok(page)
    }
}

/// The same by POST. The request is kept, and the browser sent on to a GET of its own: cookies marked Lax do
/// not come with a POST from another site.
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body(content = serde_json::Value, content_type = "application/x-www-form-urlencoded", description = "The parameters of the GET"),
    responses(
        (status = 303, description = "On to the same request by GET", headers(("Location" = String))),
        (status = 400, description = "Client or redirect URI are not proven", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[post("/authorize")]
pub(crate) async fn authorize_post(
    api: web::Data<Api>,
    tenant: web::Path<String>,
    OAuthForm(form): OAuthForm,
) -> Result<HttpResponse, Problem> {
    visit_by_form(&api, &tenant, form, Flow::Standard).await
}

fn encode(parameters: &Parameters) -> String {
    Serializer::new(String::new())
        .extend_pairs(parameters.pairs())
        .finish()
}

/// Back to the client. A form is for the pages to show, which find it beside this answer; a program
/// reads it here.
pub(crate) fn back(response: AuthorizationResponse, cookies: &[Cookie<'static>]) -> HttpResponse {
    match response {
        AuthorizationResponse::Redirect(location) => see_other(location.as_str(), cookies),
        AuthorizationResponse::FormPost(form) => {
            let mut response = HttpResponse::Ok();
            for cookie in cookies {
                response.cookie(cookie.clone());
            }
            let mut response = response.json(WayBack::of_form(&form));
            response.extensions_mut().insert(form);
            response
        }
    }
}

/// On to another page, by GET.
pub(crate) fn see_other(location: &str, cookies: &[Cookie<'static>]) -> HttpResponse {
    let mut response = HttpResponse::SeeOther();
    response.insert_header((LOCATION, location));
    for cookie in cookies {
        response.cookie(cookie.clone());
    }
    response.finish()
}
