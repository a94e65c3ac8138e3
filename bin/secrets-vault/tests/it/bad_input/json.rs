//! Bodies of the sign-in API.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};

use super::{assert_field, leaves_nothing, service};
use crate::harness::Browser;

/// A `cipherKey` of the right form.
fn cipher_key() -> String {
    // The base point of ristretto255 (RFC 9496, appendix A.1).
    let base = [
        0xe2, 0xf2, 0xae, 0x0a, 0x6a, 0xbc, 0x4e, 0x71, 0xa8, 0x84, 0xa9, 0x61, 0xc5, 0x00, 0x51,
        0x5f, 0x58, 0xe3, 0x0b, 0x6a, 0xa5, 0x82, 0xdd, 0x8d, 0xb6, 0xa6, 0x59, 0x45, 0xe0, 0x8d,
        0x2d, 0x76,
    ];
    cipher_key_with(&[9; 32], &base, "login")
}

fn cipher_key_with(key: &[u8], element: &[u8], purpose: &str) -> String {
    format!(
        "{}.{}.{purpose}",
        BASE64URL.encode(key),
        BASE64URL.encode(element)
    )
}

/// A field with 60,000 lists in one another, which is below the limit of a body.
fn deep(field: &str) -> Vec<u8> {
    format!("{{\"{field}\":{}", "[".repeat(60_000)).into()
}

#[test]
fn a_good_begin_is_answered_so_that_the_bad_ones_mean_something() {
    let (_server, acme) = service();
    let form = json!({"username": "ada", "cipherKey": cipher_key()});
    let answer = Browser::new().post_json(&acme.auth("challenge"), &form);
    assert_eq!(answer.status, 200, "{answer}");
}

#[test]
fn bodies_that_cannot_be_read() {
    let (server, acme) = service();
    let browser = Browser::new();
    let good = json!({"username": "ada", "cipherKey": cipher_key()}).to_string();
    let json = "application/json";
    let whole: &[&str] = &["body"];
    leaves_nothing(&server, || {
        for (name, media_type, body, status, place) in [
            ("empty", json, vec![], 422, whole),
            ("no JSON", json, b"username=ada".to_vec(), 422, whole),
            ("half", json, good.as_bytes()[..20].to_vec(), 422, whole),
            (
                "an array of the right values",
                json,
                b"[\"ada\", \"x\"]".to_vec(),
                422,
                whole,
            ),
            ("an array", json, b"[]".to_vec(), 422, whole),
            ("null", json, b"null".to_vec(), 422, whole),
            ("65 KiB", json, vec![b' '; 65 * 1024], 413, whole),
            ("10 MiB", json, vec![b'x'; 10 << 20], 413, whole),
            ("100,000 deep", json, vec![b'['; 100_000], 413, whole),
            ("60,000 deep", json, deep("x"), 422, whole),
            (
                "UTF-16",
                json,
                good.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                422,
                whole,
            ),
            (
                "another type",
                "text/plain",
                good.clone().into(),
                422,
                &["header", "content-type"],
            ),
            (
                "a form",
                "application/x-www-form-urlencoded",
                b"username=ada".to_vec(),
                422,
                &["header", "content-type"],
            ),
        ] {
            for path in ["challenge", "authenticate", "register", "verify-email"] {
                let answer = browser.post(&acme.auth(path), media_type, body.clone());
                assert_field(&format!("{name} at {path}"), &answer, status, place);
            }
        }
        let twice = browser.post(&acme.auth("challenge"), json, format!("{good} {good}"));
        assert_field("one behind the other", &twice, 422, whole);
    });
}

