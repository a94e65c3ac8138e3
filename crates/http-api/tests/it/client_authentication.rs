//! Each way to get tokens, with each way to authenticate, as the right client and as every wrong one.

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tenancy::{ClientRegistration, ClientType, GrantType};
use testkit::ProofKey;

use crate::app::{Answer, CALLBACK, Client, Person, Tenant, TestApp, VERIFIER};

const ISSUER: &str = "http://localhost:8080/api/oidc/acme";

/// A way to authenticate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Post,
    Basic,
    Assertion,
    None,
}

const METHODS: [Method; 4] = [Method::Post, Method::Basic, Method::Assertion, Method::None];

/// What a client shows for itself: fields of the form, and a header.
#[derive(Clone, Debug, Default)]
struct Shown {
    fields: Vec<(&'static str, String)>,
    header: Option<String>,
}

struct World<'a> {
    app: &'a TestApp,
    key: ProofKey,
    jti: std::cell::Cell<u32>,
}

impl World<'_> {
    /// A client that authenticates in that way.
    async fn client<'a>(
        &self,
        acme: &'a Tenant<'a>,
        id: &'static str,
        method: Method,
    ) -> Client<'a> {
        let keys = json!({"keys": [self.key.jwk()]});
        acme.client_with(id, |client: &mut ClientRegistration| {
            client.allowed_scopes.push("read".to_owned());
            client.grant_types.push(GrantType::ClientCredentials);
            match method {
                Method::Assertion => client.jwks = Some(keys),
                Method::None => {
                    client.client_type = ClientType::Public;
                    client.grant_types.pop();
                }
                Method::Post | Method::Basic => {}
            }
        })
        .await
    }

    /// What the client `id` shows in that way with `secret`, or signed by `key`.
    fn shown(&self, method: Method, id: &str, secret: &str, key: &ProofKey) -> Shown {
        let fields = match method {
            Method::Post => vec![
                ("client_id", id.to_owned()),
                ("client_secret", secret.to_owned()),
            ],
            Method::None => vec![("client_id", id.to_owned())],
            Method::Assertion => {
                self.jti.set(self.jti.get() + 1);
                return Self::assertion(
                    key,
                    &json!({
                        "iss": id, "sub": id, "aud": ISSUER, "jti": self.jti.get().to_string(),
                        "iat": self.app.now(), "exp": self.app.now() + 60,
                    }),
                );
            }
            Method::Basic => {
                let header = BASE64_STANDARD.encode(format!("{id}:{secret}"));
                return Shown {
                    fields: Vec::new(),
                    header: Some(format!("Basic {header}")),
                };
            }
        };
        Shown {
            fields,
            header: None,
        }
    }

    fn assertion(key: &ProofKey, claims: &Value) -> Shown {
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let fields = vec![
            ("client_assertion_type", kind.to_owned()),
            ("client_assertion", key.jwt("JWT", claims)),
        ];
        Shown {
            fields,
            header: None,
        }
    }

    async fn ask(&self, grant: &[(&'static str, String)], shown: &Shown) -> Answer {
        let mut asked = TestRequest::post().uri("/api/oidc/acme/token");
        if let Some(header) = &shown.header {
            asked = asked.insert_header(("authorization", header.as_str()));
        }
        let form = [grant, &shown.fields].concat();
        self.app.send(asked.set_form(form)).await
    }
}

fn refused(answer: &Answer, status: StatusCode, error: &str, context: &str) {
    assert_eq!(answer.status, status, "{context}: {answer}");
    assert_eq!(answer.text("error"), error, "{context}");
    let is_challenge = status == StatusCode::UNAUTHORIZED;
    assert_eq!(
        answer.header("www-authenticate").is_some(),
        is_challenge,
        "{context}"
    );
}

/// The grants that a client may use, each with a fresh code or token of its own where it needs one.
async fn grants(
    world: &World<'_>,
    client: &Client<'_>,
    ada: &Person,
    right: impl Fn() -> Shown,
) -> Vec<Vec<(&'static str, String)>> {
    let code = async || {
        let code = world.app.browser().sign_in(client, ada).await;
        vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code),
            ("redirect_uri", CALLBACK.to_owned()),
            ("code_verifier", VERIFIER.to_owned()),
        ]
    };
    let tokens = world.ask(&code().await, &right()).await;
    let mut grants = vec![
        code().await,
        vec![
            ("grant_type", "refresh_token".to_owned()),
            ("refresh_token", tokens.text("refresh_token")),
        ],
    ];
    if client.id != "none" {
        grants.push(vec![("grant_type", "client_credentials".to_owned())]);
    }
    grants
}

