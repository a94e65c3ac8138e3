//! Enrol: a new credential, for a new account, after a reset, or in place of another one.

use kernel::{TenantId, TokenHash, UserId};

use super::{FinishError, Occasion, OpenChallenge, RefusalReason, Verifier};
use crate::commitment::{Commitment, OldProof, SealedCommitment};
use crate::{
    Action, Algorithm, Applicant, Credential, CredentialHash, Element, Handle, ProtoVersion,
    Purpose,
};

/// A request that carries `encrypted_commitment`.
#[derive(Clone, Debug)]
pub struct Enrol<'a> {
    /// The tenant.
    pub tenant: &'a TenantId,
    /// `proto_version` as sent.
    pub proto_version: &'a str,
    /// `encrypted_commitment` as sent.
    pub encrypted_commitment: &'a str,
    /// The authorization request, if one is named.
    pub auth_req_id: Option<&'a str>,
    /// The browser that opened the authorization request; none without one.
    pub browser: Option<TokenHash>,
    /// Whether the tenant asks for neither PIN nor pattern. The server cannot see whether one was
    /// used, so the settings at enrolment decide to whom the credential is served.
    pub image_only: bool,
    /// For whom.
    pub enrol_for: EnrolFor<'a>,
}

/// For whom a credential is enrolled.
#[derive(Clone, Copy, Debug)]
pub enum EnrolFor<'a> {
    /// For a new account, which is pending until its mailed code returns.
    Register {
        /// `username` as sent; the same as at the begin.
        username: &'a str,
        /// `email` as sent.
        email: &'a str,
        /// `code` as sent: that of the set-up link, which the caller has checked.
        code: Option<&'a str>,
    },
    /// For whoever holds a mailed code, which the caller has checked.
    Reset {
        /// `username` as sent; the same as at the begin.
        username: &'a str,
        /// `code` as sent.
        code: &'a str,
    },
    /// For a signed-in user, in place of the credential they have.
    Change {
        /// The user of the session.
        user: &'a UserId,
        /// Whether they used a passkey within the last five minutes, which takes the place of the
        /// old proof. An old proof that is there is checked all the same.
        recent_passkey: bool,
    },
}

/// A credential to be stored, by the caller and in the caller's transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCredential {
    /// The credential.
    pub credential: Credential,
    /// Who began its enrolment.
    pub occasion: Occasion,
    /// The credential whose secret was proved, if any: the one that is now to be erased. If the user
    /// has another one by now, nothing may be stored.
    pub replaces: Option<Handle>,
}

impl Verifier {
    /// Spends the challenge (for a change with old proof: both), checks the proofs, and returns the
    /// credential. Nothing is stored.
    pub async fn enrol(&self, enrol: &Enrol<'_>) -> Result<NewCredential, FinishError> {
        let ProtoVersion::One = ProtoVersion::parse(enrol.proto_version)?;
        let sealed = SealedCommitment::parse(enrol.encrypted_commitment)?;
        let challenge = self.consume(sealed.challenge_id).await?;
        let is_own = challenge.is_for(Purpose::Enrol, enrol.tenant)
            && challenge.is_from(enrol.auth_req_id, enrol.browser)
            && enrol.enrol_for.began(&challenge.occasion);
        if !is_own {
            return Err(challenge.refuse(RefusalReason::ForeignChallenge));
        }
        let commitment = challenge
            .reply(sealed.challenge_id)
            .open_commitment(&challenge.reply_key, &sealed)
            .ok_or_else(|| challenge.refuse(RefusalReason::Unreadable))?;
        let new = self.check_new(&challenge, &commitment, &enrol.enrol_for.applicant())?;
        let replaces = self
            .check_old(enrol, &challenge, commitment.old_proof.as_ref(), new)
            .await?;
        Ok(NewCredential {
            credential: Credential {
                handle: challenge.handle,
                salt: commitment.salt,
                sketch: commitment.sketch,
                public_key: commitment.public_key,
                algorithm: Algorithm::Keepic1,
                oprf_key_version: challenge.oprf_key_version,
                image_only: enrol.image_only,
            },
            occasion: challenge.occasion,
            replaces,
        })
    }

    /// Checks that whoever sent the new credential knows its secret.
    fn check_new(
        &self,
        challenge: &OpenChallenge,
        commitment: &Commitment,
        applicant: &Applicant<'_>,
    ) -> Result<CredentialHash, FinishError> {
        let read = || {
            Some((
                Element::decode(&commitment.public_key)?,
                commitment.proof.decode()?,
                commitment.hash(challenge.handle, applicant)?,
            ))
        };
        let (public_key, proof, new) =
            read().ok_or_else(|| challenge.refuse(RefusalReason::Unreadable))?;
        if self
            .statement(challenge, Action::Enrol(new))
            .is_proved_by(&proof, &public_key)
        {
            Ok(new)
        } else {
            Err(challenge.refuse(RefusalReason::WrongProof))
        }
    }

    /// Checks by what right a credential is replaced, and tells which one was proved.
    async fn check_old(
        &self,
        enrol: &Enrol<'_>,
        challenge: &OpenChallenge,
        old_proof: Option<&OldProof>,
        new: CredentialHash,
    ) -> Result<Option<Handle>, FinishError> {
        match (enrol.enrol_for, old_proof) {
            (EnrolFor::Change { user, .. }, Some(old_proof)) => self
                .check_change(enrol, user, challenge, old_proof, new)
                .await
                .map(Some),
            (EnrolFor::Register { .. } | EnrolFor::Reset { .. }, Some(_)) => {
                Err(challenge.refuse(RefusalReason::Unreadable))
            }
            (EnrolFor::Change { recent_passkey, .. }, None) if !recent_passkey => {
                Err(challenge.refuse(RefusalReason::NoOldProof))
            }
            (_, None) => Ok(None),
        }
    }

    async fn check_change(
        &self,
        enrol: &Enrol<'_>,
        user: &UserId,
        challenge: &OpenChallenge,
        old_proof: &OldProof,
        new: CredentialHash,
    ) -> Result<Handle, FinishError> {
        let proof = old_proof
            .decode()
            .ok_or_else(|| challenge.refuse(RefusalReason::Unreadable))?;
        let old = self.consume(&old_proof.challenge_id).await?;
        let is_own = old.is_for(Purpose::Change, enrol.tenant)
            && old.is_from(enrol.auth_req_id, enrol.browser)
            && old.occasion.user.as_ref() == Some(user);
        if !is_own {
            return Err(old.refuse(RefusalReason::ForeignChallenge));
        }
        let action = Action::Change {
            user_id: user.as_str(),
            new,
        };
        let proven = self.check_proof(&old, &proof, action).await?;
        Ok(proven.credential.handle)
    }
}

impl<'a> EnrolFor<'a> {
    /// The fields of the request that the proofs cover.
    fn applicant(self) -> Applicant<'a> {
        match self {
            Self::Register {
                username,
                email,
                code,
            } => Applicant {
                username: Some(username),
                email: Some(email),
                code,
            },
            Self::Reset { username, code } => Applicant {
                username: Some(username),
                email: None,
                code: Some(code),
            },
            Self::Change { .. } => Applicant::default(),
        }
    }

    /// Whether they are who began.
    fn began(self, occasion: &Occasion) -> bool {
        match self {
            Self::Register { username, .. } | Self::Reset { username, .. } => {
                occasion.username == username
            }
            Self::Change { user, .. } => occasion.user.as_ref() == Some(user),
        }
    }
}
