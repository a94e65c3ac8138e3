//! A mail as it goes over the wire: headers, a text part and an HTML part.

use std::time::{Duration, UNIX_EPOCH};

use askama::Template;
use identity::mail::{Letter, OutgoingMail, Paragraph};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use crate::address::address;

#[derive(Template)]
#[template(path = "letter.txt")]
struct Text<'a> {
    letter: &'a Letter,
}

/// Escapes whatever it is given, as its ending says.
#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    letter: &'a Letter,
}

/// Puts a mail together. No text can begin another header: what stands in one is a single line, and encoded
/// by lettre.
pub(crate) fn message(
    mail: &OutgoingMail,
    from: &Address,
    reply_to: Option<&Address>,
) -> Result<Message, String> {
    let letter = &mail.letter;
    let to = address(mail.to.as_str())
        .map_err(|error| format!("mail cannot be sent to this address: {error}"))?;
    let written_at = u64::try_from(mail.written_at.seconds()).unwrap_or(0);
    let mut message = Message::builder()
        .from(Mailbox::new(Some(one_line(&letter.sender)), from.clone()))
        .to(Mailbox::new(None, to))
        .subject(one_line(&letter.subject))
        .date(UNIX_EPOCH + Duration::from_secs(written_at))
        .message_id(Some(format!("<{}@{}>", mail.key, from.domain())))
        // In which language it is (RFC 3282).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Content-Language"),
            letter.language.tag().to_owned(),
        ))
        // Nobody's absence note is wanted (RFC 3834, section 5).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    if let Some(reply_to) = reply_to {
        message = message.reply_to(Mailbox::new(None, reply_to.clone()));
    }
    let written = |error: askama::Error| format!("the mail cannot be written: {error}");
    let text = Text { letter }.render().map_err(written)?;
    let html = Html { letter }.render().map_err(written)?;
    message
        .multipart(MultiPart::alternative_plain_html(text, html))
        .map_err(|error| format!("the mail cannot be put together: {error}"))
}

/// lettre panics at control characters in a name.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use identity::EmailAddress;
    use identity::mail::MailContent;
    use kernel::{Language, Timestamp};
    use tenancy::{Tenant, TenantSettings};

    use super::*;

    fn mail(letter: Letter) -> OutgoingMail {
        OutgoingMail {
            key: "a-key".to_owned(),
            to: EmailAddress::parse("ada@example.com").unwrap(),
            letter,
            written_at: Timestamp::from_seconds(1_800_000_000),
        }
    }

    fn letter(sender: &str, paragraphs: Vec<Paragraph>) -> Letter {
        Letter {
            language: Language::English,
            sender: sender.to_owned(),
            subject: format!("Your code for {sender}"),
            paragraphs,
        }
    }

    fn written(mail: &OutgoingMail) -> String {
        let from = "no-reply@id.example".parse().unwrap();
        let message = message(mail, &from, None).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn no_text_begins_another_header() {
        for sender in [
            "Acme\r\nBcc: eve@evil.example",
            "Acme\nBcc: eve@evil.example",
            "Acme\rBcc: eve@evil.example",
            "Acme\" <eve@evil.example>, \"",
            "Äcme\r\n\r\n<script>",
            "=?utf-8?q?x=0d=0aBcc:_eve@evil.example?=",
        ] {
            let mail = mail(letter(sender, Vec::new()));
            let (head, _) = mail_parts(&written(&mail));
            let names: Vec<_> = head
                .lines()
                .filter(|line| !line.starts_with([' ', '\t']))
                .filter_map(|line| line.split_once(':'))
                .map(|(name, _)| name.to_owned())
                .collect();
            let expected = [
                "From",
                "To",
                "Subject",
                "Date",
                "Message-ID",
                "Content-Language",
                "Auto-Submitted",
                "MIME-Version",
                "Content-Type",
            ];
            assert_eq!(names, expected, "{head}");
            assert!(head.contains("<no-reply@id.example>"), "{head}");
        }
    }

    fn mail_parts(written: &str) -> (String, String) {
        let (head, body) = written.split_once("\r\n\r\n").unwrap();
        (head.replace("\r\n", "\n"), body.to_owned())
    }

    #[test]
    fn html_escapes_what_it_is_given() {
        let letter = letter(
            "<img src=x onerror=alert(1)>",
            vec![
                Paragraph::Text("</p><script>alert(1)</script>".to_owned()),
                Paragraph::Code("\"><b>".to_owned()),
                Paragraph::Link {
                    label: "Go".to_owned(),
                    url: "https://id.example/?a=1&b=\"><b>".to_owned(),
                },
            ],
        );
        let html = Html { letter: &letter }.render().unwrap();
        for raw in ["<img", "<script", "<b>", "b=\""] {
            assert!(!html.contains(raw), "{raw} in {html}");
        }
        let text = Text { letter: &letter }.render().unwrap();
        assert!(text.contains("https://id.example/?a=1&b=\"><b>"), "{text}");
    }

    /// What is read in HTML: the text between the tags of its body.
    fn read(html: &str) -> String {
        let body = html.split("<body").nth(1).unwrap();
        let between = body
            .split('<')
            .map(|piece| piece.split_once('>').map_or("", |it| it.1));
        between
            .collect::<String>()
            .replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#38;", "&")
    }

    #[test]
    fn both_parts_say_the_same() {
        let tenant = Tenant {
            id: "acme".parse().unwrap(),
            settings: TenantSettings {
                display_name: "<i>Acme</i> & Sons".to_owned(),
                ..TenantSettings::default()
            },
            created_at: Timestamp::from_seconds(1),
        };
        let (username, code) = ("<b>ada</b>".to_owned(), "12345678".to_owned());
        let link = "https://id.example/reset?a=1&b=2#code=x".to_owned();
        let contents = [
            MailContent::ConfirmAddress {
                username: username.clone(),
                code: code.clone(),
            },
            MailContent::Reset {
                username: username.clone(),
                code,
                link,
            },
            MailContent::PasskeyAdded {
                username,
                name: "</p><script>".to_owned(),
            },
        ];
        for language in Language::ALL {
            for content in &contents {
                let letter = content.letter(&tenant, language);
                let text = Text { letter: &letter }.render().unwrap();
                let html = Html { letter: &letter }.render().unwrap();
                let read = read(&html);
                assert!(
                    read.split_whitespace().eq(text.split_whitespace()),
                    "{read}\n{text}"
                );
                let tag = language.tag();
                assert!(html.contains(&format!("<html lang=\"{tag}\">")), "{html}");
                for named in ["<i>", "<b>", "<script>"] {
                    assert!(!html.contains(named), "{html}");
                }
            }
        }
    }

    #[test]
    fn nothing_in_a_mail_is_fetched_from_anywhere() {
        let link = Paragraph::Link {
            label: "Go".to_owned(),
            url: "https://id.example/l".to_owned(),
        };
        let letter = letter("Acme", vec![link]);
        let html = Html { letter: &letter }.render().unwrap();
        for fetched in ["<img", "<link", "url(", "@import", "src=", "<script"] {
            assert!(!html.contains(fetched), "{fetched} in {html}");
        }
    }

    #[test]
    fn the_name_of_a_mail_stays_the_same() {
        let mail = mail(letter("Acme", Vec::new()));
        for written in [written(&mail), written(&mail)] {
            assert!(written.contains("\r\nMessage-ID: <a-key@id.example>\r\n"));
            assert!(written.contains("\r\nDate: Fri, 15 Jan 2027 08:00:00 +0000\r\n"));
        }
    }
}
