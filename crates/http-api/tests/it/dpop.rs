//! Tokens that are bound to a key of their client's (RFC 9449): what is answered to each way to do without.

use std::slice;

use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use serde_json::{Value, json};
use tenancy::{ClientRegistration, ClientType};
use testkit::{ProofKey, Proving};

use crate::app::{Answer, Client, PUBLIC_URL, TestApp};

const TOKEN: &str = "/api/oidc/acme/token";
const PAR: &str = "/api/oidc/acme/par";
const USERINFO: &str = "/api/oidc/acme/userinfo";
const ME: &str = "/api/user/me";
const CHALLENGE: &str = "/api/auth/challenge";

impl TestApp {
    /// The claims of a proof for a request, with the nonce that the service gives now.
    async fn claims(&self, method: &str, path: &str, token: Option<&str>) -> Value {
        let url = format!("{PUBLIC_URL}{path}");
        ProofKey::claims(&Proving {
            method,
            url: &url,
            at: self.now(),
            nonce: Some(&self.nonce().await),
            token,
        })
    }

    /// What whoever sends any proof is given for the next.
    async fn nonce(&self) -> String {
        let asked = TestRequest::get().uri(USERINFO);
        let answer = self.send(asked.insert_header(("dpop", "x"))).await;
        answer.header("dpop-nonce").unwrap().to_owned()
    }

    /// Shows a token by GET.
    async fn show(&self, path: &str, scheme: &str, token: &str, proofs: &[&str]) -> Answer {
        let asked = TestRequest::get()
            .uri(path)
            .insert_header(("authorization", format!("{scheme} {token}")));
        let add = |asked: TestRequest, proof: &&str| asked.append_header(("dpop", *proof));
        self.send(proofs.iter().fold(asked, add)).await
    }
}

impl Client<'_> {
    /// Exchanges a code, with these proofs, under another name of the service, which does not count.
    async fn exchange_with(&self, app: &TestApp, code: &str, proofs: &[&str]) -> Answer {
        let asked = TestRequest::post()
            .uri(TOKEN)
            .insert_header(("host", "evil.example"))
            .set_form(self.code_form(code));
        let add = |asked: TestRequest, proof: &&str| asked.append_header(("dpop", *proof));
        app.send(proofs.iter().fold(asked, add)).await
    }
}

/// Status, the protocol's code, and how to show it instead.
fn refusal(answer: &Answer) -> (u16, String, &str) {
    let challenge = answer.header("www-authenticate").unwrap_or_default();
    let named = challenge
        .split_once("error=\"")
        .map_or("", |(_, rest)| rest);
    let in_challenge = named.split('"').next().unwrap_or_default().to_owned();
    let in_body = answer.json()["error"].as_str().map(str::to_owned);
    let scheme = challenge.split(' ').next().unwrap_or_default();
    (
        answer.status.as_u16(),
        in_body.unwrap_or(in_challenge),
        scheme,
    )
}

#[actix_web::test]
async fn a_wrong_proof_gets_no_token_and_uses_nothing_up() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (client, ada) = (acme.client("app").await, acme.enrolled("ada").await);
    let code = app.browser().sign_in(&client, &ada).await;
    let key = ProofKey::new();
    let good = app.claims("POST", TOKEN, None).await;
    for (name, value, error) in [
        ("nonce", Value::Null, "use_dpop_nonce"),
        ("nonce", json!("guessed"), "use_dpop_nonce"),
        ("htm", json!("GET"), "invalid_dpop_proof"),
        (
            "htu",
            json!(format!("{PUBLIC_URL}{PAR}")),
            "invalid_dpop_proof",
        ),
        (
            "htu",
            json!(format!("http://evil.example{TOKEN}")),
            "invalid_dpop_proof",
        ),
        ("iat", json!(app.now() - 301), "invalid_dpop_proof"),
        ("iat", json!(app.now() + 301), "invalid_dpop_proof"),
        ("jti", json!(""), "invalid_dpop_proof"),
    ] {
        let mut claims = good.clone();
        claims[name] = value;
        let answer = client
            .exchange_with(&app, &code, &[&key.sign(&claims)])
            .await;
        assert_eq!(refusal(&answer), (400, error.to_owned(), ""), "{claims}");
        assert!(answer.header("dpop-nonce").is_some());
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let proof = key.sign(&good);
    for proofs in [&["x"][..], &[&proof, &proof]] {
        let answer = client.exchange_with(&app, &code, proofs).await;
        assert_eq!(refusal(&answer), (400, "invalid_dpop_proof".to_owned(), ""));
    }
    let answer = client.exchange_with(&app, &code, &[&proof]).await;
    assert_eq!(
        (answer.status, answer.text("token_type")),
        (StatusCode::OK, "DPoP".to_owned())
    );
    let again = client.exchange_with(&app, &code, &[&proof]).await;
    assert_eq!(
        again.text("error"),
        "invalid_dpop_proof",
        "the proof was used"
    );
}

