use super::*;
use crate::fixture::{NOW, account, attempt, clock, random, seeds, tenant, visitor};
use crate::{Account, MockAccounts};

fn linking(links: MockDeviceLinks, account: Option<Account>) -> DeviceLinking {
    let mut accounts = MockAccounts::new();
    accounts
        .expect_find_by_username()
        .returning(move |_, _| Ok(account.clone()));
    DeviceLinking {
        links: Arc::new(links),
        accounts: Arc::new(accounts),
        seeds: seeds(),
        clock: clock(),
        random: random(),
        public_url: "https://id.example".into(),
    }
}

async fn send(account: Option<Account>, mails: usize) {
    let mut links = MockDeviceLinks::new();
    links
        .expect_send()
        .times(mails)
        .withf(|_, mail, event| {
            mail.to.as_str() == "ada@example.com" && event.kind == EventKind::DeviceLinkSent
        })
        .returning(|_, _, _| Ok(()));
    let (tenant, visitor) = (tenant(), visitor());
    let attempt = attempt(&tenant, &visitor);
    linking(links, account).send(&attempt, "ADA").await.unwrap();
}

#[tokio::test]
async fn a_link_goes_to_the_mailbox_of_an_account_that_may_sign_in() {
    send(Some(account()), 1).await;
    send(None, 0).await;
    send(
        Some(Account {
            is_disabled: true,
            ..account()
        }),
        0,
    )
    .await;
    send(
        Some(Account {
            is_verified: false,
            ..account()
        }),
        0,
    )
    .await;
}

#[tokio::test]
async fn a_link_is_followed_once_and_in_time() {
    let code = "A".repeat(43);
    for (age, is_first, works) in [(0, true, true), (0, false, false), (30, true, false)] {
        let mut links = MockDeviceLinks::new();
        links.expect_find().returning(move |tenant, code| {
            let sent_at = NOW.minus(Duration::from_mins(age));
            Ok(Some(DeviceLink {
                tenant_id: tenant.clone(),
                code: *code,
                user_id: "u1".parse().unwrap(),
                name: crate::attempts::NameKey::from_bytes([3; 32]),
                sent_at,
                expires_at: sent_at.plus(LIFETIME),
            }))
        });
        links
            .expect_follow()
            .returning(move |_, _, _, _| Ok(is_first));
        let (tenant, visitor) = (tenant(), visitor());
        let attempt = attempt(&tenant, &visitor);
        let followed = linking(links, None).follow(&attempt, &code).await;
        assert_eq!(followed.is_ok(), works);
    }
}
