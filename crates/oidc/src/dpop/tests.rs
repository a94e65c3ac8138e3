use josekit::jwk::Jwk;
use josekit::jws::{ES256, EdDSA, HS256, JwsSigner, PS256, RS256};
use kernel::Clock as _;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use tenancy::GrantType;

use super::{DpopError, DpopProof, KeyThumbprint, TokenScheme};
use crate::fixture::{CALLBACK, ISSUER, VERIFIER, World, keyring, parameters, request, secret};
use crate::keyring::TokenType;
use crate::{AccessTokenError, PresentedToken, TokenError, TokenResponse, UserInfoError};

/// A key of a client's.
struct Key {
    jwk: Jwk,
    signer: Box<dyn JwsSigner>,
}

impl Key {
    fn new(alg: &str) -> Self {
        let ed25519 = josekit::jwk::alg::ed::EdCurve::Ed25519;
        let jwk = match alg {
            "ES256" => Jwk::generate_ec_key(josekit::jwk::alg::ec::EcCurve::P256),
            "EdDSA" => Jwk::generate_ed_key(ed25519),
            _ => Jwk::generate_rsa_key(2048),
        };
        let jwk = jwk.unwrap();
        let signer: Box<dyn JwsSigner> = match alg {
            "ES256" => Box::new(ES256.signer_from_jwk(&jwk).unwrap()),
            "EdDSA" => Box::new(EdDSA.signer_from_jwk(&jwk).unwrap()),
            "PS256" => Box::new(PS256.signer_from_jwk(&jwk).unwrap()),
            _ => Box::new(RS256.signer_from_jwk(&jwk).unwrap()),
        };
        Self { jwk, signer }
    }

    fn public(&self) -> Map<String, Value> {
        self.jwk.to_public_key().unwrap().into()
    }

    fn thumbprint(&self) -> KeyThumbprint {
        KeyThumbprint::of(&self.public()).unwrap()
    }

    fn sign(&self, claims: &Value) -> String {
        self.sign_with(claims, &json!({"typ": "dpop+jwt", "jwk": self.public()}))
    }

    fn sign_with(&self, claims: &Value, header: &Value) -> String {
        let mut header = header.clone();
        header["alg"] = self.signer.algorithm().name().into();
        let parts = [&header, claims].map(|part| base64url(part.to_string().as_bytes()));
        let signed = parts.join(".");
        let signature = self.signer.sign(signed.as_bytes()).unwrap();
        format!("{signed}.{}", base64url(&signature))
    }
}

const TOKEN: &str = "/api/oidc/acme/token";
const PAR: &str = "/api/oidc/acme/par";
const USERINFO: &str = "/api/oidc/acme/userinfo";

fn proof<'a>(text: &'a str, method: &'a str, path: &'a str) -> DpopProof<'a> {
    DpopProof { text, method, path }
}

impl World {
    /// Good claims of a proof for a POST to `path`.
    fn proof_claims(&self, jti: &str, path: &str) -> Value {
        json!({
            "jti": jti, "htm": "POST", "htu": format!("https://id.example{path}"),
            "iat": self.clock.now().seconds(), "nonce": self.provider.dpop_nonce(),
        })
    }

    /// Asks the token endpoint with a new proof of `key`, if there is one.
    async fn ask(
        &self,
        key: Option<&Key>,
        pairs: &[(&str, &str)],
    ) -> Result<TokenResponse, TokenError> {
        let jti = self.memory.state().proofs.len().to_string();
        let text = key.map(|key| key.sign(&self.proof_claims(&jti, TOKEN)));
        let parameters = parameters(pairs);
        let mut request = self.request(&parameters);
        request.proof = text.as_deref().map(|text| proof(text, "POST", TOKEN));
        self.provider.exchange(&request).await
    }

