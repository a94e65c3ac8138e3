//! Where a person is signed in: listing sessions, and ending them.

use std::sync::Arc;

use kernel::audit::EventKind;
use kernel::{Actor, Clock, Denied, Permission, Refusal, TenantId, UserId};

use crate::{Accounts, ListedSession, SessionId, Sessions};

/// The use cases over their ports.
pub struct SessionManagement {
    /// Keeps sessions.
    pub sessions: Arc<dyn Sessions>,
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Whose sessions somebody deals with.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// Their own.
    Own,
    /// Those of a user of that tenant.
    User(&'a TenantId, &'a UserId),
}

impl SessionManagement {
    /// The live sessions, the newest first.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn list(
        &self,
        actor: &Actor,
        whose: Whose<'_>,
    ) -> Result<Vec<ListedSession>, Refusal> {
        let (tenant, user) = self.owner(actor, whose, Permission::ReadUsers).await?;
        Ok(self
            .sessions
            .of_user(tenant, user, self.clock.now())
            .await?)
    }

    /// Ends one session, with the refresh tokens that end with it.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn end(
        &self,
        actor: &Actor,
        whose: Whose<'_>,
        session: &SessionId,
    ) -> Result<(), Refusal> {
        let (tenant, user) = self.owner(actor, whose, Permission::ManageUsers).await?;
        let found = self.sessions.find_by_id(tenant, session).await?;
        let is_theirs = found.is_some_and(|found| found.user_id == *user);
        let event = actor
            .event(tenant, self.clock.now(), EventKind::SessionEnded)
            .about(session.as_str());
        if is_theirs && self.sessions.end(tenant, session, &event).await? {
            Ok(())
        } else {
            Err(Denied::NotFound.into())
        }
    }

    /// Ends all sessions and revokes all refresh tokens, those with `offline_access` too.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn end_all(&self, actor: &Actor, whose: Whose<'_>) -> Result<(), Refusal> {
        let (tenant, user) = self.owner(actor, whose, Permission::ManageUsers).await?;
        let event = actor
            .event(tenant, self.clock.now(), EventKind::SessionsEnded)
            .about(user);
        Ok(self.sessions.end_all(tenant, user, &event).await?)
    }

    /// Whose sessions those are, for an actor who may do that with them.
    async fn owner<'a>(
        &self,
        actor: &'a Actor,
        whose: Whose<'a>,
        permission: Permission,
    ) -> Result<(&'a TenantId, &'a UserId), Refusal> {
        match whose {
            Whose::Own => Ok(actor.require_own(permission)?),
            Whose::User(tenant, user) => {
                actor.require(permission, tenant)?;
                let account = self.accounts.find(tenant, user).await?;
                account.ok_or(Denied::NotFound)?;
                Ok((tenant, user))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::access::{Person, Proof, Who};
    use kernel::{MockClock, Timestamp, TokenHash};

    use super::*;
    use crate::{MockAccounts, MockSessions, Session, Stamp};

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn management(sessions: MockSessions) -> SessionManagement {
        let mut accounts = MockAccounts::new();
        accounts.expect_find().returning(|_, _| Ok(None));
        let mut clock = MockClock::new();
        clock.expect_now().return_const(NOW);
        SessionManagement {
            sessions: Arc::new(sessions),
            accounts: Arc::new(accounts),
            clock: Arc::new(clock),
        }
    }

    fn person(role: &str) -> Actor {
        Actor {
            who: Who::Person(Person {
                tenant_id: "acme".parse().unwrap(),
                user_id: "ada".parse().unwrap(),
                roles: vec![role.into()],
                for_account: true,
                for_administration: true,
                for_provisioning: false,
                proof: Proof {
                    at: NOW,
                    is_by_passkey: false,
                },
            }),
            address: None,
        }
    }

    fn session_of(user: &str) -> Session {
        Session {
            tenant_id: "acme".parse().unwrap(),
            session_id: SessionId::from_stored("s"),
            token: TokenHash::from_bytes([1; 32]),
            user_id: user.parse().unwrap(),
            amr: vec![],
            auth_time: NOW,
            created: Stamp::unplaced(NOW),
            last_access: NOW,
            idle_until: NOW,
            expires_at: NOW,
        }
    }

    #[tokio::test]
    async fn nobody_ends_the_session_of_somebody_else_as_their_own() {
        for (owner, is_theirs) in [("ada", true), ("bob", false)] {
            let mut sessions = MockSessions::new();
            sessions
                .expect_find_by_id()
                .returning(move |_, _| Ok(Some(session_of(owner))));
            sessions
                .expect_end()
                .times(usize::from(is_theirs))
                .returning(|_, _, _| Ok(true));
            let management = management(sessions);
            let (actor, id) = (person("user"), SessionId::from_stored("s"));
            let ended = management.end(&actor, Whose::Own, &id).await;
            assert_eq!(ended.is_ok(), is_theirs, "{owner}");
        }
    }

    #[tokio::test]
    async fn who_may_not_reaches_no_storage() {
        let management = management(MockSessions::new());
        let (acme, bob) = ("acme".parse().unwrap(), "bob".parse().unwrap());
        let whose = Whose::User(&acme, &bob);
        let user = person("user");
        assert!(management.list(&user, whose).await.is_err());
        assert!(management.end_all(&user, whose).await.is_err());
        // Nor does an administrator who asks for a user that there is not.
        let admin = person("tenant_admin");
        assert!(management.end_all(&admin, whose).await.is_err());
    }
}
