//! An application in the browser whose tokens are bound to a key of its own (RFC 9449), from the first request
//! to the last.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use testkit::{ProofKey, Proving};

use crate::harness::{Answer, App, Browser, Person, Server, Shared, Tenant, in_parallel};

static SERVER: LazyLock<Shared> = LazyLock::new(|| Server::start().into());

static WORLD: LazyLock<(Tenant, Person)> = LazyLock::new(|| {
    let acme = SERVER.tenant("dpop", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    (acme, ada)
});

/// An application that proves its key with every request.
struct Spa {
    app: App,
    key: ProofKey,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the service's clock is this machine's"
)]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    since.as_secs().try_into().unwrap()
}

impl Spa {
    fn new(client_id: &str) -> Self {
        let settings = ["--public", "--set", "dpop_bound_access_tokens=true"];
        let scopes = ["--set", "allowed_scopes=[\"openid\",\"email\",\"account\"]"];
        let app = WORLD.0.app(client_id, &[&settings[..], &scopes].concat());
        Self {
            app,
            key: ProofKey::new(),
        }
    }

    fn prove(&self, method: &str, url: &str, nonce: Option<&str>, token: Option<&str>) -> Browser {
        let at = now();
        let proof = self.key.prove(&Proving {
            method,
            url,
            at,
            nonce,
            token,
        });
        Browser::new().with("dpop", proof)
    }

    /// Asks first without a nonce and then with the one that it is given, as clients do.
    fn ask(
        &self,
        method: &str,
        url: &str,
        token: Option<&str>,
        send: impl Fn(&Browser) -> Answer,
    ) -> Answer {
        let refused = send(&self.prove(method, url, None, token));
        let nonce = refused.header("dpop-nonce").unwrap();
        assert!(matches!(refused.status, 400 | 401), "{refused}");
        send(&self.prove(method, url, Some(nonce), token))
    }

    fn get(&self, url: &str, token: &str) -> Answer {
        self.ask("GET", url, Some(token), |browser| {
            browser.send(
                "GET",
                url,
                &[("authorization", &format!("DPoP {token}"))],
                Vec::new(),
            )
        })
    }

    /// A code for the key, in a browser in which somebody is signed in.
    fn code(&self) -> String {
        let browser = Browser::new();
        self.app.code(&browser, &WORLD.1);
        let mut url = self.app.authorization_url();
        url.query_pairs_mut()
            .append_pair("dpop_jkt", &self.key.thumbprint());
        let url = url.as_str().replace("offline_access", "account");
        browser.get(&url).location_value("code")
    }

    fn redeem(&self, code: &str) -> Answer {
        let url = self.app.endpoint("token");
        self.ask("POST", &url, None, |browser| self.app.redeem(browser, code))
    }
}

fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap()
}

#[test]
fn tokens_of_an_application_in_the_browser_are_worth_nothing_without_its_key() {
    let (acme, _) = &*WORLD;
    let spa = Spa::new("spa");
    let metadata = Browser::new()
        .get(&format!(
            "{}/.well-known/openid-configuration",
            acme.issuer()
        ))
        .json();
    let algorithms = metadata["dpop_signing_alg_values_supported"]
        .as_array()
        .unwrap();
    assert!(algorithms.contains(&"ES256".into()) && !algorithms.contains(&"HS256".into()));

    let code = spa.code();
    let without = spa.app.redeem(&Browser::new(), &code);
    assert_eq!(
        without.json()["error"],
        "invalid_dpop_proof",
        "it is registered to have one"
    );
    let thief = Spa {
        app: spa.app.clone(),
        key: ProofKey::new(),
    };
    assert_eq!(thief.redeem(&code).json()["error"], "invalid_grant");
    let answer = spa.redeem(&code);
    assert_eq!(answer.status, 200, "{answer}");
    let tokens = answer.json();
    assert_eq!(tokens["token_type"], "DPoP");

    let (userinfo, me) = (spa.app.endpoint("userinfo"), SERVER.at("/api/user/me"));
    let token = text(&tokens, "access_token");
    for url in [&userinfo, &me] {
        assert_eq!(spa.get(url, token).status, 200, "{url}");
        let stolen = Browser::new()
            .with("authorization", format!("Bearer {token}"))
            .get(url);
        assert_eq!(stolen.status, 401);
        assert!(
            stolen
                .header("www-authenticate")
                .unwrap()
                .starts_with("DPoP error=\"invalid_token\"")
        );
        assert_eq!(thief.get(url, token).status, 401);
    }

    let refresh = |spa: &Spa, token: &str| {
        let url = spa.app.endpoint("token");
        spa.ask("POST", &url, None, |browser| {
            spa.app.refresh(browser, token)
        })
    };
    let first = text(&tokens, "refresh_token");
    assert_eq!(refresh(&thief, first).json()["error"], "invalid_grant");
    let next = refresh(&spa, first).json();
    assert_eq!(spa.get(&me, text(&next, "access_token")).status, 200);
}

#[test]
fn of_32_uses_of_one_proof_one_counts() {
    let spa = Spa::new("raced");
    let token = spa.redeem(&spa.code()).json();
    let (token, url) = (text(&token, "access_token"), spa.app.endpoint("userinfo"));
    let nonce = spa.prove("GET", &url, None, Some(token)).get(&url);
    let nonce = nonce.header("dpop-nonce").unwrap();
    let proving = Proving {
        method: "GET",
        url: &url,
        at: now(),
        nonce: Some(nonce),
        token: Some(token),
    };
    let proof = spa.key.prove(&proving);
    let answers = in_parallel(32, |_| {
        let browser = Browser::new().with("dpop", &proof);
        browser
            .with("authorization", format!("DPoP {token}"))
            .get(&url)
            .status
    });
    assert_eq!(
        answers.iter().filter(|status| **status == 200).count(),
        1,
        "{answers:?}"
    );
    assert!(
        answers.iter().all(|status| matches!(status, 200 | 401)),
        "{answers:?}"
    );
}
