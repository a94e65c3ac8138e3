//! [`Outbox`](identity::mail::Outbox).

use kernel::FoldedName;

use super::{Harness, World};
use crate::sample;

/// Mails are listed newest first, to one address or to all.
pub async fn outbox(harness: &dyn Harness) {
    let world = World::of(harness, "outbox").await;
    let outbox = &world.ports().outbox;
    let bob = sample::account(&world.tenant, "bob", world.later(1), world.random());
    assert!(world.create(&bob).await);

    let all = outbox.newest(None, 10).await.unwrap();
    let mails: Vec<_> = all.iter().map(|stored| stored.mail.clone()).collect();
    assert_eq!(
        mails,
        [sample::mail(&bob, "code"), sample::mail(&world.ada, "code")]
    );
    assert!(all.iter().all(|stored| stored.sent_at.is_none()));
    assert!(all.windows(2).all(|pair| pair[0].id > pair[1].id));

    let adas = outbox
        .newest(Some(FoldedName::of("ADA@example.com")), 10)
        .await
        .unwrap();
    assert_eq!(adas.len(), 1);
    assert_eq!(adas[0].mail, sample::mail(&world.ada, "code"));
    let nobodys = outbox
        .newest(Some(FoldedName::of("carl@example.com")), 10)
        .await
        .unwrap();
    assert!(nobodys.is_empty());
    assert_eq!(outbox.newest(None, 1).await.unwrap(), all[..1]);
}
