//! Challenges that wait for their answer.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{StorageError, Timestamp, TokenHash};
use zkp_protocol::verifier::{ChallengeLedger, Occasion, OpenChallenge};
use zkp_protocol::{ChallengeHash, Handle, OprfKeyVersion, ReceivingKey};

use super::columns::{bytes, count, moment, optional_token, text, token};
use super::kept::Keep as _;
use super::schema::challenges;
use super::sealer::{Place, Sealer};
use crate::backend::{Failure, Store};

#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = challenges)]
struct ChallengeRow {
    tenant_id: String,
    challenge_id: Vec<u8>,
    purpose: String,
    user_id: Option<String>,
    username: String,
    sealed_auth_req_id: Option<Vec<u8>>,
    browser: Option<Vec<u8>>,
    address: String,
    handle: Vec<u8>,
    oprf_key_version: i64,
    cipher_key: String,
    challenge_hash: Vec<u8>,
    sealed_reply_key: Vec<u8>,
    expires_at: i64,
}

/// Where a challenge's reply key and `auth_req_id` are sealed.
struct Places {
    row: String,
    tenant: String,
}

impl Places {
    fn of(challenge_id: &[u8], tenant: &str) -> Self {
        Self {
            row: URL_SAFE_NO_PAD.encode(challenge_id),
            tenant: tenant.to_owned(),
        }
    }

    fn reply_key(&self) -> Place<'_> {
        self.of_column("challenges.reply_key")
    }

    fn auth_req_id(&self) -> Place<'_> {
        self.of_column("challenges.auth_req_id")
    }

    fn of_column(&self, table: &'static str) -> Place<'_> {
        Place {
            table,
            row: &self.row,
            tenant: &self.tenant,
        }
    }
}

impl ChallengeRow {
    fn of(challenge: OpenChallenge, sealer: &Sealer) -> Self {
        let occasion = challenge.occasion;
        let places = Places::of(challenge.id.as_bytes(), occasion.tenant.as_str());
        let auth_req_id = occasion.auth_req_id.as_deref();
        Self {
            challenge_id: challenge.id.as_bytes().to_vec(),
            purpose: occasion.purpose.as_str().to_owned(),
            user_id: occasion.user.map(String::from),
            username: occasion.username,
            sealed_auth_req_id: auth_req_id
                .map(|id| sealer.seal(id.as_bytes(), places.auth_req_id())),
            browser: occasion.browser.map(|hash| hash.as_bytes().to_vec()),
            address: occasion.address,
            handle: challenge.handle.as_bytes().to_vec(),
            oprf_key_version: challenge.oprf_key_version.0.into(),
            cipher_key: challenge.cipher_key,
            challenge_hash: challenge.hash.as_bytes().to_vec(),
            sealed_reply_key: sealer.seal(challenge.reply_key.reveal(), places.reply_key()),
            expires_at: challenge.expires_at.micros(),
            tenant_id: occasion.tenant.into(),
        }
    }

    fn read(self, sealer: &Sealer) -> Result<OpenChallenge, Failure> {
        let places = Places::of(&self.challenge_id, &self.tenant_id);
        let reply_key = sealer.open(&self.sealed_reply_key, places.reply_key())?;
        let user = self.user_id.as_deref();
        let auth_req_id = match self.sealed_auth_req_id {
            Some(id) => Some(sealer.open(&id, places.auth_req_id())?),
            None => None,
        };
        let auth_req_id = auth_req_id
            .map(|id| String::from_utf8(id.to_vec()))
            .transpose()
            .map_err(|_| Failure::corrupt("challenges.sealed_auth_req_id"))?;
        Ok(OpenChallenge {
            id: token("challenges.challenge_id", &self.challenge_id)?,
            occasion: Occasion {
                tenant: text("challenges.tenant_id", &self.tenant_id)?,
                purpose: text("challenges.purpose", &self.purpose)?,
                user: user
                    .map(|user| text("challenges.user_id", user))
                    .transpose()?,
                username: self.username,
                auth_req_id,
                browser: optional_token("challenges.browser", self.browser.as_deref())?,
                address: self.address,
            },
            handle: Handle::from_bytes(bytes("challenges.handle", &self.handle)?),
            oprf_key_version: OprfKeyVersion(count(
                "challenges.oprf_key_version",
                self.oprf_key_version,
            )?),
            cipher_key: self.cipher_key,
            hash: ChallengeHash::from_bytes(bytes(
                "challenges.challenge_hash",
                &self.challenge_hash,
            )?),
            reply_key: ReceivingKey::from_bytes(bytes("challenges.sealed_reply_key", &reply_key)?),
            expires_at: moment(self.expires_at),
        })
    }
}

#[async_trait]
impl ChallengeLedger for Store {
    async fn open(&self, challenge: OpenChallenge) -> Result<(), StorageError> {
        let row = ChallengeRow::of(challenge, &self.sealer);
        self.state(async move |connection| {
            diesel::insert_into(challenges::table)
                .values(row)
                .kept()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    async fn consume(
        &self,
        id: &TokenHash,
        now: Timestamp,
    ) -> Result<Option<OpenChallenge>, StorageError> {
        // An expired challenge stays, to be counted by the next begin from its address.
        let id = *id;
        let row = self
            .state(async move |connection| {
                let live = challenges::table
                    .filter(challenges::challenge_id.eq(id.as_bytes().as_slice()))
                    .filter(challenges::expires_at.gt(now.micros()));
                let row = diesel::delete(live)
                    .returning(ChallengeRow::as_returning())
                    .get_result(connection)
                    .await;
                Ok(row.optional()?)
            })
            .await?;
        Ok(row.map(|row| row.read(&self.sealer)).transpose()?)
    }
}
