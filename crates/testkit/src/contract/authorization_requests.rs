//! [`AuthorizationRequests`](oidc::AuthorizationRequests).

use kernel::audit::EventKind;
use oidc::{ClaimsRequest, CodeChallenge, ForeignIdentity, MicrosoftRequest, ResponseMode};
use tenancy::ResponseType;

use super::{Harness, World};
use crate::sample;

/// A request is kept whole and found by its hash, expired or not; it ends once.
pub async fn authorization_requests(harness: &dyn Harness) {
    are_kept_whole(&World::of(harness, "authorization-requests").await).await;
    end_once(&World::of(harness, "requests-ended").await).await;
    identify_once(&World::of(harness, "requests-identified").await).await;
    are_refused_or_answered(&World::of(harness, "requests-raced").await).await;
}

async fn are_kept_whole(world: &World<'_>) {
    let requests = &world.ports().authorization_requests;
    let plain = sample::authorization_request(&world.client, world.now, world.random());
    let mut rich = sample::authorization_request(&world.client, world.now, world.random());
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    rich.parameters.code_challenge = Some(CodeChallenge::parse(challenge).unwrap());
    rich.parameters.response_mode = ResponseMode::FormPost;
    rich.parameters.response_type = ResponseType::CodeIdToken;
    rich.parameters.acr.values = vec!["keepic".to_owned()];
    rich.parameters.acr.is_essential = true;
    rich.parameters.claims = ClaimsRequest::parse(r#"{"id_token":{"email":null}}"#).unwrap();
    rich.parameters.login_hint = Some("ada".to_owned());
    rich.parameters.subjects =
        oidc::Subject::parse(world.ada.user_id.as_str()).map(|ada| vec![ada]);
    rich.parameters.ui_locales = Some("de en".to_owned());
    rich.parameters.microsoft = Some(MicrosoftRequest {
        identity: ForeignIdentity {
            authority: "tid".to_owned(),
            object_id: "oid".to_owned(),
        },
        subject: "sub".to_owned(),
        username: Some("ada@example.com".to_owned()),
        acr: vec!["possession".to_owned()],
        amr: vec!["swk".to_owned()],
    });
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

async fn end_once(world: &World<'_>) {
    let requests = &world.ports().authorization_requests;
    let request = sample::authorization_request(&world.client, world.now, world.random());
    requests.open(&request).await.unwrap();
    let end = async |tenant, event| {
        let ended = requests.end(tenant, Some(request.token), event).await;
        ended.unwrap()
    };
    let event = world.event(EventKind::ConsentDenied);
    let late = sample::event(&world.tenant, event.kind, request.expires_at);
    assert!(!end(&world.other, &event).await);
    assert!(!end(&world.tenant, &late).await);
    let kept = requests.find(&request.token).await.unwrap();
    assert_eq!(kept.as_ref(), Some(&request));
    assert!(end(&world.tenant, &event).await);
    assert!(!end(&world.tenant, &event).await);
    assert_eq!(requests.find(&request.token).await.unwrap(), None);
    assert_eq!(world.recorded(EventKind::ConsentDenied).await, 1);
}

async fn identify_once(world: &World<'_>) {
    let requests = &world.ports().authorization_requests;
    let request = sample::authorization_request(&world.client, world.now, world.random());
    requests.open(&request).await.unwrap();
    let session = world.signed_in().await;
    let grant = || {
        sample::grant(
            &sample::code(&world.client, &session, world.random()),
            world.random(),
        )
    };
    let identify = async |grant: &oidc::Grant, at| {
        let event = sample::event(&grant.tenant_id, EventKind::IdTokenIssued, at);
        let identified = requests.identify(Some(request.token), grant, &event);
        identified.await.unwrap()
    };
    let first = grant();
    let elsewhere = oidc::Grant {
        tenant_id: world.other.clone(),
        ..first.clone()
    };
    assert!(!identify(&elsewhere, world.now).await);
    assert!(!identify(&first, request.expires_at).await);
    assert_eq!(
        world
            .ports()
            .grants
            .find(&world.tenant, &first.grant_id)
            .await
            .unwrap(),
        None
    );
    assert!(identify(&first, world.now).await);
    assert_eq!(world.find_grant(&first).await, first);
    assert!(!identify(&grant(), world.now).await);
    // One that was answered at once; that its client takes part is known already.
    let second = grant();
    let event = world.event(EventKind::IdTokenIssued);
    assert!(requests.identify(None, &second, &event).await.unwrap());
    let found = world
        .ports()
        .grants
        .find(&world.tenant, &second.grant_id)
        .await;
    assert_eq!(found.unwrap(), None);
    assert_eq!(world.recorded(EventKind::IdTokenIssued).await, 2);
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
                requests.end(&tenant, Some(token), &denied).await.unwrap()
            } else {
                let codes = &ports.authorization_codes;
                codes.issue(&code, Some(token), &issued).await.unwrap()
            }
        }
    });
    let winners = outcomes.await.into_iter().filter(|won| *won).count();
    assert_eq!(winners, 1);
}
