use kernel::Language;

use super::*;
use crate::MockAccounts;
use crate::fixture::{NOW, account, attempt, clock, random, tenant, visitor};
use crate::sign_in::Visitor;

fn requests(resets: MockResets, account: Option<Account>) -> ResetRequests {
    let mut accounts = MockAccounts::new();
    accounts
        .expect_find_by_username()
        .returning(move |_, _| Ok(account.clone()));
    ResetRequests {
        resets: Arc::new(resets),
        accounts: Arc::new(accounts),
        clock: clock(),
        random: random(),
        public_url: "https://id.example".into(),
    }
}

async fn request(
    requests: ResetRequests,
    username: &str,
    email: &str,
) -> Result<(), RequestResetError> {
    request_in(None, requests, username, email).await
}

async fn request_in(
    language: Option<Language>,
    requests: ResetRequests,
    username: &str,
    email: &str,
) -> Result<(), RequestResetError> {
    let tenant = tenant();
    let visitor = Visitor {
        address: "2001:db8:1:2:3::4".parse().unwrap(),
        language,
        ..visitor()
    };
    let attempt = attempt(&tenant, &visitor);
    let client = "app".parse().unwrap();
    requests
        .request(&attempt, username, email, Some(&client))
        .await
}

/// Asks in the name of `ada` at `email` and gives whose the link is and where the mail would go.
async fn asked(account: Option<Account>, email: &'static str) -> (Option<String>, String) {
    let (send, receive) = std::sync::mpsc::channel();
    let mut resets = MockResets::new();
    resets
        .expect_request()
        .once()
        .withf(move |link, _, event| {
            link.expires_at == NOW.plus(LIFETIME)
                && link.mailbox == FoldedName::of(email)
                && link.network.to_string() == "2001:db8:1:2::"
                && event.kind == EventKind::ResetRequested
        })
        .returning(move |link, mail, _| {
            let user = link.user_id.as_ref().map(ToString::to_string);
            send.send((user, mail.to.to_string())).unwrap();
            Ok(RequestOutcome::Stored)
        });
    request(requests(resets, account), "ADA", email)
        .await
        .unwrap();
    receive.recv().unwrap()
}

#[tokio::test]
async fn a_link_is_the_accounts_only_at_its_confirmed_address() {
    let (owner, to) = asked(Some(account()), "ADA@example.com").await;
    assert_eq!(owner.as_deref(), Some("u1"));
    assert_eq!(to, "ada@example.com", "as the account has it");
    let unverified = Account {
        is_verified: false,
        ..account()
    };
    let disabled = Account {
        is_disabled: true,
        ..account()
    };
    for (account, email) in [
        (Some(account()), "eve@example.com"),
        (Some(unverified), "ada@example.com"),
        (Some(disabled), "ada@example.com"),
        (None, "ada@example.com"),
    ] {
        assert_eq!(asked(account, email).await.0, None);
    }
}

#[tokio::test]
async fn an_address_that_folds_to_the_accounts_gets_no_mail() {
    // A full-width letter: to people and to mail servers it is another one.
    let (owner, to) = asked(Some(account()), "ａda@example.com").await;
    assert_eq!(owner.as_deref(), Some("u1"));
    assert_eq!(to, "ada@example.com");
}

#[tokio::test]
async fn the_link_is_built_from_the_configuration_and_hides_its_code() {
    let mut resets = MockResets::new();
    resets
        .expect_request()
        .once()
        .withf(|link, mail, _| {
            let MailContent::Reset {
                link: url, code, ..
            } = &mail.content
            else {
                return false;
            };
            let start = "https://id.example/reset?tenant_id=acme&client_id=app&username=ada#code=";
            *url == format!("{start}{code}") && PlainToken::parse(code).unwrap().hash() == link.code
        })
        .returning(|_, _, _| Ok(RequestOutcome::Stored));
    request(requests(resets, Some(account())), "ada", "ada@example.com")
        .await
        .unwrap();
}

#[tokio::test]
async fn the_mail_speaks_as_whoever_asks_or_else_as_the_account_prefers() {
    let german = Some(Language::German);
    for (asked_in, locale, expected) in [
        (german, Some("fr"), german),
        (None, Some("de-AT"), german),
        (None, Some("ja"), None),
        (None, None, None),
    ] {
        let mut resets = MockResets::new();
        resets
            .expect_request()
            .once()
            .withf(move |_, mail, _| mail.language == expected)
            .returning(|_, _, _| Ok(RequestOutcome::Stored));
        let account = Account {
            locale: locale.map(str::to_owned),
            ..account()
        };
        let requests = requests(resets, Some(account));
        let asked = request_in(asked_in, requests, "ada", "ada@example.com");
        asked.await.unwrap();
    }
}

#[tokio::test]
async fn what_was_stored_already_is_not_told_but_a_busy_address_is() {
    let mut resets = MockResets::new();
    resets
        .expect_request()
        .returning(|_, _, _| Ok(RequestOutcome::Enough));
    let asked = request(requests(resets, None), "ada", "ada@example.com").await;
    assert!(asked.is_ok());
    let until = NOW.plus(LIFETIME);
    let mut resets = MockResets::new();
    resets
        .expect_request()
        .returning(move |_, _, _| Ok(RequestOutcome::Limited(until)));
    let asked = request(requests(resets, None), "ada", "ada@example.com").await;
    assert!(
        matches!(asked, Err(RequestResetError::Limited { until: at, .. }) if at == until),
        "{asked:?}"
    );
}

#[tokio::test]
async fn what_is_no_name_or_address_costs_nothing() {
    for (username, email) in [("", "ada@example.com"), ("ada", "ada"), ("a\0", "a@b")] {
        let mut resets = MockResets::new();
        resets.expect_request().never();
        let refused = request(requests(resets, None), username, email).await;
        assert!(matches!(
            refused,
            Err(RequestResetError::Malformed(_) | RequestResetError::Address(_))
        ));
    }
}
