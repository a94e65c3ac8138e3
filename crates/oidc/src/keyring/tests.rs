use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use josekit::jws::{HS256, JwsContext, JwsHeader};
use kernel::Clock as _;
use kernel::audit::{EventActor, EventKind};
use openssl::bn::BigNum;
use openssl::pkey::{Id, PKey};
use openssl::rsa::RsaPrivateKeyBuilder;
use serde_json::{Value, json};
use tenancy::SigningAlgorithm::{EdDsa, Rs256};

use super::*;
use crate::fixture::{self, ManualClock, Memory, NOW, keyring};
use crate::{MockSigningKeys, SigningKeys};

fn verify(text: &str) -> Result<Value, InvalidJwt> {
    keyring().verify(TokenType::Access, text)
}

fn live_key(algorithm: SigningAlgorithm, der: Vec<u8>) -> LiveKey {
    let key = SigningKey {
        kid: "k".to_owned(),
        algorithm,
        private_key: PrivateKey::from_der(der),
        created_at: NOW,
        signs_from: NOW,
    };
    LiveKey::parse(&key, NOW).unwrap()
}

fn decoded(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

#[test]
fn eddsa_signs_as_in_rfc_8037_appendix_a_4() {
    let d = decoded("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
    let key = PKey::private_key_from_raw_bytes(&d, Id::ED25519).unwrap();
    let key = live_key(EdDsa, key.private_key_to_pkcs8().unwrap());
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo".to_owned();
    assert_eq!(key.jwk.key, PublicKey::Ed25519 { crv: "Ed25519", x });
    assert_eq!(
        key.sign(&JwsHeader::new(), b"Example of Ed25519 signing")
            .unwrap(),
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.\
         hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );
}

#[test]
fn rs256_signs_as_in_rfc_7515_appendix_a_2() {
    let number = |text: &str| BigNum::from_slice(&decoded(text)).unwrap();
    let n = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    let d = "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ";
    let rsa = RsaPrivateKeyBuilder::new(number(n), number("AQAB"), number(d))
        .unwrap()
        .set_factors(
            number("4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc"),
            number("uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc"),
        )
        .unwrap()
        .set_crt_params(
            number("BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0"),
            number("h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU"),
            number("IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U"),
        )
        .unwrap()
        .build();
    let key = PKey::from_rsa(rsa).unwrap();
    let key = live_key(Rs256, key.private_key_to_pkcs8().unwrap());
    let payload =
        b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
    assert_eq!(
        key.sign(&JwsHeader::new(), payload).unwrap(),
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
         cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    );
}

#[test]
fn what_is_signed_verifies_under_both_algorithms() {
    for algorithm in [EdDsa, Rs256] {
        let token = keyring()
            .sign(algorithm, TokenType::Access, &json!({"a": 1}))
            .unwrap();
        assert_eq!(verify(token.reveal()), Ok(json!({"a": 1})));
    }
}

/// A token with this header, signed by the real key of `algorithm` under its real name.
fn forged(algorithm: SigningAlgorithm, header: &Value) -> String {
    let keyring = keyring();
    let key = keyring.keys.iter().find(|key| key.jwk.alg == algorithm);
    let header = JwsHeader::from_map(header.as_object().unwrap().clone()).unwrap();
    key.unwrap().sign(&header, b"{}").unwrap()
}

fn kid(algorithm: SigningAlgorithm) -> String {
    let keys = fixture::keys();
    let key = keys.into_iter().find(|key| key.algorithm == algorithm);
    key.unwrap().kid
}

#[test]
fn a_header_cannot_choose_the_key_or_the_algorithm() {
    let kid_of = kid(EdDsa);
    assert!(verify(&forged(EdDsa, &json!({"typ": "at+jwt", "kid": kid_of}))).is_ok());
    for header in [
        json!({"typ": "at+jwt"}),
        json!({"typ": "at+jwt", "kid": "unknown"}),
        json!({"typ": "at+jwt", "kid": kid(Rs256)}),
        json!({"typ": "JWT", "kid": kid_of}),
        json!({"kid": kid_of}),
        json!({"typ": "at+jwt", "kid": kid_of, "jku": "https://evil.example"}),
        json!({"typ": "at+jwt", "kid": kid_of, "x5u": "https://evil.example"}),
        json!({"typ": "at+jwt", "kid": kid_of, "jwk": {"kty": "oct", "k": "AAAA"}}),
        json!({"typ": "at+jwt", "kid": kid_of, "crit": ["exp"], "exp": 1}),
    ] {
        assert!(verify(&forged(EdDsa, &header)).is_err(), "{header}");
    }
}

#[test]
fn no_signature_and_the_public_key_as_a_secret_are_refused() {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    for alg in ["none", "None", "HS256", ""] {
        let header = json!({"alg": alg, "typ": "at+jwt", "kid": kid(Rs256)});
        let text = format!("{}.{}.", encode(&header.to_string()), encode("{}"));
        assert!(verify(&text).is_err(), "{alg}");
    }
    let keys = fixture::keys();
    let rsa = keys.iter().find(|key| key.algorithm == Rs256).unwrap();
    let key = PKey::private_key_from_der(rsa.private_key.reveal()).unwrap();
    for secret in [
        key.public_key_to_pem().unwrap(),
        key.public_key_to_der().unwrap(),
    ] {
        let signer = HS256.signer_from_bytes(&secret).unwrap();
        let mut header = JwsHeader::new();
        header.set_token_type("at+jwt");
        header.set_key_id(&rsa.kid);
        let text = JwsContext::new()
            .serialize_compact(b"{}", &header, &signer)
            .unwrap();
        assert!(verify(&text).is_err());
    }
}

#[test]
fn a_changed_token_is_refused() {
    let token = keyring()
        .sign(EdDsa, TokenType::Access, &json!({"sub": "ada"}))
        .unwrap();
    let parts: Vec<&str> = token.reveal().split('.').collect();
    let other = URL_SAFE_NO_PAD.encode(r#"{"sub":"bob"}"#);
    for text in [
        format!("{}.{other}.{}", parts[0], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}", parts[0], parts[1]),
        format!("{}.x", token.reveal()),
        format!("{} ", token.reveal()),
        String::new(),
    ] {
        assert!(verify(&text).is_err(), "{text}");
    }
}

#[test]
fn a_token_longer_than_any_that_is_issued_is_refused() {
    let token = |bytes| {
        let claims = json!({"a": "x".repeat(bytes)});
        keyring().sign(EdDsa, TokenType::Access, &claims).unwrap()
    };
    assert!(verify(token(20_000).reveal()).is_ok());
    assert!(verify(token(32_768).reveal()).is_err());
}

#[test]
fn another_tenants_keys_are_strangers() {
    let stranger = SigningKey::generate(EdDsa, NOW, NOW).unwrap();
    let keyring = Keyring::parse(&[stranger], NOW).unwrap();
    let token = keyring.sign(EdDsa, TokenType::Access, &json!({})).unwrap();
    assert!(verify(token.reveal()).is_err());
}

fn keyrings(keys: Arc<dyn SigningKeys>) -> (Keyrings, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(NOW));
    (Keyrings::new(keys, clock.clone()), clock)
}

#[tokio::test]
async fn a_keyring_is_trusted_for_five_seconds() {
    let memory = Arc::new(Memory::new(Vec::new(), fixture::account(), fixture::keys()));
    let (keyrings, clock) = keyrings(memory.clone());
    let tenant = fixture::tenant().id;
    for (advance, reads) in [(0, 1), (4, 1), (1, 2), (1, 2)] {
        clock.advance(advance);
        keyrings.of(&tenant).await.unwrap();
        assert_eq!(memory.state().key_reads, reads, "at {}", clock.now());
    }
}

#[tokio::test]
async fn missing_keys_are_made() {
    let memory = Arc::new(Memory::new(Vec::new(), fixture::account(), Vec::new()));
    let (keyrings, _) = keyrings(memory.clone());
    let keyring = keyrings.of(&fixture::tenant().id).await.unwrap();
    assert_eq!(keyring.jwk_set().keys.len(), 2);
    assert_eq!(memory.state().keys.len(), 2);
}

#[tokio::test]
async fn a_tenant_gets_one_key_of_each_algorithm_once() {
    let memory = Arc::new(Memory::new(Vec::new(), fixture::account(), Vec::new()));
    let (keyrings, _) = keyrings(memory.clone());
    let tenant = fixture::tenant().id;
    for _ in 0..2 {
        keyrings.ensure(&tenant, EventActor::System).await.unwrap();
    }
    let algorithms: Vec<_> = memory
        .state()
        .keys
        .iter()
        .map(|key| key.algorithm)
        .collect();
    assert_eq!(algorithms, [Rs256, EdDsa]);
    assert_eq!(memory.state().events, [EventKind::SigningKeyCreated]);
    let set = keyrings.of(&tenant).await.unwrap().jwk_set();
    let kids: Vec<_> = memory
        .state()
        .keys
        .iter()
        .map(|key| key.kid.clone())
        .collect();
    assert_eq!(
        set.keys
            .iter()
            .map(|key| key.kid.clone())
            .collect::<Vec<_>>(),
        kids
    );
}

#[tokio::test]
async fn losing_the_race_for_the_first_keys_is_no_error() {
    let mut keys = MockSigningKeys::new();
    keys.expect_live().returning(|_| Ok(Vec::new()));
    keys.expect_publish()
        .once()
        .returning(|_, _, _, _| Ok(false));
    let (keyrings, _) = keyrings(Arc::new(keys));
    let tenant = fixture::tenant().id;
    keyrings.ensure(&tenant, EventActor::System).await.unwrap();
}
