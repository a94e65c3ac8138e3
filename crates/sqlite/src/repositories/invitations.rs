//! Invitations.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel_async::RunQueryDsl;
use identity::{Acceptance, Guest, Invitation, Invitations, Welcome};
use kernel::{AuditEvent, StorageError, TenantId, TokenHash, UserId};

use super::access;
use super::columns::{moment, text, token};
use super::credentials::CredentialRow;
use super::devices::DeviceRow;
use super::events::EventRow;
use super::kept::Keep as _;
use super::mails::MailRow;
use super::many::many;
use super::schema::{accounts, invitations, tenants};
use super::sealer::Sealer;
use crate::backend::{Connection, Failure, Store, lock};

/// An invitation as it is stored.
#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = invitations)]
pub(super) struct InvitationRow {
    tenant_id: String,
    code: Vec<u8>,
    user_id: Option<String>,
    expires_at: i64,
}

many!(InvitationRow in invitations:
    tenant_id Text, code Binary, user_id Nullable<Text>, expires_at BigInt,
);

/// An invitation and its mail as they are stored, or nothing.
#[derive(Clone)]
pub(super) struct WelcomeRows(Option<(InvitationRow, MailRow)>);

impl WelcomeRows {
    /// The rows of `welcome`.
    pub(super) fn of(welcome: Option<&Welcome>, sealer: &Sealer) -> Result<Self, Failure> {
        let rows = |welcome: &Welcome| {
            let mail = MailRow::of(&welcome.mail, sealer)?;
            Ok::<_, Failure>((InvitationRow::of(&welcome.invitation), mail))
        };
        welcome.map(rows).transpose().map(Self)
    }

    /// Whether there is nothing to store.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Stores both.
    pub(super) async fn insert(self, connection: &mut Connection) -> Result<(), Failure> {
        if let Some((invitation, mail)) = self.0 {
            invitation.insert(connection).await?;
            mail.insert(connection).await?;
        }
        Ok(())
    }

    /// Adds each to its list.
    pub(super) fn unpack(self, invitations: &mut Vec<InvitationRow>, mails: &mut Vec<MailRow>) {
        if let Some((invitation, mail)) = self.0 {
            invitations.push(invitation);
            mails.push(mail);
        }
    }
}

impl InvitationRow {
    /// The row of `invitation`.
    pub(super) fn of(invitation: &Invitation) -> Self {
        Self {
            tenant_id: invitation.tenant_id.to_string(),
            code: invitation.code.as_bytes().to_vec(),
            user_id: match &invitation.guest {
                Guest::Account(user) => Some(user.to_string()),
                Guest::FirstAdministrator => None,
            },
            expires_at: invitation.expires_at.micros(),
        }
    }

    /// Stores a new invitation.
    pub(super) async fn insert(self, connection: &mut Connection) -> Result<(), Failure> {
        diesel::insert_into(invitations::table)
            .values(self)
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }

    fn read(self) -> Result<Invitation, Failure> {
        Ok(Invitation {
            tenant_id: text("invitations.tenant_id", &self.tenant_id)?,
            code: token("invitations.code", &self.code)?,
            guest: match self.user_id.as_deref() {
                Some(user) => Guest::Account(text("invitations.user_id", user)?),
                None => Guest::FirstAdministrator,
            },
            expires_at: moment(self.expires_at),
        })
    }
}

#[async_trait]
impl Invitations for Store {
    async fn issue_set_up(
        &self,
        invitation: &Invitation,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (row, event) = (InvitationRow::of(invitation), EventRow::of(event)?);
        self.write(async move |connection| {
            let tenant = tenants::table
                .find(&row.tenant_id)
                .select(tenants::has_administrator);
            if lock(tenant).first::<bool>(connection).await? {
                return Ok(false);
            }
            let earlier = invitations::table
                .filter(invitations::tenant_id.eq(&row.tenant_id))
                .filter(invitations::user_id.is_null());
            diesel::delete(earlier).execute(connection).await?;
            row.insert(connection).await?;
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }

    async fn issue(
        &self,
        user: &UserId,
        welcome: &Welcome,
        event: &AuditEvent,
    ) -> Result<(), StorageError> {
        let (tenant, user) = (welcome.invitation.tenant_id.to_string(), user.to_string());
        let rows = WelcomeRows::of(Some(welcome), &self.sealer)?;
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            access::end_invitations(&tenant, &user, connection).await?;
            rows.insert(connection).await?;
            event.record(connection).await
        })
        .await
    }

    async fn find(
        &self,
        tenant: &TenantId,
        code: &TokenHash,
    ) -> Result<Option<Invitation>, StorageError> {
        self.look_up(async |connection| {
            let row = invitations::table
                .find((tenant.as_str(), code.as_bytes().as_slice()))
                .select(InvitationRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(InvitationRow::read).transpose()
        })
        .await
    }

    async fn accept<'a>(
        &self,
        acceptance: Acceptance<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (tenant, user) = (acceptance.tenant_id, acceptance.user_id);
        let credential = CredentialRow::of(tenant, user, acceptance.credential, &self.sealer);
        let device = DeviceRow::of(tenant, user, acceptance.device);
        let event = EventRow::of(event)?;
        let (tenant, user) = (tenant.to_string(), user.to_string());
        let (code, now) = (*acceptance.code, acceptance.now.micros());
        self.write(async move |connection| {
            let live = invitations::table
                .find((&tenant, code.as_bytes().as_slice()))
                .filter(invitations::user_id.eq(&user))
                .filter(invitations::expires_at.gt(now));
            if diesel::delete(live).execute(connection).await? == 0 {
                return Ok(false);
            }
            diesel::update(accounts::table.find((&tenant, &user)))
                .set((accounts::is_verified.eq(true), accounts::updated_at.eq(now)))
                .kept()
                .execute(connection)
                .await?;
            credential.replace(connection).await?;
            device.insert(connection).await?;
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }
}
