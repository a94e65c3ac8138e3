//! A server, the people who use it, and what they do, in sentences.

use std::sync::{Arc, Mutex};

use keepic::{Features, Knowledge, Picture, StretchCost, specimen};
use kernel::{TenantId, Timestamp, TokenHash, UserId};

use super::memory::{Account, HandSet, Keys, Memory, SharedSeeded};
use crate::prover::{self, FinishMessage, Opened, Place, RecoverError};
use crate::seeded::Seeded;
use crate::verifier::{
    Answer, Begin, BeginError, Claim, Enrol, EnrolFor, Finish, FinishError, NewCredential, Proven,
    RefusalReason, Verifier,
};
use crate::{Applicant, Credential, Purpose};

pub(super) const ORIGIN: &str = "https://id.example";
pub(super) const BROWSER: TokenHash = TokenHash::from_bytes([0xb0; 32]);

pub(super) struct World {
    pub(super) memory: Arc<Memory>,
    pub(super) keys: Arc<Keys>,
    pub(super) clock: Arc<HandSet>,
    pub(super) verifier: Verifier,
    pub(super) rng: Seeded,
}

/// A begin that has been answered.
pub(super) struct Begun {
    pub(super) begin: prover::Begin,
    pub(super) cipher_key: String,
    pub(super) answer: Answer,
}

pub(super) fn tenant(name: &str) -> TenantId {
    name.parse().unwrap()
}

pub(super) fn user(name: &str) -> UserId {
    format!("id-of-{name}").parse().unwrap()
}

pub(super) fn picture(seed: u32) -> Picture {
    specimen::opaque(seed, 256, 256).unwrap()
}

pub(super) fn pin(digits: &str) -> Knowledge {
    Knowledge {
        pin: Some(digits.parse().unwrap()),
        pattern: None,
    }
}

pub(super) fn place() -> Place {
    Place {
        tenant: "acme".to_owned(),
        origin: ORIGIN.to_owned(),
        auth_req_id: Some("request".to_owned()),
    }
}

pub(super) fn reason<T: std::fmt::Debug>(result: Result<T, FinishError>) -> RefusalReason {
    match result {
        Err(FinishError::Refused(refused)) => refused.reason,
        other => panic!("a refusal was expected, not {other:?}"),
    }
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let memory = Arc::new(Memory::default());
        let keys = Arc::new(Keys::default());
        let clock = Arc::new(HandSet::default());
        *clock.0.lock().unwrap() = Timestamp::from_seconds(1_000);
        let verifier = Verifier {
            origin: ORIGIN.to_owned(),
            ledger: memory.clone(),
            credentials: memory.clone(),
            seeds: keys.clone(),
            clock: clock.clone(),
            random: Arc::new(SharedSeeded(Mutex::new(Seeded::new(seed)))),
        };
        Self {
            memory,
            keys,
            clock,
            verifier,
            rng: Seeded::new(!seed),
        }
    }

    /// A world in which "ada" has enrolled picture 1 with the PIN 482915.
    pub(super) async fn with_ada(seed: u64) -> Self {
        let mut world = Self::new(seed);
        world.register("ada", &picture(1), &pin("482915")).await;
        world
    }

    pub(super) async fn send_begin(
        &self,
        username: &str,
        cipher_key: &str,
    ) -> Result<Answer, BeginError> {
        self.verifier
            .begin(&begin(&tenant("acme"), username, cipher_key))
            .await
    }

    pub(super) async fn begin(
        &mut self,
        username: &str,
        purpose: Purpose,
        pin: &Knowledge,
    ) -> Begun {
        let (begin, cipher_key) =
            prover::Begin::new(place(), username, purpose, pin, &mut self.rng).unwrap();
        let answer = self.send_begin(username, &cipher_key).await.unwrap();
        Begun {
            begin: begin.at_cost(StretchCost::INSECURE_FOR_TEST_VECTORS),
            cipher_key,
            answer,
        }
    }

    pub(super) async fn register(&mut self, username: &str, picture: &Picture, pin: &Knowledge) {
        let email = format!("{username}@example.org");
        let enrol_for = EnrolFor::Register {
            username,
            email: &email,
            code: None,
        };
        let applicant = Applicant {
            username: Some(username),
            email: Some(&email),
            code: None,
        };
        let opened = self.begin(username, Purpose::Enrol, pin).await.open();
        let sealed = opened
            .enrol(&Features::of(picture), &applicant, &mut self.rng)
            .unwrap();
        let new = self.enrol(&sealed, enrol_for).await.unwrap();
        self.store(username, new.credential);
    }

    pub(super) fn store(&self, username: &str, credential: Credential) {
        self.memory.accounts.lock().unwrap().push(Account {
            tenant: tenant("acme"),
            user: user(username),
            username: username.to_owned(),
            credential: Some(credential),
            is_disabled: false,
        });
    }

    pub(super) async fn enrol(
        &self,
        encrypted_commitment: &str,
        enrol_for: EnrolFor<'_>,
    ) -> Result<NewCredential, FinishError> {
        let request = Enrol {
            tenant: &tenant("acme"),
            proto_version: "1",
            encrypted_commitment,
            auth_req_id: Some("request"),
            browser: Some(BROWSER),
            image_only: false,
            enrol_for,
        };
        self.verifier.enrol(&request).await
    }

    /// Everything up to the message of a finish that signs in.
    pub(super) async fn answer(
        &mut self,
        username: &str,
        picture: &Picture,
        pin: &Knowledge,
    ) -> Result<(FinishMessage, String), RecoverError> {
        let begun = self.begin(username, Purpose::Login, pin).await;
        let cipher_key = begun.cipher_key.clone();
        let recovered = begun.open().recover(picture)?;
        Ok((recovered.sign_in(&mut self.rng).unwrap(), cipher_key))
    }

    pub(super) async fn send_finish(
        &self,
        message: &FinishMessage,
        claim: Claim<'_>,
    ) -> Result<Proven, FinishError> {
        let request = Finish {
            tenant: &tenant("acme"),
            challenge_id: &message.challenge_id,
            challenge_data: &message.challenge_data,
            auth_req_id: Some("request"),
            browser: Some(BROWSER),
            claim,
        };
        self.verifier.verify(&request).await
    }
}

impl Begun {
    pub(super) fn open(self) -> Opened {
        self.begin
            .open(self.answer.proto_version, &self.answer.challenge_data)
            .unwrap()
    }
}

/// A begin by a stranger with the authorization request "request".
pub(super) fn begin<'a>(tenant: &'a TenantId, username: &'a str, cipher_key: &'a str) -> Begin<'a> {
    Begin {
        tenant,
        username,
        cipher_key,
        auth_req_id: Some("request"),
        browser: Some(BROWSER),
        address: "192.0.2.1",
        session_user: None,
        image_only_allowed: false,
    }
}
