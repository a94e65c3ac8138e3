use actix_web::http::StatusCode;
use identity::mail::{MailContent, Outbox as _};
use identity::{Accounts as _, NewAccount};
use kernel::audit::EventKind;
use kernel::{Clock as _, Language};
use testkit::{SeededRandom, sample};

use crate::world::{Answer, World};

const FORGOT: &str = "/forgot?tenant_id=acme&client_id=app&auth_req_id=r";

/// A service on which Ada has an account.
async fn with_ada() -> World {
    let world = World::new().await;
    let (now, random) = (world.clock.now(), SeededRandom::new(7));
    let account = sample::account(&"acme".parse().unwrap(), "Ada", now, &random);
    let event = sample::event(&account.tenant_id, EventKind::UserCreated, now);
    let new = NewAccount {
        account: &account,
        welcome: None,
    };
    assert!(world.store.create(new, &event).await.unwrap());
    world
}

async fn send(world: &World, username: &str, email: &str) -> Answer {
    send_from(FORGOT, world, username, email).await
}

async fn send_from(page: &str, world: &World, username: &str, email: &str) -> Answer {
    let (token, cookie) = world.get(page, "").await.form();
    let form = [
        ("form_token", token.as_str()),
        ("username", username),
        ("email", email),
    ];
    world.post(page, &cookie, &form).await
}

#[actix_web::test]
async fn the_page_asks_in_the_language_of_the_person_and_leads_back() {
    let world = World::new().await;
    let answer = world.get(&format!("{FORGOT}&lang=de"), "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("Anderes Bild wählen"));
    assert!(answer.text().contains("name=\"username\""));
    let back = "/sign-in?auth_req_id=r&#38;tenant_id=acme&#38;client_id=app";
    assert!(answer.text().contains(back), "{}", answer.text());
    let nowhere = world.get("/forgot?tenant_id=nobody", "").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn where_the_address_is_the_name_nothing_else_is_asked() {
    let world = World::with(|tenant, _| tenant.has_username_and_email = false).await;
    let answer = world.get(FORGOT, "").await;
    assert!(!answer.text().contains("name=\"username\""));
}

#[actix_web::test]
async fn whoever_asks_is_told_the_same_and_one_has_a_mail() {
    let world = with_ada().await;
    let mut shown = Vec::new();
    for (username, email) in [("ada", "Ada@example.com"), ("bob", "bob@example.com")] {
        let answer = send(&world, username, email).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let sent = world.get(answer.header("location"), "").await;
        assert!(sent.text().contains("on its way"), "{}", sent.text());
        shown.push(answer.header("location").to_owned());
    }
    assert_eq!(shown[0], shown[1]);
    let mails = world.store.newest(None, 10).await.unwrap();
    let [mail] = mails.as_slice() else {
        panic!("{mails:?}");
    };
    let MailContent::Reset { link, .. } = &mail.mail.content else {
        panic!("{mail:?}");
    };
    let start = "https://id.example/reset?tenant_id=acme&client_id=app&username=Ada#code=";
    assert!(link.starts_with(start), "{link}");
}

#[actix_web::test]
async fn the_mail_speaks_as_the_page_does() {
    let world = with_ada().await;
    let page = format!("{FORGOT}&lang=fr");
    send_from(&page, &world, "ada", "ada@example.com").await;
    let mails = world.store.newest(None, 10).await.unwrap();
    assert_eq!(mails[0].mail.language, Some(Language::French));
}

#[actix_web::test]
async fn what_is_no_address_is_said_and_a_foreign_form_is_refused() {
    let world = World::new().await;
    let answer = send(&world, "ada", "ada").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("role=\"alert\""));
    let answer = world.post(FORGOT, "", &[("email", "a@b")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(world.store.newest(None, 10).await.unwrap().is_empty());
}
