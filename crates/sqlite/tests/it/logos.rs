//! Clients that said where their logo is before logos were fetched.

use kernel::audit::EventKind;
use tenancy::ClientLogos as _;
use testkit::contract::{Harness as _, World};

use crate::world::empty_store;

#[tokio::test]
async fn the_logo_of_a_client_from_before_is_wished_for() {
    let harness = empty_store().await;
    let world = World::of(&harness, "logos-before").await;
    let mut client = world.client.clone();
    client.registration.client_id = "shown".parse().unwrap();
    client.registration.logo_uri = Some("https://app.example/logo.png".to_owned());
    let event = world.event(EventKind::ClientCreated);
    let clients = &harness.ports().relying_parties;
    assert!(clients.register(&client, &event).await.unwrap());
    for statement in [
        "DROP TABLE logo_wishes",
        "DROP TABLE client_logos",
        "ALTER TABLE relying_parties DROP COLUMN logo",
        "DELETE FROM __diesel_schema_migrations WHERE version = '0046'",
    ] {
        harness.execute(statement);
    }
    let store = harness.second().await;
    store.migrate().await.unwrap();
    let wish = store.lease(world.now, world.later(60)).await.unwrap();
    let wish = wish.unwrap();
    assert_eq!(
        (&wish.tenant_id, &wish.client_id),
        (&world.tenant, client.id())
    );
    assert_eq!(Some(wish.uri), client.registration.logo_uri);
    let other = store.lease(world.now, world.later(60)).await.unwrap();
    assert_eq!(other, None);
}
