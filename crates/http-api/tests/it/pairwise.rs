//! Clients that know people by names of their own (OpenID Connect Core 1.0, section 8).

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;
use tenancy::SubjectType;

use crate::app::{
    Answer, Browser, CALLBACK, Client, Person, SignInPage, Tenant, TestApp, VERIFIER,
};

/// A pairwise client whose pages are at `host`.
async fn pairwise<'a>(acme: &'a Tenant<'a>, id: &'static str, host: &str) -> Client<'a> {
    let callback = format!("https://{host}/callback");
    acme.client_with(id, |client| {
        client.subject_type = SubjectType::Pairwise;
        client.allowed_scopes.push("account".to_owned());
        client.redirect_uris = vec![callback];
        client.post_logout_redirect_uri = vec![format!("https://{host}/goodbye")];
    })
    .await
}

/// The client's request, with its own callback.
fn path(client: &Client<'_>, host: &str, more: &str) -> String {
    let path = client.authorization_path(more);
    let path = path.replace("app.example", host);
    path.replace("scope=openid+email", "scope=openid+account")
}

async fn tokens(client: &Client<'_>, host: &str, answer: &Answer) -> Answer {
    let code = answer.sent_with("code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", &CALLBACK.replace("app.example", host)),
        ("code_verifier", VERIFIER),
    ];
    client.token_with_secret(&form).await
}

async fn sign_in(
    browser: &mut Browser<'_>,
    client: &Client<'_>,
    host: &str,
    ada: &Person,
) -> Answer {
    let asked = browser.get(&path(client, host, "")).await;
    let answer = match asked.sent_with("code") {
        Some(_) => asked,
        None => {
            browser
                .sign_in_on(&SignInPage::at(client, &asked), ada)
                .await
        }
    };
    tokens(client, host, &answer).await
}

fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[actix_web::test]
async fn a_person_has_one_name_wherever_a_client_reads_it_and_another_elsewhere() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let ada = acme.enrolled("ada").await;
    let (app_host, shop_host) = ("app.example", "shop.example");
    let one = pairwise(&acme, "one", app_host).await;
    let same = pairwise(&acme, "same", app_host).await;
    let shop = pairwise(&acme, "shop", shop_host).await;
    let mut browser = app.browser();

    let given = sign_in(&mut browser, &one, app_host, &ada).await;
    let sub = claims(&given.text("id_token"))["sub"].clone();
    assert_ne!(sub, acme.user_id(&ada).await.as_str());
    let access_token = given.text("access_token");
    assert_eq!(claims(&access_token)["sub"], sub);
    assert_eq!(one.userinfo(&access_token).await.json()["sub"], sub);
    let told = one
        .ask("introspect", &[("token", &access_token)])
        .await
        .json();
    assert_eq!((&told["sub"], &told["username"]), (&sub, &Value::Null));
    let refresh_token = given.text("refresh_token");
    let told = one
        .ask("introspect", &[("token", &refresh_token)])
        .await
        .json();
    assert_eq!((&told["sub"], &told["username"]), (&sub, &Value::Null));
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token.as_str()),
    ];
    let next = one.token_with_secret(&form).await;
    assert_eq!(claims(&next.text("id_token"))["sub"], sub);
    let me = TestRequest::get().uri("/api/user/me");
    let bearer = ("authorization", format!("Bearer {access_token}"));
    assert_eq!(
        app.send(me.insert_header(bearer)).await.status,
        StatusCode::OK
    );

    let of_same = sign_in(&mut browser, &same, app_host, &ada).await;
    assert_eq!(claims(&of_same.text("id_token"))["sub"], sub, "one sector");
    let of_shop = sign_in(&mut browser, &shop, shop_host, &ada).await;
    assert_ne!(
        claims(&of_shop.text("id_token"))["sub"],
        sub,
        "another sector"
    );
}

#[actix_web::test]
async fn a_client_names_the_person_as_it_knows_them() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let ada = acme.enrolled("ada").await;
    let host = "app.example";
    let client = pairwise(&acme, "one", host).await;
    let mut browser = app.browser();
    let given = sign_in(&mut browser, &client, host, &ada).await;
    let hint = given.text("id_token");
    let sub = claims(&hint)["sub"].as_str().unwrap().to_owned();

    let silently = |more: String| path(&client, host, &format!("&prompt=none{more}"));
    let named = |sub: &str| {
        let claims = format!(r#"{{"id_token":{{"sub":{{"value":"{sub}"}}}}}}"#);
        let encoded = url::form_urlencoded::byte_serialize(claims.as_bytes());
        format!("&claims={}", encoded.collect::<String>())
    };
    for more in [format!("&id_token_hint={hint}"), named(&sub)] {
        let answer = browser.get(&silently(more)).await;
        assert!(answer.sent_with("code").is_some(), "{answer}");
    }
    // The person's own id is nobody's name here.
    let answer = browser
        .get(&silently(named(&acme.user_id(&ada).await)))
        .await;
    assert_eq!(answer.sent_with("error").as_deref(), Some("login_required"));

    let goodbye = "https://app.example/goodbye";
    let logout =
        format!("/api/oidc/acme/logout?id_token_hint={hint}&post_logout_redirect_uri={goodbye}");
    assert_eq!(browser.get(&logout).await.location().as_str(), goodbye);
    let answer = browser.get(&silently(String::new())).await;
    assert_eq!(answer.sent_with("error").as_deref(), Some("login_required"));
}
