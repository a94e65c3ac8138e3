use actix_web::http::StatusCode;
use actix_web::http::header::{COOKIE, IF_NONE_MATCH};
use actix_web::test::TestRequest;
use kernel::Clock as _;
use kernel::audit::EventKind;
use oidc::DeviceAuthorizations as _;
use tenancy::{
    ClientLogos as _, ClientRegistration, ClientRegistry, GrantType, Logo, LogoOutcome,
    TenantRegistry as _,
};
use testkit::{SeededRandom, sample};

use crate::world::{Answer, World};

/// A service whose client says where its logo is.
async fn world(set: impl FnOnce(&mut ClientRegistration)) -> World {
    World::with(|tenant, client| {
        (tenant.register_enable, client.register_enable) = (true, true);
        client.name = "Photo Album".into();
        client.logo_uri = Some("https://app.example/logo.png".into());
        set(client);
    })
    .await
}

/// Has the logo that the client wants fetched.
async fn keep(world: &World, logo: &Logo) {
    let now = world.clock.now();
    let wish = world.store.lease(now, now).await.unwrap().unwrap();
    let event = sample::event(&wish.tenant_id, EventKind::ClientLogoKept, now);
    let logo = logo.clone();
    let kept = LogoOutcome::Kept { logo, event };
    assert!(world.store.settle(&wish, &kept).await.unwrap());
}

/// Has the client say that its logo is elsewhere, or nowhere.
async fn change(world: &World, uri: Option<&str>) {
    let (tenant, client) = ("acme".parse().unwrap(), "app".parse().unwrap());
    let record = ClientRegistry::read(&*world.store, &tenant, &client).await;
    let mut record = record.unwrap().unwrap();
    record.client.registration.logo_uri = uri.map(str::to_owned);
    let event = sample::event(&tenant, EventKind::ClientUpdated, world.clock.now());
    let seen = record.updated_at;
    let changed = ClientRegistry::change(&*world.store, &record, seen, &event).await;
    assert!(changed.unwrap());
}

fn place(logo: &Logo) -> String {
    format!("/logos/acme/app/{}", logo.hash)
}

async fn get_again(world: &World, path: &str, tag: &str) -> Answer {
    let request = TestRequest::get().uri(path);
    world
        .send(request.insert_header((IF_NONE_MATCH, tag)))
        .await
}

#[actix_web::test]
async fn a_logo_is_a_picture_and_nothing_else_for_ever() {
    let world = world(|_| ()).await;
    let logo = sample::logo(64);
    keep(&world, &logo).await;
    let answer = world.get(&place(&logo), "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body, logo.bytes);
    let tag = format!("\"{}\"", logo.hash);
    let headers = [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("etag", &tag),
        ("set-cookie", ""),
    ];
    for (name, value) in headers {
        assert_eq!(answer.header(name), value, "{name}");
    }
    for known in [&*tag, "*", &format!("\"other\", W/{tag}")] {
        let again = get_again(&world, &place(&logo), known).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{known}");
        assert!(again.body.is_empty());
        for (name, value) in headers.into_iter().skip(1) {
            assert_eq!(again.header(name), value, "{name}");
        }
    }
    let other = get_again(&world, &place(&logo), "\"other\"").await;
    assert_eq!(other.status, StatusCode::OK);
}

#[actix_web::test]
async fn the_address_of_the_picture_before_leads_to_the_present_one() {
    let world = world(|_| ()).await;
    let (before, present) = (sample::logo(64), sample::logo(65));
    keep(&world, &before).await;
    change(&world, Some("https://app.example/new.png")).await;
    assert_eq!(world.get(&place(&before), "").await.status, StatusCode::OK);
    keep(&world, &present).await;
    let answer = world.get(&place(&before), "").await;
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(answer.header("location"), place(&present));
    assert_eq!(answer.header("cache-control"), "");
}

#[actix_web::test]
async fn there_is_no_other_logo() {
    let world = world(|_| ()).await;
    let logo = sample::logo(64);
    let is_gone = async |path: &str| {
        let answer = world.get(path, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    };
    is_gone(&place(&logo)).await;
    keep(&world, &logo).await;
    let hash = &logo.hash;
    for path in [
        format!("/logos/acme/other/{hash}"),
        format!("/logos/other/app/{hash}"),
        format!("/logos/ACME/app/{hash}"),
        format!("/logos/acme/a%2Fp/{hash}"),
    ] {
        is_gone(&path).await;
    }
    let (tenant, now) = ("acme".parse().unwrap(), world.clock.now());
    let event = sample::event(&tenant, EventKind::TenantClosed, now);
    assert!(world.store.close(&tenant, now, &event).await.unwrap());
    is_gone(&place(&logo)).await;
    assert!(world.store.reopen(&tenant, &event).await.unwrap());
    change(&world, None).await;
    is_gone(&place(&logo)).await;
}

#[actix_web::test]
async fn an_application_is_shown_with_its_logo_wherever_it_asks() {
    let world = world(|client| client.first_party = false).await;
    let ada = world.sign_in("Ada").await;
    let opened = world.open(|asked| asked.authenticate_after = None).await;
    let cookies = format!("{}; {}", opened.cookie, ada.cookie);
    let pages = ["/sign-in", "/enrol", "/account", "/consent"];
    let pages = pages.map(|page| format!("{page}?auth_req_id={}", opened.auth_req_id));
    let forgot = "/forgot?tenant_id=acme&client_id=app".to_owned();
    let pages: Vec<_> = pages.into_iter().chain([forgot]).collect();
    let letter = "<span class=\"letter\" aria-hidden=\"true\">P</span>";
    for page in &pages {
        let answer = world.get(page, &cookies).await;
        assert!(answer.text().contains(letter), "{page}");
        assert!(!answer.text().contains("class=\"logo\""), "{page}");
    }
    let logo = sample::logo(64);
    keep(&world, &logo).await;
    let picture = picture(&logo);
    for page in &pages {
        let answer = world.get(page, &cookies).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        assert!(answer.text().contains(&picture), "{page}");
        assert!(!answer.text().contains(letter), "{page}");
    }
}

#[actix_web::test]
async fn a_device_is_let_in_under_the_logo_of_its_application() {
    let world = world(|client| client.grant_types = vec![GrantType::DeviceCode]).await;
    let logo = sample::logo(64);
    keep(&world, &logo).await;
    let (now, random) = (world.clock.now(), SeededRandom::new(7));
    let client = sample::client(&"acme".parse().unwrap(), "app", now, &random);
    let device = sample::device_authorization(&client, now, &random);
    assert!(world.store.open(&device).await.unwrap());
    let ada = world.sign_in("Ada").await;
    let (token, key) = world.get("/device/acme", "").await.form();
    let code = device.user_code.to_string();
    let fields = [("form_token", token.as_str()), ("user_code", &code)];
    let cookies = format!("{key}; {}", ada.cookie);
    let answer = world.post("/device/acme", &cookies, &fields).await;
    let browser = answer.header("set-cookie").split(';').next().unwrap();
    let cookies = format!("{browser}; {}", ada.cookie);
    let request = TestRequest::get().uri(answer.header("location"));
    let asked = world.send(request.insert_header((COOKIE, cookies))).await;
    assert!(asked.text().contains("user-code"), "{}", asked.text());
    assert!(asked.text().contains(&picture(&logo)));
}

fn picture(logo: &Logo) -> String {
    let place = place(logo);
    format!("<img class=\"logo\" src=\"{place}\" alt=\"\" width=\"48\" height=\"48\">")
}