    async fn redeem_for(
        &self,
        client: &str,
        key: Option<&Key>,
        code: &str,
    ) -> Result<TokenResponse, TokenError> {
        let secret = secret();
        let mut pairs = vec![
            ("grant_type", "authorization_code"),
            ("client_id", client),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        if client != "spa" {
            pairs.push(("client_secret", secret.reveal()));
        }
        self.ask(key, &pairs).await
    }

    async fn refresh_for(
        &self,
        client: &str,
        key: Option<&Key>,
        token: &str,
    ) -> Result<TokenResponse, TokenError> {
        let secret = secret();
        let mut pairs = vec![
            ("grant_type", "refresh_token"),
            ("client_id", client),
            ("refresh_token", token),
        ];
        if client != "spa" {
            pairs.push(("client_secret", secret.reveal()));
        }
        self.ask(key, &pairs).await
    }

    /// Shows `token` with a proof at the userinfo endpoint.
    async fn show(&self, token: &str, text: &str) -> Result<(), AccessTokenError> {
        let presented = PresentedToken {
            token,
            scheme: TokenScheme::Dpop,
            proof: Some(proof(text, "GET", USERINFO)),
        };
        match self.provider.userinfo(&self.tenant, &presented).await {
            Ok(_) => Ok(()),
            Err(UserInfoError::Token(error)) => Err(error),
            Err(other) => panic!("{other}"),
        }
    }

    /// Good claims of a proof that comes with `token` to the userinfo endpoint.
    fn token_claims(&self, jti: &str, token: &str) -> Value {
        let mut claims = self.proof_claims(jti, USERINFO);
        claims["htm"] = "GET".into();
        claims["ath"] = base64url(&Sha256::digest(token)).into();
        claims
    }

    /// What the endpoint's check says of a proof for a POST to the token endpoint.
    async fn check(&self, text: &str) -> Result<KeyThumbprint, DpopError> {
        let shown = proof(text, "POST", TOKEN);
        self.provider
            .proven_key(&self.tenant.id, &shown, None)
            .await
    }
}

fn base64url(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

fn cnf(token: &TokenResponse) -> Value {
    let claims: Value = keyring()
        .verify(TokenType::Access, token.access_token.reveal())
        .unwrap();
    claims["cnf"]["jkt"].clone()
}

#[tokio::test]
async fn a_key_of_each_kind_binds_a_token_which_then_needs_it() {
    for alg in ["RS256", "PS256", "ES256", "EdDSA"] {
        let (world, key) = (World::new(), Key::new(alg));
        let code = world.code("app", &[]).await;
        let tokens = world.redeem_for("app", Some(&key), &code).await.unwrap();
        assert_eq!(tokens.token_type, TokenScheme::Dpop);
        assert_eq!(cnf(&tokens), key.thumbprint().as_str(), "{alg}");

        let token = tokens.access_token.reveal();
        let text = key.sign(&world.token_claims("shown", token));
        world.show(token, &text).await.unwrap();
        let other = Key::new("ES256").sign(&world.token_claims("other", token));
        let refused = world.show(token, &other).await.unwrap_err();
        assert!(matches!(refused, AccessTokenError::AnotherKey), "{refused}");
        let refused = world.userinfo(token).await.unwrap_err();
        let needs_proof = UserInfoError::Token(AccessTokenError::NeedsProof);
        assert_eq!(refused.to_string(), needs_proof.to_string());
        assert!(matches!(
            world.person(token).await,
            Err(AccessTokenError::NeedsProof)
        ));
    }
}

#[tokio::test]
async fn a_token_without_a_key_is_no_better_with_a_proof() {
    let (world, key) = (World::new(), Key::new("ES256"));
    let token = world.tokens("openid").await.access_token;
    let text = key.sign(&world.token_claims("1", token.reveal()));
    let refused = world.show(token.reveal(), &text).await.unwrap_err();
    assert!(matches!(refused, AccessTokenError::AnotherKey), "{refused}");
}

#[tokio::test]
async fn a_proof_for_a_resource_is_made_for_its_token() {
    let (world, key) = (World::new(), Key::new("ES256"));
    let code = world.code("app", &[]).await;
    let tokens = world.redeem_for("app", Some(&key), &code).await.unwrap();
    let token = tokens.access_token.reveal();
    for ath in [
        Value::Null,
        json!(""),
        json!(base64url(&Sha256::digest("another"))),
    ] {
        let mut claims = world.token_claims("1", token);
        claims["ath"] = ath;
        let refused = world.show(token, &key.sign(&claims)).await.unwrap_err();
        assert_eq!(refused.code(), "invalid_dpop_proof", "{claims}");
    }
    let presented = PresentedToken {
        scheme: TokenScheme::Dpop,
        ..PresentedToken::bearer(token)
    };
    let refused = world
        .provider
        .userinfo(&world.tenant, &presented)
        .await
        .unwrap_err();
    assert_eq!(
        (refused.status(), refused.code()),
        (401, "invalid_dpop_proof")
    );
}

#[tokio::test]
async fn each_deviation_of_a_proof_is_refused() {
    let (world, key) = (World::new(), Key::new("ES256"));
    let good = world.proof_claims("1", TOKEN);
    let now = world.clock.now().seconds();
    for (name, value) in [
        ("jti", Value::Null),
        ("jti", json!("")),
        ("jti", json!("x".repeat(257))),
        ("htm", Value::Null),
        ("htm", json!("GET")),
        ("htm", json!("post")),
        ("htu", Value::Null),
        ("htu", json!("")),
        ("htu", json!(TOKEN)),
        ("htu", json!(format!("{ISSUER}/par"))),
        ("htu", json!(format!("{ISSUER}/token/"))),
        ("htu", json!("https://evil.example/api/oidc/acme/token")),
        ("htu", json!("http://id.example/api/oidc/acme/token")),
        ("htu", json!("https://id.example:8443/api/oidc/acme/token")),
        ("htu", json!("https://a@id.example/api/oidc/acme/token")),
        ("iat", Value::Null),
        ("iat", json!("now")),
        ("iat", json!(now - 301)),
        ("exp", json!(now - 300)),
        ("nbf", json!(now + 301)),
        ("exp", json!("soon")),
        ("iat", json!(now + 301)),
        ("iat", json!(i64::MIN)),
        ("iat", json!(i64::MAX)),
    ] {
        let mut claims = good.clone();
        claims[name] = value;
        let refused = world.check(&key.sign(&claims)).await.unwrap_err();
        assert_eq!(refused.code(), "invalid_dpop_proof", "{claims}");
    }
    assert!(world.memory.state().proofs.is_empty());
    // What does not matter: query, fragment, the writing of the host, a clock that is a little wrong.
    for (index, (name, value)) in [
        ("htu", json!(format!("{ISSUER}/token?a=b#c"))),
        ("htu", json!("HTTPS://ID.example:443/api/oidc/acme/token")),
        ("iat", json!(now - 300)),
        ("iat", json!(now + 300)),
        ("iat", json!(f64::from(u32::try_from(now).unwrap()) + 0.5)),
        ("exp", json!(now + 1)),
        ("nbf", json!(now)),
    ]
    .into_iter()
    .enumerate()
    {
        let mut claims = good.clone();
        claims[name] = value;
        claims["jti"] = json!(format!("good {index}"));
        assert_eq!(
            world.check(&key.sign(&claims)).await.unwrap(),
            key.thumbprint()
        );
    }
}

#[tokio::test]
async fn a_header_brings_a_public_key_and_nothing_else() {
    let (world, key) = (World::new(), Key::new("ES256"));
    let claims = world.proof_claims("1", TOKEN);
    let public = json!(key.public());
    let mut with_d = public.clone();
    with_d["d"] = key.jwk.parameter("d").unwrap().clone();
    let mut with_p = public.clone();
    with_p["p"] = json!("AQAB");
    let mut for_encryption = public.clone();
    for_encryption["use"] = json!("enc");
    for header in [
        json!({"jwk": public}),
        json!({"typ": "JWT", "jwk": public}),
        json!({"typ": "at+jwt", "jwk": public}),
        json!({"typ": "dpop+jwt"}),
        json!({"typ": "dpop+jwt", "jwk": {}}),
        json!({"typ": "dpop+jwt", "jwk": "x"}),
        json!({"typ": "dpop+jwt", "kid": "x"}),
        json!({"typ": "dpop+jwt", "jwk": with_d}),
        json!({"typ": "dpop+jwt", "jwk": with_p}),
        json!({"typ": "dpop+jwt", "jwk": for_encryption}),
        json!({"typ": "dpop+jwt", "jwk": Key::new("ES256").public()}),
        json!({"typ": "dpop+jwt", "jwk": Key::new("EdDSA").public()}),
        json!({"typ": "dpop+jwt", "jwk": {"kty": "oct", "k": "AQAB"}}),
        json!({"typ": "dpop+jwt", "jwk": public, "crit": ["exp"], "exp": 1}),
    ] {
        let text = key.sign_with(&claims, &header);
        let refused = world.check(&text).await.unwrap_err();
        assert_eq!(refused.code(), "invalid_dpop_proof", "{header}");
    }
    let hmac = Key {
        jwk: key.jwk.clone(),
        signer: Box::new(
            HS256
                .signer_from_bytes(json!(key.public()).to_string())
                .unwrap(),
        ),
    };
    let good = key.sign(&claims);
    let (head, rest) = good.split_once('.').unwrap();
    let (body, _) = rest.split_once('.').unwrap();
    let another = key.sign(&world.proof_claims("2", TOKEN));
    let (_, of_another) = another.rsplit_once('.').unwrap();
    let none = base64url(
        json!({"typ": "dpop+jwt", "alg": "none", "jwk": public})
            .to_string()
            .as_bytes(),
    );
    for text in [
        String::new(),
        "x".to_owned(),
        "a.b.c".to_owned(),
        format!("{good}, {good}"),
        format!("{head}.{body}."),
        format!("{head}.{body}.{of_another}"),
        format!("{none}.{body}."),
        hmac.sign(&claims),
        format!("{good}{}", "x".repeat(9000)),
    ] {
        let refused = world.check(&text).await.unwrap_err();
        assert_eq!(refused.code(), "invalid_dpop_proof", "{text}");
    }
    assert!(world.check(&good).await.is_ok());
}

#[tokio::test]
async fn without_a_fresh_nonce_the_client_is_told_to_use_one() {
    let (world, key) = (World::new(), Key::new("ES256"));
    let old = world.proof_claims("old", TOKEN);
    for nonce in [Value::Null, json!(""), json!("guessed")] {
        let mut claims = old.clone();
        claims["nonce"] = nonce;
        let refused = world.check(&key.sign(&claims)).await.unwrap_err();
        assert!(matches!(refused, DpopError::UseNonce), "{claims}");
    }
    world.clock.advance(240);
    let refused = world.check(&key.sign(&old)).await.unwrap_err();
    assert!(matches!(refused, DpopError::UseNonce));
    let error = TokenError::from(refused);
    assert_eq!((error.code(), error.status()), ("use_dpop_nonce", 400));
    let fresh = world.proof_claims("old", TOKEN);
    assert!(
        world.check(&key.sign(&fresh)).await.is_ok(),
        "its jti was not used up"
    );
}

#[tokio::test]
async fn a_proof_is_used_once() {
    let (world, key) = (World::new(), Key::new("ES256"));
    let claims = world.proof_claims("1", TOKEN);
    assert!(world.check(&key.sign(&claims)).await.is_ok());
    let refused = world.check(&key.sign(&claims)).await.unwrap_err();
    assert_eq!(refused.code(), "invalid_dpop_proof");
    let other = Key::new("ES256");
    assert!(
        world.check(&other.sign(&claims)).await.is_ok(),
        "each key has its own"
    );
}

#[tokio::test]
async fn a_client_may_have_to_prove_a_key() {
    let (world, key) = (World::new(), Key::new("ES256"));
    world.register("bound", |client| {
        client.dpop_bound_access_tokens = true;
        client.grant_types = vec![GrantType::ClientCredentials];
        client.allowed_scopes = vec!["read".to_owned()];
    });
    let secret = secret();
    let pairs = [
        ("grant_type", "client_credentials"),
        ("client_id", "bound"),
        ("client_secret", secret.reveal()),
    ];
    let refused = world.ask(None, &pairs).await.unwrap_err();
    assert_eq!(
        (refused.code(), refused.status()),
        ("invalid_dpop_proof", 400)
    );
    let tokens = world.ask(Some(&key), &pairs).await.unwrap();
    assert_eq!(
        (tokens.token_type, cnf(&tokens)),
        (TokenScheme::Dpop, key.thumbprint().as_str().into())
    );
}

#[tokio::test]
async fn a_public_clients_refresh_tokens_are_bound_to_the_key_and_others_to_their_client() {
    let (world, key, other) = (World::new(), Key::new("ES256"), Key::new("EdDSA"));
    let code = world.code("spa", &[]).await;
    let tokens = world.redeem_for("spa", Some(&key), &code).await.unwrap();
    for wrong in [None, Some(&other)] {
        let refused = world
            .refresh_for("spa", wrong, tokens.refresh())
            .await
            .unwrap_err();
        assert_eq!(refused.code(), "invalid_grant");
    }
    let tokens = world
        .refresh_for("spa", Some(&key), tokens.refresh())
        .await
        .unwrap();
    assert_eq!(cnf(&tokens), key.thumbprint().as_str());

    let code = world.code("spa", &[]).await;
    let bearer = world.redeem_for("spa", None, &code).await.unwrap();
    assert_eq!(bearer.token_type, TokenScheme::Bearer);
    let refused = world
        .refresh_for("spa", Some(&key), bearer.refresh())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "invalid_grant", "a thief cannot bind it");

    let code = world.code("app", &[]).await;
    let tokens = world.redeem_for("app", Some(&key), &code).await.unwrap();
    let tokens = world
        .refresh_for("app", Some(&other), tokens.refresh())
        .await
        .unwrap();
    assert_eq!(cnf(&tokens), other.thumbprint().as_str());
}

#[tokio::test]
async fn a_code_that_names_a_key_is_redeemed_with_it() {
    let (world, key) = (World::new(), Key::new("ES256"));
    let named = key.thumbprint();
    for client in ["app", "spa"] {
        let code = world.code(client, &[("dpop_jkt", named.as_str())]).await;
        for wrong in [None, Some(&Key::new("ES256"))] {
            let refused = world.redeem_for(client, wrong, &code).await.unwrap_err();
            assert_eq!(refused.code(), "invalid_grant");
        }
        let tokens = world.redeem_for(client, Some(&key), &code).await.unwrap();
        assert_eq!(tokens.token_type, TokenScheme::Dpop, "{client}");
    }
}

#[tokio::test]
async fn a_request_sent_ahead_names_the_key_of_its_proof() {
    let (world, key) = (World::new(), Key::new("ES256"));
    let push = async |jti: &str, jkt: &str| {
        let text = key.sign(&world.proof_claims(jti, PAR));
        let secret = secret();
        let mut pairs = request(&[("dpop_jkt", jkt)]).pairs().to_vec();
        pairs.push(("client_secret".to_owned(), secret.reveal().to_owned()));
        let parameters = crate::Parameters::new(pairs);
        let mut request = world.request(&parameters);
        request.proof = Some(proof(&text, "POST", PAR));
        world.provider.push(&request).await
    };
    let other = Key::new("ES256").thumbprint();
    let refused = push("1", other.as_str()).await.unwrap_err();
    assert_eq!(refused.code(), "invalid_request");
    assert_eq!(
        push("2", "malformed").await.unwrap_err().code(),
        "invalid_request"
    );
    assert!(world.memory.state().pushed.is_empty());

    for (jti, jkt) in [("3", ""), ("4", key.thumbprint().as_str())] {
        push(jti, jkt).await.unwrap();
        let pushed = world.memory.state().pushed.pop().unwrap();
        let named = pushed.parameters.get("dpop_jkt").unwrap();
        assert_eq!(named, Some(key.thumbprint().as_str()));
    }
}

#[tokio::test]
async fn introspection_tells_the_key() {
    let (world, key) = (World::new(), Key::new("ES256"));
    let code = world.code("app", &[]).await;
    let tokens = world.redeem_for("app", Some(&key), &code).await.unwrap();
    let secret = secret();
    let parameters = parameters(&[
        ("client_id", "app"),
        ("client_secret", secret.reveal()),
        ("token", tokens.access_token.reveal()),
    ]);
    let told = world
        .provider
        .introspect(&world.request(&parameters))
        .await
        .unwrap();
    let told = serde_json::to_value(told).unwrap();
    assert_eq!(
        (&told["token_type"], &told["cnf"]["jkt"]),
        (&json!("DPoP"), &json!(key.thumbprint()))
    );
}