#[actix_web::test]
async fn each_grant_needs_the_right_client_in_the_right_way() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let world = World {
        app: &app,
        key: ProofKey::new(),
        jti: 0.into(),
    };
    let own = [
        world.client(&acme, "post", Method::Post).await,
        world.client(&acme, "basic", Method::Basic).await,
        world.client(&acme, "assertion", Method::Assertion).await,
        world.client(&acme, "none", Method::None).await,
    ];
    let stranger = world.client(&acme, "stranger", Method::Post).await;
    let foreign = ProofKey::new();
    let ada = acme.enrolled("ada").await;
    for (method, client) in METHODS.into_iter().zip(&own) {
        let secret = client.secret.clone().unwrap_or_default();
        let right = || world.shown(method, client.id, &secret, &world.key);
        for grant in grants(&world, client, &ada, right).await {
            let context = format!("{method:?} {}", grant[0].1);
            let wrong_secret = "A".repeat(43);
            let unknown = [
                (
                    world.shown(method, "nobody", &secret, &world.key),
                    "an unknown client",
                ),
                (
                    world.shown(Method::Post, client.id, &wrong_secret, &world.key),
                    "a wrong secret",
                ),
                (
                    world.shown(Method::Basic, client.id, &wrong_secret, &world.key),
                    "a wrong secret",
                ),
                (
                    world.shown(Method::Basic, client.id, "", &world.key),
                    "an empty secret",
                ),
                (
                    world.shown(Method::Assertion, client.id, "", &foreign),
                    "a foreign key",
                ),
            ];
            for (shown, what) in unknown {
                let answer = world.ask(&grant, &shown).await;
                refused(
                    &answer,
                    StatusCode::UNAUTHORIZED,
                    "invalid_client",
                    &format!("{context}, {what}"),
                );
            }
            if method != Method::None {
                let answer = world
                    .ask(
                        &grant,
                        &world.shown(Method::None, client.id, "", &world.key),
                    )
                    .await;
                refused(
                    &answer,
                    StatusCode::UNAUTHORIZED,
                    "invalid_client",
                    &format!("{context}, nothing"),
                );
            }
            let some = client.secret.as_ref().unwrap_or(&wrong_secret);
            let mut twice = world.shown(Method::Basic, client.id, some, &world.key);
            twice.fields = world
                .shown(Method::Post, client.id, some, &world.key)
                .fields;
            let answer = world.ask(&grant, &twice).await;
            refused(
                &answer,
                StatusCode::BAD_REQUEST,
                "invalid_request",
                &format!("{context}, two at once"),
            );

            // Another client, which authenticates as it should, gets nothing by it.
            if grant.len() > 1 {
                let stolen = world.shown(
                    Method::Post,
                    "stranger",
                    stranger.secret.as_deref().unwrap(),
                    &world.key,
                );
                let answer = world.ask(&grant, &stolen).await;
                refused(
                    &answer,
                    StatusCode::BAD_REQUEST,
                    "invalid_grant",
                    &format!("{context}, stolen"),
                );
            }
            let answer = world.ask(&grant, &right()).await;
            assert_eq!(
                answer.status,
                StatusCode::OK,
                "{context}, after all that: {answer}"
            );
        }
    }
}

#[actix_web::test]
async fn a_secret_in_the_query_is_none() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let world = World {
        app: &app,
        key: ProofKey::new(),
        jti: 0.into(),
    };
    let client = world.client(&acme, "post", Method::Post).await;
    let query = format!(
        "client_id=post&client_secret={}",
        client.secret.as_deref().unwrap()
    );
    let asked = TestRequest::post()
        .uri(&format!("/api/oidc/acme/token?{query}"))
        .set_form([("grant_type", "client_credentials")]);
    refused(
        &app.send(asked).await,
        StatusCode::BAD_REQUEST,
        "invalid_request",
        "no client_id in the form",
    );
    let asked = TestRequest::post()
        .uri(&format!("/api/oidc/acme/token?{query}"))
        .set_form([("grant_type", "client_credentials"), ("client_id", "post")]);
    refused(
        &app.send(asked).await,
        StatusCode::UNAUTHORIZED,
        "invalid_client",
        "no secret in the form",
    );
}

#[actix_web::test]
async fn an_assertion_is_for_this_server_for_now_and_for_once() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let world = World {
        app: &app,
        key: ProofKey::new(),
        jti: 0.into(),
    };
    world.client(&acme, "assertion", Method::Assertion).await;
    let grant = [("grant_type", "client_credentials".to_owned())];
    let good = json!({
        "iss": "assertion", "sub": "assertion", "aud": ISSUER, "jti": "1",
        "iat": app.now(), "exp": app.now() + 60,
    });
    for (name, value) in [
        ("aud", json!("https://evil.example")),
        ("aud", json!("http://localhost:8080/api/oidc/other")),
        ("iss", json!("nobody")),
        ("sub", json!("nobody")),
        ("exp", json!(app.now() - 60)),
        ("exp", json!(app.now() + 7200)),
        ("exp", Value::Null),
        ("nbf", json!(app.now() + 120)),
        ("jti", Value::Null),
    ] {
        let mut claims = good.clone();
        claims[name] = value;
        let answer = world
            .ask(&grant, &World::assertion(&world.key, &claims))
            .await;
        refused(
            &answer,
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            &claims.to_string(),
        );
    }
    let shown = World::assertion(&world.key, &good);
    assert_eq!(world.ask(&grant, &shown).await.status, StatusCode::OK);
    let again = world.ask(&grant, &shown).await;
    refused(
        &again,
        StatusCode::UNAUTHORIZED,
        "invalid_client",
        "used twice",
    );
}
