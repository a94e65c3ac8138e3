//! [`Invitations`](identity::Invitations).

use identity::attempts::{ChargedTo, Verdict};
use identity::{Acceptance, Guest, Invitation};
use kernel::FoldedName;
use kernel::audit::EventKind;

use super::{Harness, World};
use crate::sample;

/// An invitation is used once, in time, for its account; the set-up one by the first administrator.
pub async fn invitations(harness: &dyn Harness) {
    are_accepted_once(&World::of(harness, "invitations").await).await;
    are_refused(&World::of(harness, "invitations-refused").await).await;
    are_raced(&World::of(harness, "invitations-raced").await).await;
    the_latest_set_up_counts(&World::of(harness, "invitations-set-up").await).await;
}

async fn are_accepted_once(world: &World<'_>) {
    let mut bob = sample::account(&world.tenant, "bob", world.now, world.random());
    bob.is_verified = false;
    assert!(world.create(&bob).await);
    let invitation = world.invite(&bob).await;
    let invitations = &world.ports().invitations;
    let code = &invitation.code;
    let found = invitations.find(&world.tenant, code).await.unwrap();
    assert_eq!(found.as_ref(), Some(&invitation));
    assert_eq!(invitations.find(&world.other, code).await.unwrap(), None);

    let (credential, device) = (sample::credential(world.random()), world.device());
    let acceptance = || Acceptance {
        tenant_id: &world.tenant,
        code,
        user_id: &bob.user_id,
        credential: &credential,
        device: &device,
        now: world.later(9),
    };
    let event = world.event(EventKind::CredentialEnrolled);
    assert!(invitations.accept(acceptance(), &event).await.unwrap());
    assert!(!invitations.accept(acceptance(), &event).await.unwrap());
    assert_eq!(world.recorded(EventKind::CredentialEnrolled).await, 1);
    assert_eq!(invitations.find(&world.tenant, code).await.unwrap(), None);

    let accounts = &world.ports().accounts;
    let account = accounts
        .find(&world.tenant, &bob.user_id)
        .await
        .unwrap()
        .unwrap();
    assert!(account.is_verified);
    assert_eq!(account.updated_at, Some(world.later(9)));
    let credentials = &world.ports().credential_store;
    let served = credentials
        .served_to(&world.tenant, &FoldedName::of("bob"))
        .await
        .unwrap();
    assert_eq!(served.unwrap().credential, credential);
    let mut charge = sample::begin(&world.tenant, device.name, world.now);
    charge.device = Some(device.token);
    let event = world.event(EventKind::SignInBlocked);
    let verdict = world
        .ports()
        .attempt_ledger
        .charge_begin(&charge, &event)
        .await
        .unwrap();
    assert_eq!(verdict, Verdict::Allowed(ChargedTo::Device));
}

async fn are_refused(world: &World<'_>) {
    let bob = sample::account(&world.tenant, "bob", world.now, world.random());
    assert!(world.create(&bob).await);
    let invitation = world.invite(&world.ada).await;
    let (unknown, credential, device) = (
        sample::token(world.random()),
        sample::credential(world.random()),
        world.device(),
    );
    let good = || Acceptance {
        tenant_id: &world.tenant,
        code: &invitation.code,
        user_id: &world.ada.user_id,
        credential: &credential,
        device: &device,
        now: world.now,
    };
    let invitations = &world.ports().invitations;
    let event = world.event(EventKind::CredentialEnrolled);
    for bad in [
        Acceptance {
            tenant_id: &world.other,
            ..good()
        },
        Acceptance {
            code: &unknown,
            ..good()
        },
        Acceptance {
            user_id: &bob.user_id,
            ..good()
        },
        Acceptance {
            now: invitation.expires_at,
            ..good()
        },
    ] {
        assert!(!invitations.accept(bad, &event).await.unwrap());
    }
    assert_eq!(world.recorded(EventKind::CredentialEnrolled).await, 0);
    let credentials = &world.ports().credential_store;
    let served = credentials
        .served_to(&world.tenant, &FoldedName::of("ada"))
        .await
        .unwrap();
    assert_eq!(served, None);
    let kept = invitations
        .find(&world.tenant, &invitation.code)
        .await
        .unwrap();
    assert_eq!(kept.as_ref(), Some(&invitation));
}

async fn are_raced(world: &World<'_>) {
    let invitation = world.invite(&world.ada).await;
    let accepted = world.race(|ports, _| {
        let (tenant, code) = (world.tenant.clone(), invitation.code);
        let (user, now) = (world.ada.user_id.clone(), world.now);
        let (credential, device) = (sample::credential(world.random()), world.device());
        let event = world.event(EventKind::CredentialEnrolled);
        async move {
            let acceptance = Acceptance {
                tenant_id: &tenant,
                code: &code,
                user_id: &user,
                credential: &credential,
                device: &device,
                now,
            };
            ports.invitations.accept(acceptance, &event).await.unwrap()
        }
    });
    assert_eq!(
        accepted
            .await
            .into_iter()
            .filter(|accepted| *accepted)
            .count(),
        1
    );
    assert_eq!(world.recorded(EventKind::CredentialEnrolled).await, 1);
}

async fn the_latest_set_up_counts(world: &World<'_>) {
    let invitations = &world.ports().invitations;
    let set_up = |tenant: &kernel::TenantId| Invitation {
        tenant_id: tenant.clone(),
        code: sample::token(world.random()),
        guest: Guest::FirstAdministrator,
        expires_at: world.later(3600),
    };
    let (first, second) = (set_up(&world.tenant), set_up(&world.tenant));
    let elsewhere = set_up(&world.other);
    let event = world.event(EventKind::InvitationIssued);
    let adas = world.invite(&world.ada).await;
    for invitation in [&first, &elsewhere, &second] {
        assert!(invitations.issue_set_up(invitation, &event).await.unwrap());
    }
    assert_eq!(
        invitations.find(&world.tenant, &first.code).await.unwrap(),
        None
    );
    let kept = invitations.find(&world.tenant, &second.code).await.unwrap();
    assert_eq!(kept, Some(second));
    let kept = invitations
        .find(&world.other, &elsewhere.code)
        .await
        .unwrap();
    assert_eq!(kept, Some(elsewhere));
    let kept = invitations.find(&world.tenant, &adas.code).await.unwrap();
    assert_eq!(kept, Some(adas));
    assert_eq!(world.recorded(EventKind::InvitationIssued).await, 3);
}
