use actix_web::test::TestRequest;
use identity::Accounts as _;
use identity::NewAccount;
use kernel::Timestamp;
use kernel::audit::EventKind;
use testkit::{SeededRandom, sample};

use super::*;
use crate::world::World;

const HERE: &str = "127.0.0.1:5000";

fn request(peer: &str, host: &str) -> TestRequest {
    TestRequest::get()
        .uri("/mailbox")
        .peer_addr(peer.parse().unwrap())
        .insert_header((HOST, host))
}

/// A world in which a mail about that waits.
async fn mailed(content: MailContent) -> World {
    let world = World::with_mailbox().await;
    let random = SeededRandom::new(2);
    let now = Timestamp::from_seconds(1_800_000_000);
    let ada = sample::account(&"acme".parse().unwrap(), "ada", now, &random);
    let mut welcome = sample::welcome(&ada, &random);
    welcome.mail.content = content;
    let new = NewAccount {
        account: &ada,
        welcome: Some(&welcome),
    };
    let event = sample::event(&ada.tenant_id, EventKind::UserCreated, now);
    assert!(world.store.create(new, &event).await.unwrap());
    world
}

/// A world in which somebody has been invited.
async fn invited() -> World {
    let link = "https://id.example/enrol?tenant_id=acme&username=ada#code=the-code";
    mailed(MailContent::Invitation {
        username: "<b>ada</b>".to_owned(),
        code: "the-code".to_owned(),
        link: link.to_owned(),
    })
    .await
}

#[actix_web::test]
async fn a_mail_is_shown_with_its_link_and_escaped() {
    let answer = invited().await.send(request(HERE, "id.example")).await;
    let page = answer.text();
    assert!(page.contains("ada@example.com"), "{page}");
    assert!(page.contains("&#60;b&#62;ada&#60;/b&#62;"), "{page}");
    let link = "href=\"https://id.example/enrol?tenant_id=acme&#38;username=ada#code=the-code\"";
    assert!(page.contains(link), "{page}");
}

#[actix_web::test]
async fn only_this_machine_sees_it_under_the_services_own_name() {
    let world = invited().await;
    for (peer, host) in [("192.0.2.1:5000", "id.example"), (HERE, "evil.example")] {
        let answer = world.send(request(peer, host)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{peer} {host}");
    }
    for header in ["x-forwarded-for", "forwarded"] {
        let forwarded = request(HERE, "id.example").insert_header((header, "192.0.2.1"));
        assert_eq!(world.send(forwarded).await.status, StatusCode::NOT_FOUND);
    }
    let elsewhere = World::new().await;
    let answer = elsewhere.send(request(HERE, "id.example")).await;
    assert_eq!(
        answer.status,
        StatusCode::NOT_FOUND,
        "it is not handed over"
    );
}

#[actix_web::test]
async fn a_registration_in_vain_may_be_so_for_the_name_or_for_the_address() {
    let taken = mailed(MailContent::NameTaken {
        username: "ada".to_owned(),
    });
    let answer = taken.await.send(request(HERE, "id.example")).await;
    let said = "The name ada or this e-mail address is in use already";
    assert!(answer.text().contains(said), "{}", answer.text());
}
