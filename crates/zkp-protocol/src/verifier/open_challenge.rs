//! A challenge that waits for its answer.

use kernel::{TenantId, Timestamp, TokenHash, UserId};

use crate::{ChallengeHash, Handle, OprfKeyVersion, Purpose, ReceivingKey};

/// Who began what, and from where: what a finish is compared with and what failures are charged to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// The tenant.
    pub tenant: TenantId,
    /// What the challenge is for.
    pub purpose: Purpose,
    /// The user whose credential was served or, for [`Purpose::Enrol`], who was signed in.
    /// Nobody if a look-alike was served.
    pub user: Option<UserId>,
    /// The username as it was sent.
    pub username: String,
    /// The authorization request that the begin named.
    pub auth_req_id: Option<String>,
    /// The browser that opened the authorization request; none without one.
    pub browser: Option<TokenHash>,
    /// The address that the begin came from, as budgets count it.
    pub address: String,
}

/// A challenge that waits for its answer: 120 seconds, one use.
#[derive(Clone, Debug)]
pub struct OpenChallenge {
    /// Hash of its id. Only the client has the id itself.
    pub id: TokenHash,
    /// Who began what.
    pub occasion: Occasion,
    /// The credential to be proved or enrolled; a look-alike's handle belongs to none.
    pub handle: Handle,
    /// The OPRF seed it was evaluated under.
    pub oprf_key_version: OprfKeyVersion,
    /// `cipherKey` as it was sent.
    pub cipher_key: String,
    /// `H_ch`.
    pub hash: ChallengeHash,
    /// The key to which the answer is sealed.
    pub reply_key: ReceivingKey,
    /// When it is too late for an answer.
    pub expires_at: Timestamp,
}
