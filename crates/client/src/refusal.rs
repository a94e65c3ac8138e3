//! What a server says when it refuses, in a sentence.

use std::fmt;

use serde::Deserialize;

/// Most characters of a server's words that are passed on.
const LONGEST: usize = 600;

/// A server's refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// What the server says.
    pub sentence: String,
    /// In how many seconds it is worth trying again, if the server says so.
    pub retry_after: Option<u64>,
}

/// The bodies of refusals: problem documents (RFC 9457), the published API's 422 and OAuth errors
/// (RFC 6749, section 5.2).
#[derive(Deserialize)]
struct Body {
    detail: Option<Detail>,
    title: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Detail {
    Sentence(String),
    Fields(Vec<Field>),
}

#[derive(Deserialize)]
struct Field {
    loc: Vec<serde_json::Value>,
    msg: String,
}

impl Refusal {
    pub(crate) fn read(status: u16, retry_after: Option<u64>, body: &[u8]) -> Self {
        let sentence = serde_json::from_slice::<Body>(body)
            .ok()
            .and_then(Body::sentence)
            .unwrap_or_else(|| format!("the server answered with status {status}"));
        Self {
            status,
            sentence: printable(&sentence),
            retry_after,
        }
    }
}

impl Body {
    fn sentence(self) -> Option<String> {
        match self.detail {
            Some(Detail::Sentence(sentence)) => Some(sentence),
            Some(Detail::Fields(fields)) => {
                let fields: Vec<_> = fields.iter().map(Field::sentence).collect();
                (!fields.is_empty()).then(|| fields.join("; "))
            }
            None => self.error_description.or(self.error).or(self.title),
        }
    }
}

impl Field {
    /// `username: field required`; the first part of the place, such as `body`, says little.
    fn sentence(&self) -> String {
        let place = self.loc.iter().skip(1).map(|part| match part {
            serde_json::Value::String(name) => name.clone(),
            other => other.to_string(),
        });
        match place.collect::<Vec<_>>().join(".").as_str() {
            "" => self.msg.clone(),
            place => format!("{place}: {}", self.msg),
        }
    }
}

/// A server's words without what could steer a terminal.
pub(crate) fn printable(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().take(LONGEST).map(plain).collect()
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)?;
        let Some(seconds) = self.retry_after else {
            return Ok(());
        };
        match seconds {
            ..=1 => f.write_str(" (in a second)"),
            2..120 => write!(f, " (in {seconds} seconds)"),
            120..7200 => write!(f, " (in {} minutes)", seconds.div_ceil(60)),
            _ => write!(f, " (in {} hours)", seconds.div_ceil(3600)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(body: &str) -> String {
        Refusal::read(400, None, body.as_bytes()).to_string()
    }

    #[test]
    fn every_kind_of_error_body_becomes_a_sentence() {
        assert_eq!(
            sentence(r#"{"title":"Forbidden","status":403,"detail":"registration is closed"}"#),
            "registration is closed"
        );
        assert_eq!(
            sentence(
                r#"{"detail":[{"loc":["body","email"],"msg":"expected an address","type":"t"},
                              {"loc":["query","ids",3],"msg":"too long","type":"t"},
                              {"loc":["body"],"msg":"malformed JSON","type":"t"}]}"#
            ),
            "email: expected an address; ids.3: too long; malformed JSON"
        );
        assert_eq!(
            sentence(r#"{"error":"invalid_grant","error_description":"the code has been used"}"#),
            "the code has been used"
        );
        assert_eq!(sentence(r#"{"error":"invalid_grant"}"#), "invalid_grant");
        for other in [
            "",
            "<html>",
            "null",
            "{}",
            r#"{"detail":[]}"#,
            r#"{"detail":7}"#,
        ] {
            assert_eq!(
                sentence(other),
                "the server answered with status 400",
                "{other}"
            );
        }
    }

    #[test]
    fn it_says_when_to_try_again() {
        let after = |seconds| {
            let body = br#"{"detail":"too many attempts"}"#;
            Refusal::read(429, Some(seconds), body).to_string()
        };
        assert_eq!(after(1), "too many attempts (in a second)");
        assert_eq!(after(60), "too many attempts (in 60 seconds)");
        assert_eq!(after(121), "too many attempts (in 3 minutes)");
        assert_eq!(after(172_800), "too many attempts (in 48 hours)");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let text = sentence(r#"{"detail":"red \u001b[31m\nline"}"#);
        assert_eq!(text, "red  [31m line");
        assert_eq!(
            sentence(&format!(r#"{{"detail":"{}"}}"#, "x".repeat(5000))).len(),
            LONGEST
        );
    }
}