#[test]
fn fields_that_cannot_be() {
    let (server, acme) = service();
    let browser = Browser::new();
    let send = |body: &str| browser.post(&acme.auth("challenge"), "application/json", body);
    let key = cipher_key();
    leaves_nothing(&server, || {
        for (name, body, field) in [
            ("missing", json!({"cipherKey": key}), "username"),
            ("missing too", json!({"username": "ada"}), "cipherKey"),
            (
                "a number",
                json!({"username": 7, "cipherKey": key}),
                "username",
            ),
            (
                "null",
                json!({"username": "ada", "cipherKey": null}),
                "cipherKey",
            ),
            (
                "an object",
                json!({"username": {"$ne": 1}, "cipherKey": key}),
                "username",
            ),
            (
                "NUL",
                json!({"username": "ada\0", "cipherKey": key}),
                "username",
            ),
            (
                "a line break",
                json!({"username": "a\nb", "cipherKey": key}),
                "username",
            ),
            (
                "empty",
                json!({"username": "", "cipherKey": key}),
                "username",
            ),
            (
                "129 characters",
                json!({"username": "a".repeat(129), "cipherKey": key}),
                "username",
            ),
        ] {
            assert_field(name, &send(&body.to_string()), 422, &["body", field]);
        }
        let twice = format!(r#"{{"username":"ada","username":"eve","cipherKey":"{key}"}}"#);
        assert_eq!(send(&twice).status, 422);
        let mut invalid = br#"{"username":""#.to_vec();
        invalid.extend([0xff, 0xfe]);
        invalid.extend(format!(r#"","cipherKey":"{key}"}}"#).into_bytes());
        let answer = browser.post(&acme.auth("challenge"), "application/json", invalid);
        assert_eq!(answer.status, 422, "{answer}");
        let surrogate = format!(r#"{{"username":"\ud800","cipherKey":"{key}"}}"#);
        assert_eq!(send(&surrogate).status, 422);
    });
}

/// These are counted like any other begin, which is all that they leave.
#[test]
fn elements_that_are_none_are_refused_after_counting() {
    let (_server, acme) = service();
    let browser = Browser::new();
    let mut not_canonical = [0xff; 32];
    not_canonical[31] = 0x7f;
    let mut negative = [0; 32];
    negative[0] = 1;
    for (name, key) in [
        ("the identity", cipher_key_with(&[9; 32], &[0; 32], "login")),
        (
            "not canonical",
            cipher_key_with(&[9; 32], &not_canonical, "login"),
        ),
        ("negative", cipher_key_with(&[9; 32], &negative, "login")),
        ("31 bytes", cipher_key_with(&[9; 32], &[1; 31], "login")),
        ("another purpose", cipher_key().replace("login", "logout")),
        ("no purpose", cipher_key().replace(".login", "")),
        ("padding", cipher_key().replacen('.', "=.", 1)),
        (
            "a key of low order",
            cipher_key().replacen(&BASE64URL.encode([9; 32]), &BASE64URL.encode([0; 32]), 1),
        ),
        ("a very long one", "A".repeat(60_000)),
    ] {
        let form = json!({"username": "ada", "cipherKey": key});
        let answer = browser.post_json(&acme.auth("challenge"), &form);
        assert_field(name, &answer, 422, &["body", "cipherKey"]);
    }
    // Nine were counted, so six more are answered.
    let form = json!({"username": "ada", "cipherKey": cipher_key()});
    let statuses: Vec<_> = (0..7)
        .map(|_| browser.post_json(&acme.auth("challenge"), &form).status)
        .collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 200, 429]);
}

#[test]
fn finishes_that_cannot_be() {
    let (server, acme) = service();
    let browser = Browser::new();
    let id = BASE64URL.encode([1; 32]);
    let sealed = BASE64URL.encode([1; 112]);
    let finish = |id: &str, sealed: &str| json!({"username": "ada", "cipherKey": "x", "challenge_id": id, "challenge_data": sealed});
    let with = |name: &str, value: Value| {
        let mut form = finish(&id, &sealed);
        form[name] = value;
        form
    };
    leaves_nothing(&server, || {
        for (name, form, place) in [
            (
                "a short id",
                finish("AAAA", &sealed),
                &["body", "challenge_id"][..],
            ),
            (
                "an id with padding",
                finish(&format!("{id}="), &sealed),
                &["body", "challenge_id"],
            ),
            (
                "a short proof",
                finish(&id, "AAAA"),
                &["body", "challenge_data"],
            ),
            (
                "a long proof",
                finish(&id, &BASE64URL.encode([1; 1000])),
                &["body", "challenge_data"],
            ),
            (
                "a list for a rate",
                with("ber", json!([])),
                &["body", "ber"],
            ),
            (
                "three dimensions",
                with("ber", json!({"image_dim": [1, 2, 3]})),
                &["body", "ber", "image_dim"],
            ),
            (
                "a long log",
                with("log_data", json!({"status": "x".repeat(20_000)})),
                &["body", "log_data"],
            ),
        ] {
            let answer = browser.post_json(&acme.auth("authenticate"), &form);
            assert_field(name, &answer, 422, place);
        }
        let unknown = browser.post_json(&acme.auth("authenticate"), &finish(&id, &sealed));
        assert_eq!(unknown.status, 401, "{unknown}");
    });
}

#[test]
fn registrations_that_cannot_be() {
    let (server, acme) = service();
    let browser = Browser::new();
    let form = |username: &str, email: &str| {
        json!({
            "username": username,
            "email": email,
            "encrypted_commitment": "AAAA.AAAA",
            "proto_version": "1",
        })
    };
    let mut newer = form("ada", "ada@example.org");
    newer["proto_version"] = "2".into();
    leaves_nothing(&server, || {
        for (name, form, field) in [
            ("a slash", form("a/b", "ada@example.org"), "username"),
            (
                "a foreign letter",
                form("ad\u{430}", "ada@example.org"),
                "username",
            ),
            ("no address", form("ada", "ada"), "email"),
            (
                "two addresses",
                form("ada", "ada@example.org, eve@example.org"),
                "email",
            ),
            (
                "a header",
                form("ada", "ada@example.org\r\nBcc: eve@example.org"),
                "email",
            ),
            (
                "somebody's address",
                form("eve@example.org", "ada@example.org"),
                "username",
            ),
            (
                "no commitment",
                form("ada", "ada@example.org"),
                "encrypted_commitment",
            ),
            ("another version", newer, "proto_version"),
        ] {
            let answer = browser.post_json(&acme.auth("register"), &form);
            assert_field(name, &answer, 422, &["body", field]);
        }
        for code in ["", "1234567", "12345678901234567890", "1234567x", "\0"] {
            let form = json!({"username": "ada", "code": code});
            let answer = browser.post_json(&acme.auth("verify-email"), &form);
            assert_field(code, &answer, 422, &["body", "code"]);
        }
    });
    assert_eq!(server.json(&["admin", "mailbox"]), json!([]));
}
