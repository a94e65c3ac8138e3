//! Requests that were sent, and a search through all ways of writing something in them.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use client::SentRequest;
use serde_json::Value;
use url::Url;

/// Requests in the order in which they were sent.
#[derive(Clone, Default)]
pub(super) struct Recording(Arc<Mutex<Vec<Sent>>>);

struct Sent {
    url: Url,
    /// Everything there is to read: URL, headers and body, each also as its fields decode it.
    texts: Vec<Vec<u8>>,
}

impl Recording {
    /// Notes every request.
    pub(super) fn trace(&self) -> impl Fn(&SentRequest<'_>) + Send + Sync + 'static {
        let recording = self.clone();
        move |request| recording.0.lock().unwrap().push(Sent::of(request))
    }

    pub(super) fn paths(&self) -> Vec<String> {
        self.0
            .lock()
            .unwrap()
            .iter()
            .map(|sent| sent.url.path().to_owned())
            .collect()
    }

    /// Whether any request has `bytes`: as they are, in hex, or in base64 or base64url at any
    /// offset of a longer text; as a text of its own or decoded from a field.
    pub(super) fn carries(&self, bytes: &[u8]) -> bool {
        let mut spellings = vec![bytes.to_vec(), hex(bytes), hex(bytes).to_ascii_uppercase()];
        for offset in 0..3 {
            spellings.extend(base64(bytes, offset));
        }
        let sent = self.0.lock().unwrap();
        let mut texts = sent.iter().flat_map(|sent| &sent.texts);
        texts.any(|text| spellings.iter().any(|spelling| contains(text, spelling)))
    }

    /// Whether any request has these digits as a number: with no other digit or letter beside them.
    pub(super) fn says_number(&self, digits: &str) -> bool {
        let sent = self.0.lock().unwrap();
        let mut texts = sent.iter().flat_map(|sent| &sent.texts);
        texts.any(|text| {
            let words = text.split(|byte| !byte.is_ascii_alphanumeric());
            words.into_iter().any(|word| word == digits.as_bytes())
        })
    }
}

impl Sent {
    fn of(request: &SentRequest<'_>) -> Self {
        let mut texts = vec![request.url.as_str().into(), request.body.to_vec()];
        for (_, value) in request.headers {
            texts.push(value.as_bytes().to_vec());
        }
        let query = request.url.query().unwrap_or_default().as_bytes();
        for form in [query, request.body] {
            let pairs = url::form_urlencoded::parse(form);
            texts.extend(pairs.map(|(_, value)| value.into_owned().into_bytes()));
        }
        if let Ok(json) = serde_json::from_slice(request.body) {
            collect(&json, &mut texts);
        }
        // What stands between dots and dashes of a field may be base64url of something.
        let decoded: Vec<_> = texts
            .iter()
            .flat_map(|text| text.split(|byte| b".=; ".contains(byte)))
            .filter_map(|part| URL_SAFE_NO_PAD.decode(part).ok())
            .collect();
        texts.extend(decoded);
        Self {
            url: request.url.clone(),
            texts,
        }
    }
}

fn collect(json: &Value, texts: &mut Vec<Vec<u8>>) {
    match json {
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, texts)),
        Value::String(text) => texts.push(text.clone().into_bytes()),
        other => texts.push(other.to_string().into_bytes()),
    }
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .flat_map(|byte| format!("{byte:02x}").into_bytes())
        .collect()
}

/// How `bytes` are written in the middle of base64, `offset` bytes after a group of three; without
/// the characters that depend on what stands before and behind.
fn base64(bytes: &[u8], offset: usize) -> [Vec<u8>; 2] {
    let padded = [&vec![0; offset], bytes].concat();
    let whole = padded.len() / 3 * 4;
    let first = if offset == 0 { 0 } else { 4 };
    [
        STANDARD_NO_PAD.encode(&padded),
        URL_SAFE_NO_PAD.encode(&padded),
    ]
    .map(|text| text.as_bytes()[first..whole].to_vec())
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_secret_is_found_however_it_is_written() {
    let secret = b"\xff\xfe?secret>\x00of some length";
    let longer = |before: usize| [&vec![7; before], &secret[..], &[9; 5]].concat();
    let mut bodies = vec![longer(2), hex(secret), hex(secret).to_ascii_uppercase()];
    for before in 0..3 {
        bodies.push(STANDARD_NO_PAD.encode(longer(before)).into());
        let json = serde_json::json!({"a": [{"b": URL_SAFE_NO_PAD.encode(longer(before))}]});
        bodies.push(json.to_string().into());
    }
    bodies.push(
        format!(
            "x={}",
            url::form_urlencoded::byte_serialize(b"?secret>").collect::<String>()
        )
        .into(),
    );
    let url = Url::parse("http://localhost/").unwrap();
    for (index, body) in bodies.iter().enumerate() {
        let recording = Recording::default();
        recording.trace()(&SentRequest {
            method: "POST",
            url: &url,
            headers: &[],
            body,
        });
        let wanted = if index + 1 == bodies.len() {
            &secret[2..10]
        } else {
            &secret[..]
        };
        assert!(
            recording.carries(wanted),
            "{:?}",
            String::from_utf8_lossy(body)
        );
        assert!(!recording.carries(b"another secret"));
    }
}

#[test]
fn a_number_is_a_word_of_its_own() {
    let url = Url::parse("http://localhost/?code=1482915").unwrap();
    let recording = Recording::default();
    let body = br#"{"pin":"482916","x":["a482917"],"n":482918}"#;
    recording.trace()(&SentRequest {
        method: "POST",
        url: &url,
        headers: &[],
        body,
    });
    for (number, is_said) in [
        ("482915", false),
        ("482916", true),
        ("482917", false),
        ("482918", true),
    ] {
        assert_eq!(recording.says_number(number), is_said, "{number}");
    }
}
