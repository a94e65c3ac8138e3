//! A client's side of DPoP (RFC 9449), made with OpenSSL alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey};
use openssl::ecdsa::EcdsaSig;
use openssl::nid::Nid;
use openssl::pkey::Private;
use openssl::rand::rand_bytes;
use openssl::sha::sha256;
use serde_json::{Value, json};

/// The key with which a client proves that a token is its own: ES256.
#[derive(Debug)]
pub struct ProofKey(EcKey<Private>);

/// What a proof is about.
#[derive(Clone, Copy, Debug)]
pub struct Proving<'a> {
    /// The method of the request.
    pub method: &'a str,
    /// Its URL.
    pub url: &'a str,
    /// When the proof is made, in seconds since the Unix epoch.
    pub at: i64,
    /// The nonce that the server has given.
    pub nonce: Option<&'a str>,
    /// The access token that comes along.
    pub token: Option<&'a str>,
}

impl ProofKey {
    /// A new key.
    #[expect(clippy::new_without_default, reason = "each is another")]
    pub fn new() -> Self {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        Self(EcKey::generate(&group).unwrap())
    }

    /// The thumbprint of its public half (RFC 7638).
    pub fn thumbprint(&self) -> String {
        let [x, y] = self.coordinates();
        let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        base64url(&sha256(members.as_bytes()))
    }

    /// The claims of a proof with a new `jti`.
    pub fn claims(proving: &Proving<'_>) -> Value {
        let mut jti = [0; 16];
        rand_bytes(&mut jti).unwrap();
        let mut claims = json!({
            "jti": base64url(&jti),
            "htm": proving.method,
            "htu": proving.url,
            "iat": proving.at,
        });
        if let Some(nonce) = proving.nonce {
            claims["nonce"] = nonce.into();
        }
        if let Some(token) = proving.token {
            claims["ath"] = base64url(&sha256(token.as_bytes())).into();
        }
        claims
    }

    /// A proof.
    pub fn prove(&self, proving: &Proving<'_>) -> String {
        self.sign(&Self::claims(proving))
    }

    /// A proof with these claims.
    pub fn sign(&self, claims: &Value) -> String {
        self.sign_under(
            &json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk()}),
            claims,
        )
    }

    /// Any other JWT of the key's.
    pub fn jwt(&self, typ: &str, claims: &Value) -> String {
        self.sign_under(&json!({"typ": typ, "alg": "ES256"}), claims)
    }

    /// Its public half (RFC 7517).
    pub fn jwk(&self) -> Value {
        let [x, y] = self.coordinates();
        json!({"kty": "EC", "crv": "P-256", "x": x, "y": y})
    }

    fn sign_under(&self, header: &Value, claims: &Value) -> String {
        let [header, claims] = [header, claims].map(|it| base64url(it.to_string().as_bytes()));
        let signed = format!("{header}.{claims}");
        let signature = EcdsaSig::sign(&sha256(signed.as_bytes()), &self.0).unwrap();
        let halves = [signature.r(), signature.s()].map(|half| half.to_vec_padded(32).unwrap());
        format!("{signed}.{}", base64url(&halves.concat()))
    }

    fn coordinates(&self) -> [String; 2] {
        let (mut x, mut y) = (BigNum::new().unwrap(), BigNum::new().unwrap());
        let context = &mut BigNumContext::new().unwrap();
        let point = self.0.public_key();
        point
            .affine_coordinates(self.0.group(), &mut x, &mut y, context)
            .unwrap();
        [x, y].map(|it| base64url(&it.to_vec_padded(32).unwrap()))
    }
}

fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
