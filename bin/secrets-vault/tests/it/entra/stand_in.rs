//! Stands where Microsoft Entra ID would: keys of its own, hints, and a check of our answer as Microsoft documents it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64URL};
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::{Signer, Verifier};
use openssl::x509::X509;
use serde_json::{Value, json};

use crate::harness::{App, Browser};

/// Where Entra ID takes answers.
pub(super) const BACK: &str =
    "https://login.microsoftonline.com/common/federation/externalauthprovider";
/// Its tenant.
pub(super) const TID: &str = "11111111-2222-3333-4444-555555555555";

/// Entra ID, with its metadata served on this machine until the tests end.
pub(super) struct Entra {
    key: PKey<Private>,
    pub(super) issuer: String,
}

impl Entra {
    pub(super) fn start() -> Self {
        let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let issuer = format!("{origin}/{TID}/v2.0");
        let rsa = key.rsa().unwrap();
        let encode = |number: &openssl::bn::BigNumRef| BASE64URL.encode(number.to_vec());
        let jwk = json!({
            "kty": "RSA", "use": "sig", "kid": "entra", "n": encode(rsa.n()), "e": encode(rsa.e()),
        });
        let metadata = json!({"issuer": issuer, "jwks_uri": format!("{origin}/keys")});
        let keys = json!({"keys": [jwk]});
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let first = lines.next().unwrap().unwrap();
                while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
                let body = if first.contains(" /keys ") {
                    &keys
                } else {
                    &metadata
                };
                let body = body.to_string();
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
                let length = body.len();
                write!(stream, "{head}\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
            }
        });
        Self { key, issuer }
    }

    /// A hint about that name, expired by design, but for one claim; null takes a claim away.
    pub(super) fn hint(&self, username: &str, change: Option<(&str, Value)>) -> String {
        let mut claims = json!({
            "iss": self.issuer, "aud": "entra", "exp": 1, "iat": 0, "tid": TID,
            "oid": format!("oid-{username}"), "sub": format!("sub-{username}"),
            "preferred_username": username,
        });
        if let Some((name, value)) = change {
            claims[name] = value;
        }
        claims
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        self.sign(&claims)
    }

    fn sign(&self, claims: &Value) -> String {
        let encode = |part: &Value| BASE64URL.encode(part.to_string());
        let head = encode(&json!({"alg": "RS256", "kid": "entra", "typ": "JWT"}));
        let text = format!("{head}.{}", encode(claims));
        let mut signer = Signer::new(MessageDigest::sha256(), &self.key).unwrap();
        let signature = signer.sign_oneshot_to_vec(text.as_bytes()).unwrap();
        format!("{text}.{}", BASE64URL.encode(signature))
    }
}

/// What Entra ID posts, but for `changes`.
pub(super) fn form(hint: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let claims = json!({"id_token": {
        "acr": {"essential": true, "values": ["possessionorinherence"]},
        "amr": {"essential": true, "values": ["face", "fido", "fpt", "hwk", "iris", "otp", "pop",
            "retina", "sc", "sms", "swk", "tel", "vbm"]},
    }});
    let fields = [
        ("scope", "openid"),
        ("response_mode", "form_post"),
        ("response_type", "id_token"),
        ("client_id", "entra"),
        ("redirect_uri", BACK),
        ("nonce", "the-nonce"),
        ("state", "the-state"),
        ("id_token_hint", hint),
        ("claims", &claims.to_string()),
        ("client-request-id", "6f6e1a1c"),
    ];
    let kept = fields
        .iter()
        .filter(|(name, _)| changes.iter().all(|(it, _)| it != name));
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    kept.chain(changes).map(owned).collect()
}

/// Checks our answer as Microsoft's provider reference says, with what our metadata lead to, and gives its
/// claims.
pub(super) fn check(app: &App, answer: &BTreeMap<String, String>, subject: &str) -> Value {
    let browser = Browser::new();
    let url = app.endpoint("microsoft-mfa/.well-known/openid-configuration");
    let metadata = browser.get(&url);
    let length: usize = metadata.header("content-length").unwrap().parse().unwrap();
    assert_eq!(length, metadata.body.len());
    let metadata = metadata.json();
    assert_eq!(
        format!(
            "{}/.well-known/openid-configuration",
            metadata["issuer"].as_str().unwrap()
        ),
        url
    );
    assert_eq!(
        metadata["authorization_endpoint"],
        app.endpoint("microsoft-mfa/authorize")
    );
    let keys = browser.get(metadata["jwks_uri"].as_str().unwrap()).json();

    assert_eq!(answer["state"], "the-state");
    let (text, signature) = answer["id_token"].rsplit_once('.').unwrap();
    let (head, claims) = text.split_once('.').unwrap();
    let decode = |part: &str| serde_json::from_slice::<Value>(&BASE64URL.decode(part).unwrap());
    let (head, claims) = (decode(head).unwrap(), decode(claims).unwrap());
    assert_eq!(head["alg"], "RS256");
    let keys = keys["keys"].as_array().unwrap();
    let key = keys.iter().find(|key| key["kid"] == head["kid"]).unwrap();
    assert_eq!(key["kty"], "RSA");
    let number = |name: &str| {
        let bytes = BASE64URL.decode(key[name].as_str().unwrap()).unwrap();
        BigNum::from_slice(&bytes).unwrap()
    };
    let public = Rsa::from_public_components(number("n"), number("e")).unwrap();
    let public = PKey::from_rsa(public).unwrap();
    if let Some(certificate) = key["x5c"][0].as_str() {
        let certificate = X509::from_der(&BASE64_STANDARD.decode(certificate).unwrap()).unwrap();
        assert!(certificate.public_key().unwrap().public_eq(&public));
    }
    let mut verifier = Verifier::new(MessageDigest::sha256(), &public).unwrap();
    let signature = BASE64URL.decode(signature).unwrap();
    assert!(
        verifier
            .verify_oneshot(&signature, text.as_bytes())
            .unwrap()
    );

    assert_eq!(
        (&claims["iss"], &claims["aud"]),
        (&metadata["issuer"], &"entra".into())
    );
    assert_eq!(
        (&claims["sub"], &claims["nonce"]),
        (&subject.into(), &"the-nonce".into())
    );
    assert_eq!(claims["acr"], "possessionorinherence");
    assert_eq!(claims["amr"].as_array().unwrap().len(), 1);
    assert!(claims["exp"].as_i64().unwrap() > claims["iat"].as_i64().unwrap());
    claims
}