#[actix_web::test]
async fn a_bound_token_is_shown_with_a_new_proof_of_its_key() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (client, ada) = (acme.client("app").await, acme.enrolled("ada").await);
    let key = ProofKey::new();
    let bind = async |key: Option<&ProofKey>| {
        let code = app.browser().sign_in(&client, &ada).await;
        let proof = match key {
            Some(key) => vec![key.sign(&app.claims("POST", TOKEN, None).await)],
            None => Vec::new(),
        };
        let proofs: Vec<_> = proof.iter().map(String::as_str).collect();
        client
            .exchange_with(&app, &code, &proofs)
            .await
            .text("access_token")
    };
    let (bound, bearer) = (bind(Some(&key)).await, bind(None).await);
    for path in [USERINFO, ME] {
        let proof = async |key: &ProofKey, token: &str| {
            key.sign(&app.claims("GET", path, Some(token)).await)
        };
        let invalid = |error: &str| (401, error.to_owned(), "DPoP");

        let answer = app.show(path, "Bearer", &bound, &[]).await;
        assert_eq!(refusal(&answer), invalid("invalid_token"), "{answer}");
        assert!(
            answer
                .header("www-authenticate")
                .unwrap()
                .contains(&format!("algs=\"{}\"", oidc::DPOP_ALGORITHMS.join(" ")))
        );
        let answer = app.show(path, "DPoP", &bound, &[]).await;
        assert_eq!(refusal(&answer), invalid("invalid_dpop_proof"));
        let answer = app
            .show(path, "DPoP", &bearer, &[&proof(&key, &bearer).await])
            .await;
        assert_eq!(refusal(&answer), invalid("invalid_token"));
        let answer = app
            .show(
                path,
                "DPoP",
                &bound,
                &[&proof(&ProofKey::new(), &bound).await],
            )
            .await;
        assert_eq!(refusal(&answer), invalid("invalid_token"));
        let answer = app
            .show(path, "DPoP", &bound, &[&proof(&key, &bearer).await])
            .await;
        assert_eq!(
            refusal(&answer),
            invalid("invalid_dpop_proof"),
            "of another token"
        );
        let elsewhere = key.sign(&app.claims("GET", TOKEN, Some(&bound)).await);
        let answer = app.show(path, "DPoP", &bound, &[&elsewhere]).await;
        assert_eq!(refusal(&answer), invalid("invalid_dpop_proof"));
        let mut without_nonce = app.claims("GET", path, Some(&bound)).await;
        without_nonce["nonce"] = Value::Null;
        let answer = app
            .show(path, "DPoP", &bound, &[&key.sign(&without_nonce)])
            .await;
        assert_eq!(refusal(&answer), invalid("use_dpop_nonce"));
        assert_eq!(answer.header("dpop-nonce"), Some(&*app.nonce().await));

        let good = proof(&key, &bound).await;
        // The account is no administrator's and the scope not asked for: what counts is that it is known.
        let answer = app.show(path, "dpop", &bound, &[&good]).await;
        assert_ne!(answer.status, StatusCode::UNAUTHORIZED, "{answer}");
        assert!(answer.header("dpop-nonce").is_some());
        let answer = app.show(path, "DPoP", &bound, &[&good]).await;
        assert_eq!(
            refusal(&answer),
            invalid("invalid_dpop_proof"),
            "the proof was used"
        );

        let nobody = app.send(TestRequest::get().uri(path)).await;
        let both = "Bearer, DPoP algs=\"RS256 PS256 ES256 EdDSA Ed25519\"";
        assert_eq!(nobody.header("www-authenticate"), Some(both));
        assert_eq!(nobody.header("cache-control"), Some("no-store"));
        assert_eq!(nobody.header("dpop-nonce"), None);
    }
    // The method is that of the request, also where HEAD is answered as GET.
    let seen = key.sign(&app.claims("HEAD", USERINFO, Some(&bound)).await);
    let asked = TestRequest::with_uri(USERINFO)
        .method(Method::HEAD)
        .insert_header(("authorization", format!("DPoP {bound}")))
        .insert_header(("dpop", seen));
    assert_eq!(app.send(asked).await.status, StatusCode::OK);
    let form = [("access_token", bound.as_str())];
    let answer = app
        .send(TestRequest::post().uri(USERINFO).set_form(form))
        .await;
    assert_eq!(refusal(&answer), (401, "invalid_token".to_owned(), "DPoP"));
}

