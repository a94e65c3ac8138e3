//! The application's four addresses.

use std::time::SystemTime;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, ContentType, LOCATION, ORIGIN, REFERRER_POLICY,
};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use askama::Template as _;
use client::AuthorizationRequest;
use tracing::error;
use url::Url;

use crate::browser::BrowserId;
use crate::view::{Page, SignedInPage};
use crate::{DemoApp, SignedIn, Stage, id_token, post_logout_redirect_uri, redirect_uri};

const SCOPE: &str = "openid profile email";

/// The beginning, or what the sign-in has brought.
#[get("/demo")]
pub(crate) async fn show(app: web::Data<DemoApp>, request: HttpRequest) -> HttpResponse {
    let browser = BrowserId::of(&request);
    let browsers = app.browsers();
    let stage = browser.and_then(|browser| browsers.get(&browser));
    let page = Page {
        style_sheet: &app.style_sheet,
        base: &app.base,
        problem: match stage {
            Some(Stage::Failed(problem)) => Some(problem),
            _ => None,
        },
        signed_in: match stage {
            Some(Stage::SignedIn(signed_in)) => Some(SignedInPage::of(signed_in, &app)),
            _ => None,
        },
    };
    match page.render() {
        Ok(html) => HttpResponse::Ok()
            .insert_header(ContentType::html())
            .insert_header((
                CONTENT_SECURITY_POLICY,
                "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                 base-uri 'none'; frame-ancestors 'none'",
            ))
            // With `no-referrer` a browser would hide the origin of our own forms from ourselves.
            .insert_header((REFERRER_POLICY, "same-origin"))
            .body(html),
        Err(reason) => {
            error!(%reason, "the demonstration's page was not rendered");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// Sends the browser to the provider (RFC 6749, section 4.1.1).
#[post("/demo/sign-in")]
pub(crate) async fn sign_in(app: web::Data<DemoApp>, request: HttpRequest) -> HttpResponse {
    if !is_own(&app, &request) {
        return HttpResponse::Forbidden().finish();
    }
    // A new id for each sign-in, so that nobody can plant one.
    let browser = BrowserId::draw();
    let asked = app
        .relying_party
        .request(SCOPE, &mut client::operating_system_rng());
    let location = asked.url.clone();
    app.remember(browser.clone(), Stage::Asked(asked));
    see_other(&location).cookie(browser.cookie()).finish()
}

/// Takes the provider's answer: the code becomes tokens, and those are checked.
#[get("/demo/back")]
pub(crate) async fn back(app: web::Data<DemoApp>, request: HttpRequest) -> HttpResponse {
    let browser = BrowserId::of(&request);
    let stage = browser
        .as_ref()
        .and_then(|browser| app.browsers().remove(browser));
    if let (Some(browser), Some(Stage::Asked(asked))) = (browser, stage) {
        let location = Url::parse(&format!(
            "{}?{}",
            redirect_uri(&app.base),
            request.query_string()
        ));
        let stage = match location {
            Ok(location) => {
                let app = app.clone();
                // The client library blocks.
                web::block(move || redeem(&app, &asked, &location))
                    .await
                    .unwrap_or_else(|stopped| Err(stopped.to_string()))
            }
            Err(error) => Err(error.to_string()),
        };
        let stage = stage.map_or_else(Stage::Failed, |signed_in| {
            Stage::SignedIn(Box::new(signed_in))
        });
        app.remember(browser, stage);
    }
    HttpResponse::SeeOther()
        .insert_header((LOCATION, post_logout_redirect_uri(&app.base)))
        .finish()
}

/// Forgets the browser, and sends it to the provider to sign out there too (RP-Initiated Logout 1.0).
#[post("/demo/sign-out")]
pub(crate) async fn sign_out(app: web::Data<DemoApp>, request: HttpRequest) -> HttpResponse {
    if !is_own(&app, &request) {
        return HttpResponse::Forbidden().finish();
    }
    let stage = BrowserId::of(&request).and_then(|browser| app.browsers().remove(&browser));
    let id_token = match stage {
        Some(Stage::SignedIn(signed_in)) => signed_in.tokens.id_token,
        _ => None,
    };
    let mut location = app.relying_party.logout_url(&id_token.unwrap_or_default());
    location
        .query_pairs_mut()
        .append_pair("client_id", &app.client_id)
        .append_pair(
            "post_logout_redirect_uri",
            &post_logout_redirect_uri(&app.base),
        );
    see_other(&location).finish()
}

fn see_other(location: &Url) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::build(StatusCode::SEE_OTHER);
    response.insert_header((LOCATION, location.as_str()));
    response
}

/// Whether the form was sent by a page of this application.
fn is_own(app: &DemoApp, request: &HttpRequest) -> bool {
    let origin = request.headers().get(ORIGIN);
    origin.is_some_and(|origin| origin.as_bytes() == app.origin.as_bytes())
}

fn redeem(app: &DemoApp, asked: &AuthorizationRequest, location: &Url) -> Result<SignedIn, String> {
    let provider = &app.relying_party;
    let tokens = provider
        .redeem(asked, location)
        .map_err(|error| error.to_string())?;
    let id_token = tokens
        .id_token
        .as_ref()
        .ok_or("the provider gave no ID token")?;
    let keys = provider.keys().map_err(|error| error.to_string())?;
    let (header, claims) =
        id_token::verified(id_token, &keys, now()).map_err(|error| error.to_string())?;
    let userinfo = provider
        .userinfo(&tokens.access_token)
        .map_err(|error| error.to_string())?;
    if userinfo.get("sub") != claims.get("sub") {
        return Err("the user info speaks of somebody else than the ID token".to_owned());
    }
    Ok(SignedIn {
        tokens,
        header,
        claims,
        userinfo,
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "an application of its own, outside the service's domain, has a clock of its own"
)]
fn now() -> SystemTime {
    SystemTime::now()
}
