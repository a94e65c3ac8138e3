//! [`AuthorizationRequests`](oidc::AuthorizationRequests).

use oidc::{CodeChallenge, ResponseMode};

use super::{Harness, World};
use crate::sample;

/// A request is kept whole and found by its hash, expired or not.
pub async fn authorization_requests(harness: &dyn Harness) {
    let world = World::of(harness, "authorization-requests").await;
    let requests = &world.ports().authorization_requests;
    let plain = sample::authorization_request(&world.client, world.now, world.random());
    let mut rich = sample::authorization_request(&world.client, world.now, world.random());
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    rich.parameters.code_challenge = Some(CodeChallenge::parse(challenge).unwrap());
    rich.parameters.response_mode = ResponseMode::Fragment;
    rich.parameters.login_hint = Some("ada".to_owned());
    rich.parameters.subject = Some(world.ada.user_id.clone());
    rich.parameters.ui_locales = Some("de en".to_owned());
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