#[actix_web::test]
async fn a_bound_token_begins_the_change_of_a_picture() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let account = |client: &mut ClientRegistration| {
        client.client_type = ClientType::Public;
        client.allowed_scopes.push("account".to_owned());
    };
    let client = acme.client_with("app", account).await;
    let ada = acme.enrolled("ada").await;
    let key = ProofKey::new();
    let mut browser = app.browser();
    browser.sign_in(&client, &ada).await;
    let path = client.authorization_path("");
    let path = path.replace("offline_access", "account");
    let code = browser.get(&path).await.sent_with("code").unwrap();
    let proof = key.sign(&app.claims("POST", TOKEN, None).await);
    let tokens = client.exchange_with(&app, &code, &[&proof]).await;
    let token = tokens.text("access_token");

    let nobody = acme.begin_change(&ada, &[]).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    let shown = ("authorization", format!("DPoP {token}"));
    let unproven = acme.begin_change(&ada, slice::from_ref(&shown)).await;
    assert_eq!(
        refusal(&unproven),
        (401, "invalid_dpop_proof".to_owned(), "DPoP"),
        "the token is looked at"
    );
    let proof = key.sign(&app.claims("POST", CHALLENGE, Some(&token)).await);
    let begun = acme.begin_change(&ada, &[shown, ("dpop", proof)]).await;
    assert_eq!(begun.status, StatusCode::OK, "{begun}");
}

#[actix_web::test]
async fn the_key_of_a_request_that_is_sent_ahead_is_needed_for_its_code() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (client, ada) = (acme.client("app").await, acme.enrolled("ada").await);
    let key = ProofKey::new();
    let mut browser = app.browser();
    browser.sign_in(&client, &ada).await;
    let fields = client.authorization_fields();
    let push = async |claims: &Value| {
        let asked = TestRequest::post().uri(PAR).set_form(&fields);
        app.send(asked.insert_header(("dpop", key.sign(claims))))
            .await
    };
    let mut wrong = app.claims("POST", PAR, None).await;
    wrong["htu"] = json!(format!("{PUBLIC_URL}{TOKEN}"));
    assert_eq!(refusal(&push(&wrong).await).1, "invalid_dpop_proof");
    let pushed = push(&app.claims("POST", PAR, None).await).await;
    let request_uri = pushed.text("request_uri");
    let path = format!("/api/oidc/acme/authorize?client_id=app&request_uri={request_uri}");
    let code = browser.get(&path).await.sent_with("code").unwrap();

    let other = ProofKey::new().sign(&app.claims("POST", TOKEN, None).await);
    for proofs in [&[][..], &[other.as_str()]] {
        let answer = client.exchange_with(&app, &code, proofs).await;
        assert_eq!(answer.text("error"), "invalid_grant");
    }
    let proof = key.sign(&app.claims("POST", TOKEN, None).await);
    let tokens = client.exchange_with(&app, &code, &[&proof]).await;
    assert_eq!(tokens.text("token_type"), "DPoP");

    // What the browser brings itself is checked too.
    let bad = browser
        .get(&client.authorization_path("&dpop_jkt=short"))
        .await;
    assert_eq!(bad.sent_with("error").as_deref(), Some("invalid_request"));
}
