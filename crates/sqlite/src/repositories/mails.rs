//! The outbox.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use diesel_async::RunQueryDsl;
use identity::mail::{Mail, MailState, MailText, Outbox, Outcome, StoredMail};
use kernel::{FoldedName, PlainToken, StorageError, Timestamp};

use super::columns::{count, email, moment, text};
use super::events::EventRow;
use super::kept::Keep as _;
use super::leases::lease;
use super::many::many;
use super::schema::{accounts, mails};
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
    due_at: i64,
}

many!(MailRow in mails:
    tenant_id Text, mail_key Text, recipient Text, recipient_folded Text, sealed_content Binary,
    written_at BigInt, due_at BigInt,
);

const TABLE: &str = "mails";

fn seal(text: &MailText, place: Place<'_>, sealer: &Sealer) -> Result<Vec<u8>, Failure> {
    Ok(sealer.seal(&serde_json::to_vec(text)?, place))
}

impl MailRow {
    /// The row of `mail`, under a new key.
    pub(super) fn of(mail: &Mail, sealer: &Sealer) -> Result<Self, Failure> {
        let mail_key = PlainToken::generate(sealer.random()).reveal().to_owned();
        let place = Place {
            table: TABLE,
            row: &mail_key,
            tenant: mail.tenant_id.as_str(),
        };
        let mail_text = MailText {
            language: mail.language,
            content: mail.content.clone(),
        };
        Ok(Self {
            tenant_id: mail.tenant_id.to_string(),
            sealed_content: seal(&mail_text, place, sealer)?,
            recipient: mail.to.to_string(),
            recipient_folded: mail.to.folded().to_string(),
            written_at: mail.written_at.micros(),
            due_at: mail.written_at.micros(),
            mail_key,
        })
    }

    /// Puts the mail into the outbox.
    pub(super) async fn insert(self, connection: &mut Connection) -> Result<(), Failure> {
        diesel::insert_into(mails::table)
            .values(self)
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Puts the mail into the outbox if the tenant has that user. The same statement is run if it has not, so that
    /// the work does not tell.
    pub(super) async fn insert_for(
        self,
        user: Option<&str>,
        connection: &mut Connection,
    ) -> Result<(), Failure> {
        let mail = accounts::table
            .find((self.tenant_id.clone(), user.unwrap_or_default().to_owned()))
            .select((
                accounts::tenant_id,
                self.mail_key.into_sql::<Text>(),
                self.recipient.into_sql::<Text>(),
                self.recipient_folded.into_sql::<Text>(),
                self.sealed_content.into_sql::<Binary>(),
                self.written_at.into_sql::<BigInt>(),
                self.due_at.into_sql::<BigInt>(),
            ));
        diesel::insert_into(mails::table)
            .values(mail)
            .into_columns((
                mails::tenant_id,
                mails::mail_key,
                mails::recipient,
                mails::recipient_folded,
                mails::sealed_content,
                mails::written_at,
                mails::due_at,
            ))
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }

    fn place(&self) -> Place<'_> {
        Place {
            table: TABLE,
            row: &self.mail_key,
            tenant: &self.tenant_id,
        }
    }

    fn read(&self, sealer: &Sealer) -> Result<Mail, Failure> {
        let sealed = sealer.open(&self.sealed_content, self.place())?;
        let MailText { language, content } = serde_json::from_slice(&sealed)?;
        Ok(Mail {
            tenant_id: text("mails.tenant_id", &self.tenant_id)?,
            to: email("mails.recipient", &self.recipient)?,
            language,
            content,
            written_at: moment(self.written_at),
        })
    }

    /// The content without its code and link, sealed.
    fn without_secrets(&self, sealer: &Sealer) -> Result<Vec<u8>, Failure> {
        let Mail {
            language, content, ..
        } = self.read(sealer)?;
        let content = content.without_secrets();
        seal(&MailText { language, content }, self.place(), sealer)
    }
}

/// A mail as it is kept.
#[derive(Queryable, Selectable)]
#[diesel(table_name = mails)]
struct StoredRow {
    mail_id: i64,
    #[diesel(embed)]
    mail: MailRow,
    attempts: i64,
    done_at: Option<i64>,
    sent_at: Option<i64>,
    failure: Option<String>,
}

