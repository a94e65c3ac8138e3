//! The outbox.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::mail::{Mail, Outbox, StoredMail};
use kernel::{FoldedName, PlainToken, StorageError, TenantId};

use super::columns::{email, moment, text};
use super::schema::mails;
use super::sealer::{Place, Sealer};
use crate::backend::{Connection, Failure, Store};

/// A mail as it is written into the outbox.
#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = mails)]
pub(super) struct MailRow {
    tenant_id: String,
    mail_key: String,
    recipient: String,
    recipient_folded: String,
    sealed_content: Vec<u8>,
    written_at: i64,
}

const TABLE: &str = "mails";

impl MailRow {
    /// The row of `mail`, under a new key.
    pub(super) fn of(mail: &Mail, sealer: &Sealer) -> Result<Self, Failure> {
        let mail_key = PlainToken::generate(sealer.random()).reveal().to_owned();
        let place = Place {
            table: TABLE,
            row: &mail_key,
            tenant: mail.tenant_id.as_str(),
        };
        Ok(Self {
            tenant_id: mail.tenant_id.to_string(),
            sealed_content: sealer.seal(&serde_json::to_vec(&mail.content)?, place),
            recipient: mail.to.to_string(),
            recipient_folded: mail.to.folded().to_string(),
            written_at: mail.written_at.micros(),
            mail_key,
        })
    }

    /// Puts the mail into the outbox.
    pub(super) async fn insert(self, connection: &mut Connection) -> Result<(), Failure> {
        diesel::insert_into(mails::table)
            .values(self)
            .execute(connection)
            .await?;
        Ok(())
    }

    fn read(self, sealer: &Sealer) -> Result<Mail, Failure> {
        let tenant_id: TenantId = text("mails.tenant_id", &self.tenant_id)?;
        let place = Place {
            table: TABLE,
            row: &self.mail_key,
            tenant: tenant_id.as_str(),
        };
        let content = sealer.open(&self.sealed_content, place)?;
        Ok(Mail {
            to: email("mails.recipient", &self.recipient)?,
            content: serde_json::from_slice(&content)?,
            written_at: moment(self.written_at),
            tenant_id,
        })
    }
}

#[async_trait]
impl Outbox for Store {
    async fn newest(
        &self,
        to: Option<FoldedName>,
        limit: u32,
    ) -> Result<Vec<StoredMail>, StorageError> {
        self.read(async |connection| {
            let mut wanted = mails::table
                .order(mails::mail_id.desc())
                .limit(limit.into())
                .select((mails::mail_id, mails::sent_at, MailRow::as_select()))
                .into_boxed();
            if let Some(to) = &to {
                wanted = wanted.filter(mails::recipient_folded.eq(to.as_str()));
            }
            let rows: Vec<(i64, Option<i64>, MailRow)> = wanted.load(connection).await?;
            let read = |(id, sent_at, row): (i64, Option<i64>, MailRow)| {
                Ok(StoredMail {
                    id,
                    mail: row.read(&self.sealer)?,
                    sent_at: sent_at.map(moment),
                })
            };
            rows.into_iter().map(read).collect()
        })
        .await
    }
}
