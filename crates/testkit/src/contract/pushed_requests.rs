//! [`PushedRequests`](oidc::PushedRequests).

use oidc::{Parameters, PushedRequest, Sender};

use super::{Harness, World};
use crate::sample;

/// A request that was sent ahead is kept whole and taken once, in time, by its own client.
pub async fn pushed_requests(harness: &dyn Harness) {
    let world = World::of(harness, "pushed-requests").await;
    are_taken_once(&world).await;
    one_of_many_takes_it(&world).await;
}

fn sent(world: &World<'_>, sender: Sender) -> PushedRequest {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    PushedRequest {
        token: sample::token(world.random()),
        tenant_id: world.tenant.clone(),
        client_id: world.client.id().clone(),
        sender,
        parameters: Parameters::new(vec![
            pair("scope", "openid"),
            pair("state", "\"quoted\" & more"),
            pair("resource", "urn:a"),
            pair("resource", "urn:b"),
        ]),
        expires_at: world.later(60),
    }
}

async fn are_taken_once(world: &World<'_>) {
    let requests = &world.ports().pushed_requests;
    let stranger = "stranger".parse().unwrap();
    for sender in [Sender::Client, Sender::Browser] {
        let request = sent(world, sender);
        requests.push(&request).await.unwrap();
        let take = async |tenant, client, now| {
            let taken = requests.take(tenant, client, &request.token, now).await;
            taken.unwrap()
        };
        let client = &request.client_id;
        assert_eq!(take(&world.other, client, world.now).await, None);
        assert_eq!(take(&world.tenant, &stranger, world.now).await, None);
        assert_eq!(take(&world.tenant, client, request.expires_at).await, None);
        let taken = take(&world.tenant, client, world.now).await;
        assert_eq!(taken, Some(request.clone()));
        assert_eq!(take(&world.tenant, client, world.now).await, None);
    }
}

async fn one_of_many_takes_it(world: &World<'_>) {
    let request = sent(world, Sender::Client);
    world.ports().pushed_requests.push(&request).await.unwrap();
    let taken = world.race(|ports, _| {
        let (request, now) = (request.clone(), world.now);
        async move {
            let PushedRequest {
                tenant_id,
                client_id,
                token,
                ..
            } = &request;
            let requests = &ports.pushed_requests;
            requests
                .take(tenant_id, client_id, token, now)
                .await
                .unwrap()
        }
    });
    let winners = taken.await.into_iter().flatten().count();
    assert_eq!(winners, 1);
}
