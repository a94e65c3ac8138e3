//! Signing in with a passkey: the nonce that the browser turns into a session.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::audit::{EventActor, EventKind};
use kernel::{Clock, FoldedName, PlainToken, Random, StorageError, Timestamp};
use serde_json::Value;
use tracing::info;
use zkp_protocol::MalformedField;
use zkp_protocol::verifier::OprfSeed;

use super::ceremony::{LIFETIME, challenge_in};
use super::{
    Assertion, Ceremonies, Ceremony, CeremonyPurpose, Passkey, PasskeyUse, Passkeys, ProvedKey,
    Unaccepted, UserHandle, WebAuthn,
};
use crate::attempts::{AttemptLedger, BeginCharge, FailureCharge, Verdict};
use crate::email_change::AddressConfirmation;
use crate::sign_in::{Attempt, Authenticated, SignInNonce, check_username};
use crate::{Account, Accounts, AuthenticationMethod};

/// The use cases over their ports.
pub struct PasskeySignIn {
    /// Speaks with authenticators.
    pub webauthn: Arc<dyn WebAuthn>,
    /// Keeps ceremonies.
    pub ceremonies: Arc<dyn Ceremonies>,
    /// Keeps passkeys.
    pub passkeys: Arc<dyn Passkeys>,
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Asks for addresses to be confirmed.
    pub confirmation: AddressConfirmation,
    /// Counts attempts.
    pub ledger: Arc<dyn AttemptLedger>,
    /// Whose look-alike key makes user handles.
    pub seeds: Arc<dyn OprfSeed>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
}