impl StoredRow {
    /// The content without its code and link, sealed; nothing of one that cannot be read, which
    /// must not keep those behind it from losing theirs.
    fn without_secrets(&self, sealer: &Sealer) -> Vec<u8> {
        let content = self.mail.without_secrets(sealer);
        content.unwrap_or_else(|failure| {
            let reason = StorageError::from(failure);
            tracing::error!(mail = self.mail_id, %reason, "a mail that cannot be read was emptied");
            Vec::new()
        })
    }

    fn read(self, sealer: &Sealer) -> Result<StoredMail, Failure> {
        let state = match (self.sent_at, self.done_at) {
            (Some(at), _) => MailState::Sent(moment(at)),
            (None, Some(at)) => MailState::GivenUp(moment(at)),
            (None, None) => MailState::Waiting(moment(self.mail.due_at)),
        };
        Ok(StoredMail {
            id: self.mail_id,
            mail: self.mail.read(sealer)?,
            key: self.mail.mail_key,
            state,
            attempts: count("mails.attempts", self.attempts)?,
            failure: self.failure,
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
        self.list(async |connection| {
            let mut wanted = mails::table
                .order(mails::mail_id.desc())
                .limit(limit.into())
                .select(StoredRow::as_select())
                .into_boxed();
            if let Some(to) = &to {
                wanted = wanted.filter(mails::recipient_folded.eq(to.as_str()));
            }
            let rows: Vec<StoredRow> = wanted.load(connection).await?;
            rows.into_iter().map(|row| row.read(&self.sealer)).collect()
        })
        .await
    }

    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<StoredMail>, StorageError> {
        let leased = lease!(
            self, mails by mail_id i64, until done_at; now, until;
            |row: StoredRow, connection| row
        );
        Ok(leased.map(|row| row.read(&self.sealer)).transpose()?)
    }

    async fn settle(
        &self,
        mail: i64,
        attempt: u32,
        outcome: &Outcome,
    ) -> Result<bool, StorageError> {
        let outcome = outcome.clone();
        self.write(async move |connection| {
            let open = mails::table.find(mail).filter(mails::done_at.is_null());
            let latest = open.filter(mails::attempts.eq(i64::from(attempt)));
            let settled = match outcome {
                Outcome::Sent { at } => {
                    let at = Some(at.micros());
                    diesel::update(open)
                        .set((mails::sent_at.eq(at), mails::done_at.eq(at)))
                        .kept()
                        .execute(connection)
                        .await?
                }
                Outcome::Postponed { until, reason } => {
                    diesel::update(latest)
                        .set((mails::due_at.eq(until.micros()), mails::failure.eq(reason)))
                        .kept()
                        .execute(connection)
                        .await?
                }
                Outcome::GivenUp { at, reason, event } => {
                    let given_up = diesel::update(latest)
                        .set((
                            mails::done_at.eq(Some(at.micros())),
                            mails::failure.eq(reason),
                        ))
                        .kept()
                        .execute(connection)
                        .await?;
                    if given_up == 1 {
                        EventRow::of(&event)?.record(connection).await?;
                    }
                    given_up
                }
            };
            Ok(settled == 1)
        })
        .await
    }
}

impl Store {
    /// Takes code and link out of the mails that were done with at or before `until`, `batch` at a time.
    pub(super) async fn forget_mailed_secrets(
        &self,
        until: Timestamp,
        batch: i64,
    ) -> Result<(), StorageError> {
        loop {
            let sealer = self.sealer.clone();
            let forgotten = self.write(async move |connection| {
                let rows: Vec<StoredRow> = mails::table
                    .filter(mails::has_secrets.eq(true))
                    .filter(mails::done_at.le(until.micros()))
                    .limit(batch)
                    .select(StoredRow::as_select())
                    .load(connection)
                    .await?;
                for row in &rows {
                    let content = row.without_secrets(&sealer);
                    diesel::update(mails::table.find(row.mail_id))
                        .set((
                            mails::sealed_content.eq(content),
                            mails::has_secrets.eq(false),
                        ))
                        .kept()
                        .execute(connection)
                        .await?;
                }
                Ok(rows.len())
            });
            if i64::try_from(forgotten.await?).is_ok_and(|rows| rows < batch) {
                return Ok(());
            }
        }
    }

    /// Deletes the mails that were done with at or before `until`, and counts them.
    pub(super) async fn delete_mails(&self, until: Timestamp) -> Result<usize, StorageError> {
        self.write(async move |connection| {
            let old = mails::table
                .filter(mails::has_secrets.eq(false))
                .filter(mails::done_at.le(until.micros()));
            Ok(diesel::delete(old).execute(connection).await?)
        })
        .await
    }
}
