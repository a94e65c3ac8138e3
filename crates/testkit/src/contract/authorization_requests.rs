//! [`AuthorizationRequests`](oidc::AuthorizationRequests).

use kernel::audit::EventKind;
use oidc::{CodeChallenge, ResponseMode};

use super::{Harness, World};
use crate::sample;

/// A request is kept whole and found by its hash, expired or not; its person may refuse it once.
pub async fn authorization_requests(harness: &dyn Harness) {
    are_kept_whole(&World::of(harness, "authorization-requests").await).await;
    are_refused_once(&World::of(harness, "requests-refused").await).await;
    are_refused_or_answered(&World::of(harness, "requests-raced").await).await;
}

async fn are_kept_whole(world: &World<'_>) {
    let requests = &world.ports().authorization_requests;
    let plain = sample::authorization_request(&world.client, world.now, world.random());
    let mut rich = sample::authorization_request(&world.client, world.now, world.random());
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    rich.parameters.code_challenge = Some(CodeChallenge::parse(challenge).unwrap());
    rich.parameters.response_mode = ResponseMode::Fragment;
    rich.parameters.login_hint = Some("ada".to_owned());
    rich.parameters.subject = Some(world.ada.user_id.clone());
    rich.parameters.ui_locales = Some("de en".to_owned());
    rich.parameters.asks_consent = true;
    rich.expires_at = world.now;
    for request in [&plain, &rich] {
        requests.open(request).await.unwrap();
        assert_eq!(
            requests.find(&request.token).await.unwrap().as_ref(),
            Some(request)
        );
    }
    let unknown = sample::token(world.random());
    assert_eq!(requests.find(&unknown).await.unwrap(), None);
}

async fn are_refused_once(world: &World<'_>) {
    let requests = &world.ports().authorization_requests;
    let request = sample::authorization_request(&world.client, world.now, world.random());
    requests.open(&request).await.unwrap();
    let refuse = async |tenant, event| {
        let refused = requests.refuse(tenant, &request.token, event).await;
        refused.unwrap()
    };
    let event = world.event(EventKind::ConsentDenied);
    let late = sample::event(&world.tenant, event.kind, request.expires_at);
    assert!(!refuse(&world.other, &event).await);
    assert!(!refuse(&world.tenant, &late).await);
    let kept = requests.find(&request.token).await.unwrap();
    assert_eq!(kept.as_ref(), Some(&request));
    assert!(refuse(&world.tenant, &event).await);
    assert!(!refuse(&world.tenant, &event).await);
    assert_eq!(requests.find(&request.token).await.unwrap(), None);
    assert_eq!(world.recorded(EventKind::ConsentDenied).await, 1);
}

async fn are_refused_or_answered(world: &World<'_>) {
    let request = sample::authorization_request(&world.client, world.now, world.random());
    let requests = &world.ports().authorization_requests;
    requests.open(&request).await.unwrap();
    let session = world.signed_in().await;
    let outcomes = world.race(|ports, index| {
        let code = sample::code(&world.client, &session, world.random());
        let (tenant, token) = (world.tenant.clone(), request.token);
        let denied = world.event(EventKind::ConsentDenied);
        let issued = world.event(EventKind::CodeIssued);
        async move {
            if index % 2 == 0 {
                let requests = &ports.authorization_requests;
                requests.refuse(&tenant, &token, &denied).await.unwrap()
            } else {
                let codes = &ports.authorization_codes;
                codes.issue(&code, Some(token), &issued).await.unwrap()
            }
        }
    });
    let winners = outcomes.await.into_iter().filter(|won| *won).count();
    assert_eq!(winners, 1);
}
