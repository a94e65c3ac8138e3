use josekit::jwk::Jwk;
use josekit::jwk::alg::ed::EdCurve;
use serde_json::json;

use super::*;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// A key pair, and an ID token that it has signed at 1000 for ten minutes.
fn signed() -> (Jwk, String) {
    let key = Jwk::generate_ed_key(EdCurve::Ed25519).unwrap();
    let mut payload = JwtPayload::new();
    payload.set_subject("ada");
    payload.set_issued_at(&at(1000));
    payload.set_expires_at(&at(1600));
    let signer = EdDSA.signer_from_jwk(&key).unwrap();
    let token = jwt::encode_with_signer(&payload, &JwsHeader::new(), &signer).unwrap();
    (key, token)
}

fn keys(key: &Jwk) -> Value {
    json!({ "keys": [key.to_public_key().unwrap().as_ref()] })
}

#[test]
fn a_signed_token_is_believed_in_its_time() {
    let (key, token) = signed();
    let (header, claims) = verified(&token, &keys(&key), at(1001)).unwrap();
    assert_eq!(
        (&header["alg"], &claims["sub"]),
        (&json!("EdDSA"), &json!("ada"))
    );
    for late in [at(1600), at(900)] {
        let refused = verified(&token, &keys(&key), late);
        assert!(matches!(refused, Err(NotBelieved::Time)));
    }
}

#[test]
fn a_changed_token_and_one_of_another_key_are_not() {
    let ((key, token), (other, _)) = (signed(), signed());
    let refused = |token: &str, key| {
        let refused = verified(token, &keys(key), at(1001));
        assert!(matches!(refused, Err(NotBelieved::Signature)), "{token}");
    };
    refused(&token, &other);
    let (head, rest) = token.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    refused(&format!("{head}.eyJzdWIiOiJldmUifQ.{signature}"), &key);
    refused("e30.e30.", &key);
    let unreadable = verified(&token, &json!(7), at(1001));
    assert!(matches!(unreadable, Err(NotBelieved::Keys)));
}
