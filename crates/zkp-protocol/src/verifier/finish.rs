//! Finish: a proof that answers a challenge, to sign in or to change an e-mail address.

use curve25519_dalek::constants::RISTRETTO_BASEPOINT_COMPRESSED;
use kernel::{PlainToken, TenantId, TokenHash, UserId};

use super::{FinishError, Occasion, OpenChallenge, OwnedCredential, RefusalReason, Verifier};
use crate::finish::{Reply, SealedProof};
use crate::{Action, Element, Handle, MalformedField, OprfKeyVersion, Proof, Purpose, Statement};

/// POST /api/auth/authenticate, or a new e-mail address for a user.
#[derive(Clone, Debug)]
pub struct Finish<'a> {
    /// The tenant.
    pub tenant: &'a TenantId,
    /// `challenge_id` as sent.
    pub challenge_id: &'a str,
    /// `challenge_data` as sent.
    pub challenge_data: &'a str,
    /// The authorization request, if one is named.
    pub auth_req_id: Option<&'a str>,
    /// The browser that opened the authorization request; none without one.
    pub browser: Option<TokenHash>,
    /// What is asked for.
    pub claim: Claim<'a>,
}

/// What a finish asks for.
#[derive(Clone, Copy, Debug)]
pub enum Claim<'a> {
    /// To be signed in.
    Login {
        /// `username` as sent; the same as at the begin.
        username: &'a str,
        /// `cipherKey` as sent; the same as at the begin.
        cipher_key: &'a str,
    },
    /// To have another e-mail address.
    Email {
        /// The user of the path, who is also the user of the session.
        user: &'a UserId,
        /// The address as sent.
        email: &'a str,
    },
}

/// Somebody proved that they know the secret of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The user whose credential it is.
    pub user: UserId,
    /// Names that credential.
    pub handle: Handle,
    /// Who began: its budgets are refunded.
    pub occasion: Occasion,
    /// The credential's seed version: an old one asks for a silent new enrolment.
    pub oprf_key_version: OprfKeyVersion,
    /// Whether the credential was enrolled without PIN and pattern.
    pub image_only: bool,
}

impl Verifier {
    /// Spends the challenge and checks the proof.
    ///
    /// A look-alike costs what a credential costs: one look-up, one element read, one verification.
    pub async fn verify(&self, finish: &Finish<'_>) -> Result<Proven, FinishError> {
        let sealed = SealedProof::parse(finish.challenge_data)?;
        let challenge = self.consume(finish.challenge_id).await?;
        let (purpose, action, is_same) = match finish.claim {
            Claim::Login {
                username,
                cipher_key,
            } => (
                Purpose::Login,
                Action::Login,
                challenge.occasion.username == username && challenge.cipher_key == cipher_key,
            ),
            Claim::Email { user, email } => (
                Purpose::Email,
                Action::Email {
                    user_id: user.as_str(),
                    email,
                },
                challenge.occasion.user.as_ref() == Some(user),
            ),
        };
        let is_own = is_same
            && challenge.is_for(purpose, finish.tenant)
            && challenge.is_from(finish.auth_req_id, finish.browser);
        if !is_own {
            return Err(challenge.refuse(RefusalReason::ForeignChallenge));
        }
        let proof = challenge
            .reply(finish.challenge_id)
            .open_proof(&challenge.reply_key, &sealed)
            .ok_or_else(|| challenge.refuse(RefusalReason::Unreadable))?;
        let proven = self.check_proof(&challenge, &proof, action).await?;
        Ok(Proven {
            user: proven.user,
            handle: proven.credential.handle,
            oprf_key_version: proven.credential.oprf_key_version,
            image_only: proven.credential.image_only,
            occasion: challenge.occasion,
        })
    }

    /// Takes the challenge of that id out of the ledger.
    pub(super) async fn consume(&self, id: &str) -> Result<OpenChallenge, FinishError> {
        let id = PlainToken::parse(id).map_err(|_| MalformedField {
            field: "challenge_id",
            expected: "32 bytes in base64url without padding",
        })?;
        self.ledger
            .consume(&id.hash(), self.clock.now())
            .await?
            .ok_or_else(|| FinishError::refused(RefusalReason::NoChallenge, None))
    }

    /// Checks that `proof` answers `challenge` with the secret of the credential that was served.
    pub(super) async fn check_proof(
        &self,
        challenge: &OpenChallenge,
        proof: &Proof,
        action: Action<'_>,
    ) -> Result<OwnedCredential, FinishError> {
        let tenant = &challenge.occasion.tenant;
        let found = self.credentials.provable(tenant, &challenge.handle).await?;
        // Without a credential the same work is done on a point that proves nothing.
        let public_key = found
            .as_ref()
            .map_or(RISTRETTO_BASEPOINT_COMPRESSED.0, |owned| {
                owned.credential.public_key
            });
        let is_proved = Element::decode(&public_key)
            .is_some_and(|key| self.statement(challenge, action).is_proved_by(proof, &key));
        match found {
            Some(owned) if challenge.occasion.user.as_ref() != Some(&owned.user) => {
                Err(challenge.refuse(RefusalReason::NoCredential))
            }
            Some(owned) if is_proved => Ok(owned),
            Some(_) => Err(challenge.refuse(RefusalReason::WrongProof)),
            None => Err(challenge.refuse(RefusalReason::NoCredential)),
        }
    }

    /// What a proof for `challenge` has to state.
    pub(super) fn statement<'a>(
        &'a self,
        challenge: &'a OpenChallenge,
        action: Action<'a>,
    ) -> Statement<'a> {
        Statement {
            tenant: challenge.occasion.tenant.as_str(),
            handle: challenge.handle,
            challenge: &challenge.hash,
            auth_req_id: challenge.occasion.auth_req_id.as_deref(),
            origin: &self.origin,
            action,
        }
    }
}

impl OpenChallenge {
    pub(super) fn is_for(&self, purpose: Purpose, tenant: &TenantId) -> bool {
        self.occasion.purpose == purpose && self.occasion.tenant == *tenant
    }

    pub(super) fn is_from(&self, auth_req_id: Option<&str>, browser: Option<TokenHash>) -> bool {
        self.occasion.auth_req_id.as_deref() == auth_req_id && self.occasion.browser == browser
    }

    pub(super) fn reply<'a>(&'a self, challenge_id: &'a str) -> Reply<'a> {
        Reply {
            tenant: self.occasion.tenant.as_str(),
            purpose: self.occasion.purpose,
            challenge_id,
            cipher_key: &self.cipher_key,
        }
    }

    pub(super) fn refuse(&self, reason: RefusalReason) -> FinishError {
        FinishError::refused(reason, Some(self.occasion.clone()))
    }
}
