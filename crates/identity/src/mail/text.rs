//! What is secret of a mail, as it is stored.

use kernel::Language;
use serde::{Deserialize, Serialize};

use super::MailContent;

/// What a mail says and in which language: what an adapter seals, as one document. What was stored without a language
/// is in the tenant's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailText {
    /// The language that it is written in; the tenant's where none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// What it says.
    #[serde(flatten)]
    pub content: MailContent,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_from_before_they_had_a_language_are_read_and_ours_as_theirs() {
        let before = MailContent::NameTaken {
            username: "ada".to_owned(),
        };
        let stored = serde_json::to_vec(&before).unwrap();
        let read: MailText = serde_json::from_slice(&stored).unwrap();
        assert_eq!((read.language, &read.content), (None, &before));
        let now = MailText {
            language: Some(Language::French),
            ..read
        };
        let stored = serde_json::to_vec(&now).unwrap();
        let as_before: MailContent = serde_json::from_slice(&stored).unwrap();
        assert_eq!(as_before, before);
        let read: MailText = serde_json::from_slice(&stored).unwrap();
        assert_eq!(read, now);
    }
}