/// Why there are no options.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyOptionsError {
    /// The name has not the form of one.
    #[error(transparent)]
    Malformed(#[from] MalformedField),
    /// The tenant, or the address of the service, does not let people use passkeys.
    #[error("passkeys are not in use here")]
    Off,
    /// The address is blocked, or has too many ceremonies open.
    #[error("too many attempts; try again later")]
    Blocked {
        /// The moment of the refusal.
        now: Timestamp,
        /// When it is worth trying again.
        until: Timestamp,
    },
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

/// Why there is no nonce.
#[derive(Debug, thiserror::Error)]
pub enum PasskeySignInError {
    /// The tenant does not let people use passkeys.
    #[error("passkeys are not in use here")]
    Off,
    /// Anything that is wrong, always in the same words.
    #[error("the passkey was refused; begin again with new options")]
    Refused,
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

/// Why a signature is not somebody's sign-in. For the operator.
struct Refusal {
    reason: String,
    passkey: Option<Passkey>,
}

impl PasskeySignIn {
    /// What a browser hands to an authenticator to sign in: as `username`, or as whoever the passkey
    /// says if that is empty. Nothing is looked up by the name, and no passkey of its account is named. Only the
    /// address is counted: an account that strangers have blocked can still be signed in to.
    ///
    /// # Errors
    /// See [`PasskeyOptionsError`].
    pub async fn options(
        &self,
        attempt: &Attempt<'_>,
        username: &str,
    ) -> Result<Value, PasskeyOptionsError> {
        let name = name_of(username)?;
        let tenant = attempt.tenant;
        if !tenant.settings.passkey_enabled {
            return Err(PasskeyOptionsError::Off);
        }
        let now = self.clock.now();
        let charge = BeginCharge {
            tenant_id: tenant.id.clone(),
            address: attempt.visitor.address,
            name: None,
            device: None,
            browser: None,
            policy: tenant.settings.block_config,
            now,
        };
        let blocked = attempt.event(now, EventKind::SignInBlocked);
        if let Verdict::Blocked(blocked) = self.ledger.charge_begin(&charge, &blocked).await? {
            let until = blocked.until;
            return Err(PasskeyOptionsError::Blocked { now, until });
        }
        let started = self.webauthn.start_authentication().map_err(|reason| {
            info!(tenant = %tenant.id, %reason, "no passkey can be asked for");
            PasskeyOptionsError::Off
        })?;
        let ceremony = Ceremony {
            tenant_id: tenant.id.clone(),
            challenge: started.challenge.hash(),
            purpose: CeremonyPurpose::Authentication(name),
            state: started.state,
            network: attempt.network(),
            expires_at: now.plus(LIFETIME),
        };
        if self.ceremonies.open(&ceremony, now).await? {
            Ok(started.options)
        } else {
            let until = ceremony.expires_at;
            Err(PasskeyOptionsError::Blocked { now, until })
        }
    }

    /// Spends the ceremony, checks the signature and, if it holds, issues a sign-in nonce, as a proof by
    /// picture does. A signature that does not hold is charged to the address; an answer to no ceremony is free.
    ///
    /// # Errors
    /// See [`PasskeySignInError`].
    pub async fn authenticate(
        &self,
        attempt: &Attempt<'_>,
        username: &str,
        assertion: &Assertion,
    ) -> Result<Authenticated, PasskeySignInError> {
        let tenant = &attempt.tenant.id;
        if !attempt.tenant.settings.passkey_enabled {
            return Err(PasskeySignInError::Off);
        }
        let challenge =
            challenge_in(&assertion.client_data_json).ok_or(PasskeySignInError::Refused)?;
        let ceremony = self.ceremonies.redeem(tenant, &challenge).await?;
        let ceremony = ceremony.ok_or(PasskeySignInError::Refused)?;
        let passkey = self.passkeys.find(tenant, &assertion.id).await?;
        let account = match &passkey {
            Some(passkey) => self.accounts.find(tenant, &passkey.user_id).await?,
            None => None,
        };
        let checked = self.check(attempt, username, assertion, &ceremony, passkey, account);
        match checked {
            Ok((passkey, account, proved)) => {
                self.issue_nonce(attempt, passkey, &account, proved).await
            }
            Err(refusal) => self.refuse(attempt, *refusal).await,
        }
    }

    /// Whether the signature is that of the named account's passkey, in time.
    fn check(
        &self,
        attempt: &Attempt<'_>,
        username: &str,
        assertion: &Assertion,
        ceremony: &Ceremony,
        passkey: Option<Passkey>,
        account: Option<Account>,
    ) -> Result<(Passkey, Account, ProvedKey), Box<Refusal>> {
        let refusal = |reason: &str, passkey: Option<Passkey>| {
            let reason = reason.to_owned();
            Box::new(Refusal { reason, passkey })
        };
        if self.clock.now() >= ceremony.expires_at {
            return Err(refusal("the answer came late", passkey));
        }
        let asked = match (&ceremony.purpose, name_of(username)) {
            (CeremonyPurpose::Authentication(asked), Ok(named)) if *asked == named => asked,
            _ => return Err(refusal("the ceremony was for something else", passkey)),
        };
        let Some(passkey) = passkey else {
            return Err(refusal("there is no such passkey", None));
        };
        let Some(account) = account.filter(|account| !account.is_disabled) else {
            return Err(refusal("its account is disabled", Some(passkey)));
        };
        let is_named = asked.as_ref().map(|name| is_name_of(name, &account));
        let look_alike_key = self.seeds.look_alike_key();
        let handle = UserHandle::of(&look_alike_key, &attempt.tenant.id, &account.user_id);
        let handle = URL_SAFE_NO_PAD.encode(handle.as_bytes());
        let is_held = assertion.user_handle.as_ref().map(|held| *held == handle);
        // One of the two must say whose passkey it is (WebAuthn, section 7.2, step 6).
        if is_named == Some(false) || is_held == Some(false) || is_named.or(is_held).is_none() {
            return Err(refusal("it is another account's", Some(passkey)));
        }
        let proved = self
            .webauthn
            .finish_authentication(&ceremony.state, assertion, &passkey.key);
        match proved {
            Ok(proved) => Ok((passkey, account, proved)),
            Err(reason) => Err(refusal(&reason.to_string(), Some(passkey))),
        }
    }

    async fn issue_nonce(
        &self,
        attempt: &Attempt<'_>,
        passkey: Passkey,
        account: &Account,
        proved: ProvedKey,
    ) -> Result<Authenticated, PasskeySignInError> {
        let (tenant, now) = (attempt.tenant, self.clock.now());
        let nonce = PlainToken::generate(&*self.random);
        let lifetime = Duration::from_secs(tenant.settings.lifetimes.sign_in_nonce.into());
        let issued = SignInNonce {
            token: nonce.hash(),
            tenant_id: tenant.id.clone(),
            user_id: account.user_id.clone(),
            name: attempt.name_key(&*self.seeds, account.username.as_str()),
            auth_req_id: attempt.request.map(|request| request.auth_req_id.hash()),
            browser: attempt.browser(),
            amr: methods(&passkey),
            auth_time: now,
            expires_at: now.plus(lifetime),
        };
        let passkey_use = PasskeyUse {
            credential_id: passkey.credential_id.clone(),
            key: proved.key,
            counter: proved.counter,
            used: attempt.visitor.stamp(now),
        };
        let mut event = attempt
            .event(now, EventKind::SignInProved)
            .about(&account.user_id)
            .with("passkey", &*passkey.credential_id);
        event.actor = EventActor::User(account.user_id.clone());
        if self.passkeys.sign_in(&passkey_use, &issued, &event).await? {
            if !account.is_verified {
                self.confirmation.ask(attempt, account).await?;
            }
            Ok(Authenticated {
                nonce,
                need_verify: !account.is_verified,
            })
        } else {
            // Another answer with a counter as high was faster.
            let reason = Unaccepted::Regressed.to_string();
            let passkey = Some(passkey);
            self.refuse(attempt, Refusal { reason, passkey }).await
        }
    }

    async fn refuse(
        &self,
        attempt: &Attempt<'_>,
        refusal: Refusal,
    ) -> Result<Authenticated, PasskeySignInError> {
        let Refusal { reason, passkey } = refusal;
        info!(tenant = %attempt.tenant.id, reason, "a passkey was refused");
        let now = self.clock.now();
        let charge = FailureCharge {
            tenant_id: attempt.tenant.id.clone(),
            address: attempt.visitor.address,
            policy: attempt.tenant.settings.block_config,
            now,
        };
        let mut refused = attempt.event(now, EventKind::SignInRefused);
        if let Some(passkey) = passkey {
            let of = refused.about(&passkey.user_id);
            refused = of.with("passkey", passkey.credential_id);
        }
        let refused = refused.with("reason", reason);
        let blocked = attempt.event(now, EventKind::SignInBlocked);
        let charged = self.ledger.charge_failure(&charge, &refused, &blocked);
        charged.await?;
        Err(PasskeySignInError::Refused)
    }
}

/// The name that is asked for; none if it is empty.
fn name_of(username: &str) -> Result<Option<FoldedName>, MalformedField> {
    if username.is_empty() {
        return Ok(None);
    }
    check_username(username)?;
    Ok(Some(FoldedName::of(username)))
}

/// Whether that is what the account is called: its username, or its e-mail address once that is confirmed. Where people
/// come from elsewhere they are often announced by their address.
fn is_name_of(name: &FoldedName, account: &Account) -> bool {
    *name == account.username.folded() || (account.is_verified && *name == account.email.folded())
}

/// What a passkey shows: that somebody was there whom their device has verified, and, if it says so, that it
/// is the very device (docs/decisions/0055).
fn methods(passkey: &Passkey) -> Vec<AuthenticationMethod> {
    let mut methods = vec![AuthenticationMethod::Fido, AuthenticationMethod::User];
    if passkey.is_device_bound {
        methods.push(AuthenticationMethod::Hwk);
    }
    methods
}
