//! From what a person knows to an opened challenge.

use keepic::{Knowledge, StretchCost, StretchError, Stretched};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::challenge::{Challenge, Request};
use crate::finish::Reply;
use crate::{
    Action, Blinding, ChallengeHash, CipherKey, Element, Handle, MalformedField, ProtoVersion,
    Purpose, ReceivingKey, Statement, UnusableInput,
};

/// Where the client is: what it knows of its own surroundings and does not take from a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The tenant.
    pub tenant: String,
    /// The web origin the client talks to: `location.origin`, or that of the configured base URL.
    pub origin: String,
    /// The authorization request that this belongs to, if any.
    pub auth_req_id: Option<String>,
}

/// A begin that has been sent and waits for its challenge.
pub struct Begin {
    place: Place,
    username: String,
    cipher_key: CipherKey,
    pub(crate) receiving: ReceivingKey,
    blinding: Blinding,
    cost: StretchCost,
}

impl Begin {
    /// Starts, and gives the `cipherKey` to send. Every begin has a key and a blind of its own.
    ///
    /// To be called only when picture and knowledge are both there, because every begin is counted.
    pub fn new(
        place: Place,
        username: &str,
        purpose: Purpose,
        knowledge: &Knowledge,
        rng: &mut impl CryptoRng,
    ) -> Result<(Self, String), UnusableInput> {
        let (receiving, reply_to) = ReceivingKey::generate(rng);
        let blinding = Blinding::new(&knowledge.pinb(), rng)?;
        let cipher_key = CipherKey {
            reply_to,
            blinded: *blinding.blinded(),
            purpose,
        };
        let text = cipher_key.to_string();
        let begin = Self {
            place,
            username: username.to_owned(),
            cipher_key,
            receiving,
            blinding,
            cost: StretchCost::VERSION_1,
        };
        Ok((begin, text))
    }

    /// The same begin with another cost of stretching, at which it meets only credentials that were
    /// enrolled at that cost. Version "1" has one cost: this is for tests and vectors.
    #[must_use]
    pub fn at_cost(mut self, cost: StretchCost) -> Self {
        self.cost = cost;
        self
    }

    /// Opens the server's answer.
    pub fn open(self, proto_version: &str, challenge_data: &str) -> Result<Opened, OpenError> {
        let ProtoVersion::One = ProtoVersion::parse(proto_version)?;
        let cipher_key = self.cipher_key.to_string();
        let request = Request {
            tenant: &self.place.tenant,
            username: &self.username,
            cipher_key: &cipher_key,
        };
        let (challenge, hash) = request
            .open(&self.receiving, challenge_data)
            .ok_or(OpenError::Unreadable)?;
        if challenge.origin != self.place.origin {
            return Err(OpenError::ForeignOrigin {
                named: challenge.origin,
                own: self.place.origin,
            });
        }
        let evaluated = Element::decode(&challenge.evaluated).ok_or(OpenError::Unreadable)?;
        Ok(Opened {
            place: self.place,
            purpose: self.cipher_key.purpose,
            cipher_key,
            oprf_output: self.blinding.finalize(&evaluated),
            pinb: Zeroizing::new(self.blinding.input().to_vec()),
            challenge,
            hash,
            cost: self.cost,
        })
    }
}

/// The server's answer cannot be used. Nothing has been told to the server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It is of a protocol version that this client does not speak.
    #[error("the server speaks another version of the protocol: {0}")]
    OtherVersion(#[from] MalformedField),
    /// It does not open, or is malformed.
    #[error("the server's answer cannot be read; try again")]
    Unreadable,
    /// It was made for another web origin: somebody stands in between.
    #[error("the answer comes from {named}, but this is {own}: do not go on")]
    ForeignOrigin {
        /// The origin that the challenge names.
        named: String,
        /// The client's own.
        own: String,
    },
}

/// A challenge that has been opened.
pub struct Opened {
    pub(crate) place: Place,
    pub(crate) purpose: Purpose,
    pub(crate) cipher_key: String,
    pub(crate) challenge: Challenge,
    pub(crate) hash: ChallengeHash,
    pinb: Zeroizing<Vec<u8>>,
    pub(crate) oprf_output: Zeroizing<[u8; 64]>,
    cost: StretchCost,
}

impl Opened {
    /// P, for a salt: the costly step.
    pub(crate) fn stretch(&self, salt: &[u8; 32]) -> Result<Stretched, StretchError> {
        keepic::stretch(
            &self.pinb,
            &*self.oprf_output,
            salt,
            &self.place.tenant,
            &self.challenge.handle,
            self.cost,
        )
    }

    pub(crate) const fn handle(&self) -> Handle {
        Handle::from_bytes(self.challenge.handle)
    }

    pub(crate) fn statement<'a>(&'a self, action: Action<'a>) -> Statement<'a> {
        Statement {
            tenant: &self.place.tenant,
            handle: self.handle(),
            challenge: &self.hash,
            auth_req_id: self.place.auth_req_id.as_deref(),
            origin: &self.place.origin,
            action,
        }
    }

    pub(crate) fn reply(&self) -> Reply<'_> {
        Reply {
            tenant: &self.place.tenant,
            purpose: self.purpose,
            challenge_id: &self.challenge.id,
            cipher_key: &self.cipher_key,
        }
    }
}
