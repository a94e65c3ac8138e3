//! Begin: a challenge for whoever asks, the same whether or not the name exists.

use std::time::Duration;

use kernel::{FoldedName, PlainToken, StorageError, TenantId, TokenHash, UserId};
use subtle::Choice;

use super::material::Material;
use super::random::PortRng;
use super::{Occasion, OpenChallenge, OwnedCredential, Verifier};
use crate::challenge::{CHALLENGE_SECONDS, Challenge, Request};
use crate::{
    Algorithm, CipherKey, Credential, Handle, MalformedField, OprfKeyVersion, PROTO_VERSION,
    Purpose, ReceivingKey,
};

/// POST /api/auth/challenge, after it has been counted.
#[derive(Clone, Debug)]
pub struct Begin<'a> {
    /// The tenant.
    pub tenant: &'a TenantId,
    /// `username` as sent.
    pub username: &'a str,
    /// `cipherKey` as sent.
    pub cipher_key: &'a str,
    /// The authorization request, if one is named.
    pub auth_req_id: Option<&'a str>,
    /// The browser that opened the authorization request; none without one.
    pub browser: Option<TokenHash>,
    /// The address it comes from, as budgets count it.
    pub address: &'a str,
    /// Who is signed in, if anybody: an enrolment for a change belongs to them.
    pub session_user: Option<&'a UserId>,
    /// Whether a credential without PIN and pattern may be served: to a device that has signed in
    /// before, or after a mailed link. To everybody else the name looks like one that is not there.
    pub image_only_allowed: bool,
}

/// The answer to a begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The sealed challenge, of constant length.
    pub challenge_data: String,
    /// The protocol version.
    pub proto_version: &'static str,
}

/// A begin failed.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// A field has not the form of such a field.
    #[error(transparent)]
    Malformed(#[from] MalformedField),
    /// Storage did not answer.
    #[error("the service is unavailable")]
    Unavailable(#[from] StorageError),
}

/// What a challenge is made of, and whose it is.
struct Served {
    user: Option<UserId>,
    material: Material,
    oprf_key_version: OprfKeyVersion,
}

impl Verifier {
    /// Answers a begin and keeps the challenge.
    ///
    /// For every name this is one look-up, one look-alike, one check, one OPRF key, one evaluation
    /// and one sealed message of the same length.
    pub async fn begin(&self, begin: &Begin<'_>) -> Result<Answer, BeginError> {
        let cipher_key = CipherKey::parse(begin.cipher_key)?;
        let served = match cipher_key.purpose {
            Purpose::Enrol => self.prepare_enrolment(begin),
            Purpose::Login | Purpose::Change | Purpose::Email => self.serve(begin).await?,
        };
        let id = PlainToken::generate(&*self.random);
        let rng = &mut PortRng(&*self.random);
        let (reply_key, reply_to) = ReceivingKey::generate(rng);
        let challenge = Challenge {
            id: id.reveal().to_owned(),
            nonce: self.random.bytes(),
            evaluated: served.material.evaluate(&cipher_key.blinded),
            handle: served.material.handle,
            salt: served.material.salt,
            sketch: served.material.sketch,
            check: served.material.check,
            reply_key: reply_to,
            origin: self.origin.clone(),
            expires_in: CHALLENGE_SECONDS,
        };
        let request = Request {
            tenant: begin.tenant.as_str(),
            username: begin.username,
            cipher_key: begin.cipher_key,
        };
        let (challenge_data, hash) =
            request
                .seal(&cipher_key, &challenge, rng)
                .ok_or(MalformedField {
                    field: "cipherKey",
                    expected: "made with an X25519 key that is not of low order",
                })?;
        let open = OpenChallenge {
            id: id.hash(),
            occasion: Occasion {
                tenant: begin.tenant.clone(),
                purpose: cipher_key.purpose,
                user: served.user,
                username: begin.username.to_owned(),
                auth_req_id: begin.auth_req_id.map(str::to_owned),
                browser: begin.browser,
                address: begin.address.to_owned(),
            },
            handle: Handle::from_bytes(served.material.handle),
            oprf_key_version: served.oprf_key_version,
            cipher_key: begin.cipher_key.to_owned(),
            hash,
            reply_key,
            expires_at: self
                .clock
                .now()
                .plus(Duration::from_secs(CHALLENGE_SECONDS.into())),
        };
        self.ledger.open(open).await?;
        Ok(Answer {
            challenge_data,
            proto_version: PROTO_VERSION,
        })
    }

    /// A fresh handle under the newest seed. No credential is read.
    fn prepare_enrolment(&self, begin: &Begin<'_>) -> Served {
        let (oprf_key_version, seed) = self.seeds.newest();
        let handle = Handle::from_bytes(self.random.bytes());
        Served {
            user: begin.session_user.cloned(),
            material: Material::of_new(handle, &seed, begin.tenant.as_str()),
            oprf_key_version,
        }
    }

    /// The credential of the name, or its look-alike. Both are always computed.
    async fn serve(&self, begin: &Begin<'_>) -> Result<Served, BeginError> {
        let name = FoldedName::of(begin.username);
        let tenant = begin.tenant.as_str();
        let (newest, newest_seed) = self.seeds.newest();
        let stored = self.credentials.served_to(begin.tenant, &name).await?;
        let look_alike = Material::look_alike(&self.seeds.look_alike_key(), tenant, name.as_str());

        let usable = stored
            .filter(|owned| !owned.credential.image_only || begin.image_only_allowed)
            .and_then(|owned| {
                let seed = self.seeds.version(owned.credential.oprf_key_version)?;
                Some((owned, seed))
            });
        let found = Choice::from(u8::from(usable.is_some()));
        let (user, credential, seed) = match usable {
            Some((OwnedCredential { user, credential }, seed)) => (Some(user), credential, seed),
            None => (None, stand_in_for(&look_alike, newest), newest_seed),
        };
        let real = Material::of(&credential, &seed, tenant);
        Ok(Served {
            user,
            material: Material::select(&look_alike, &real, found),
            oprf_key_version: credential.oprf_key_version,
        })
    }
}

/// A credential that nobody has, so that the work for one can be done.
fn stand_in_for(look_alike: &Material, oprf_key_version: OprfKeyVersion) -> Credential {
    Credential {
        handle: Handle::from_bytes(look_alike.handle),
        salt: look_alike.salt,
        sketch: look_alike.sketch,
        public_key: look_alike.check,
        algorithm: Algorithm::Keepic1,
        oprf_key_version,
        image_only: false,
    }
}
