//! An independent relying party, the `openidconnect` crate, with every kind of client.

use std::sync::LazyLock;

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenVerifier, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, RedirectUrl,
    Scope, TokenResponse as _,
};
use serde_json::Value;

use crate::harness::{App, Browser, Person, REDIRECT_URI, Server, Shared, Tenant};

static SERVER: LazyLock<Shared> = LazyLock::new(|| Server::start().into());

/// The tenant of these tests, and somebody who is enrolled there.
static WORLD: LazyLock<(Tenant, Person)> = LazyLock::new(|| {
    let acme = SERVER.tenant("acme", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    (acme, ada)
});

/// Signs Ada in for a relying party, by `client authorize`, and gives what its browser brings back.
fn sign_in(url: &url::Url) -> Value {
    let (_, ada) = &*WORLD;
    let authorize = ["client", "authorize", "--url", url.as_str()];
    let printed = SERVER.json(&[&authorize[..], &ada.arguments()].concat());
    let location: url::Url = printed["location"].as_str().unwrap().parse().unwrap();
    location
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), Value::from(&*value)))
        .collect()
}

/// Checks an ID token as a relying party has to, and gives its subject.
fn subject(
    tokens: &CoreTokenResponse,
    verifier: &CoreIdTokenVerifier<'_>,
    nonce: &Nonce,
    algorithm: &CoreJwsSigningAlgorithm,
) -> String {
    let id_token = tokens.id_token().unwrap();
    assert_eq!(id_token.signing_alg().unwrap(), algorithm);
    assert!(
        id_token
            .claims(verifier, &Nonce::new("another".to_owned()))
            .is_err()
    );
    let claims = id_token.claims(verifier, nonce).unwrap();
    let hash = AccessTokenHash::from_token(
        tokens.access_token(),
        algorithm,
        id_token.signing_key(verifier).unwrap(),
    );
    assert_eq!(claims.access_token_hash(), Some(&hash.unwrap()));
    assert_eq!(claims.email().unwrap().as_str(), "ada@example.org");
    assert_eq!(claims.email_verified(), Some(true));
    claims.subject().as_str().to_owned()
}

/// Discovery, PKCE, code, ID token, userinfo and refresh, as the crate's own example does it.
fn go_the_whole_way(app: &App, auth_type: AuthType, algorithm: &CoreJwsSigningAlgorithm) {
    let browser = Browser::new();
    let http =
        |request: HttpRequest| -> Result<HttpResponse, ureq::Error> { browser.forward(request) };
    let issuer = IssuerUrl::new(app.tenant.issuer()).unwrap();
    let metadata = CoreProviderMetadata::discover(&issuer, &http).unwrap();
    let id = ClientId::new(app.client_id.clone());
    let client =
        CoreClient::from_provider_metadata(metadata, id, app.secret.clone().map(ClientSecret::new))
            .set_auth_type(auth_type)
            .set_redirect_uri(RedirectUrl::new(REDIRECT_URI.to_owned()).unwrap());

    let (challenge, code_verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let (url, state, nonce) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(["profile", "email", "offline_access"].map(|it| Scope::new(it.to_owned())))
        .set_pkce_challenge(challenge)
        .url();
    let back = sign_in(&url);
    assert_eq!(back["state"], **state.secret());
    assert_eq!(back["iss"], **issuer);
    let code = AuthorizationCode::new(back["code"].as_str().unwrap().to_owned());
    let exchange = client
        .exchange_code(code)
        .unwrap()
        .set_pkce_verifier(code_verifier);
    let tokens = exchange.request(&http).unwrap();
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs([algorithm.clone()]);
    let ada = subject(&tokens, &verifier, &nonce, algorithm);

    let expected = Some(openidconnect::SubjectIdentifier::new(ada.clone()));
    let user_info = client
        .user_info(tokens.access_token().clone(), expected)
        .unwrap();
    let claims: CoreUserInfoClaims = user_info.request(&http).unwrap();
    assert_eq!(claims.preferred_username().unwrap().as_str(), "ada");

    let first = tokens.refresh_token().unwrap();
    let refreshed = client
        .exchange_refresh_token(first)
        .unwrap()
        .request(&http)
        .unwrap();
    assert_ne!(refreshed.refresh_token().unwrap().secret(), first.secret());
    assert_ne!(
        refreshed.access_token().secret(),
        tokens.access_token().secret()
    );
    // A refreshed ID token need not have the nonce (OpenID Connect Core 1.0, section 12.2).
    let any_nonce = |_: Option<&Nonce>| Ok(());
    let claims = refreshed
        .id_token()
        .unwrap()
        .claims(&verifier, any_nonce)
        .unwrap();
    assert_eq!(claims.subject().as_str(), ada);
}

#[test]
fn a_confidential_client_with_its_secret_in_the_form() {
    let app = WORLD.0.app("post", &["--sing-alg", "EdDSA"]);
    go_the_whole_way(&app, AuthType::RequestBody, &CoreJwsSigningAlgorithm::EdDsa);
}

#[test]
fn a_confidential_client_with_http_basic() {
    let app = WORLD.0.app("basic", &["--sing-alg", "RS256"]);
    go_the_whole_way(
        &app,
        AuthType::BasicAuth,
        &CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    );
}

#[test]
fn a_public_client() {
    let app = WORLD.0.app("public", &["--public"]);
    assert_eq!(app.secret, None);
    go_the_whole_way(&app, AuthType::RequestBody, &CoreJwsSigningAlgorithm::EdDsa);
}

#[test]
fn all_three_token_paths_exchange_codes() {
    let (acme, ada) = &*WORLD;
    let app = acme.app("paths", &[]);
    for path in [
        "/api/oidc/token",
        "/api/oidc/token/acme",
        "/api/oidc/acme/token",
    ] {
        let browser = Browser::new();
        let code = app.code(&browser, ada);
        let tokens = app.redeem_at(&browser, &SERVER.at(path), &code);
        assert_eq!(tokens.status, 200, "{path}: {tokens}");
        assert_eq!(tokens.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[test]
fn a_sign_out_ends_the_session_and_goes_back_to_the_application() {
    let (acme, ada) = &*WORLD;
    let goodbye = "http://127.0.0.1:9/goodbye";
    let app = acme.app("goodbye", &["--post-logout-redirect-uri", goodbye]);
    let browser = Browser::new();
    let code = app.code(&browser, ada);
    let tokens = app.redeem(&browser, &code).json();
    let id_token = tokens["id_token"].as_str().unwrap();
    let again = browser.get(app.authorization_url().as_str());
    assert!(
        !again.location_value("code").is_empty(),
        "signed in once is signed in"
    );

    let parameters = [
        ("id_token_hint", id_token),
        ("post_logout_redirect_uri", goodbye),
        ("state", "later"),
    ];
    let logout = url::Url::parse_with_params(&app.endpoint("logout"), parameters).unwrap();
    let answer = browser.get(logout.as_str());
    assert_eq!(answer.status, 303, "{answer}");
    assert_eq!(answer.location().as_str(), format!("{goodbye}?state=later"));
    let after = browser.get(app.authorization_url().as_str());
    assert!(
        !after.location_value("auth_req_id").is_empty(),
        "the sign-in page comes again"
    );

    let elsewhere = logout.as_str().replace("goodbye&", "goodbye%2F..&");
    assert_eq!(browser.get(&elsewhere).status, 400);
}
