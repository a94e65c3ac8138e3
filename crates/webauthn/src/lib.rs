//! What authenticators are asked and what they answer (WebAuthn Level 3), by the library `webauthn-rs`.
//!
//! The crate decides what a passkey of this service must be: it finds its account by itself, verifies its
//! user, and belongs to the domain and the origin of the public URL. It must *not* know accounts, tenants or
//! storage, nor who may ask: that is [`identity::passkey`]'s, whose port [`WebAuthn`] it implements.
//!
//! ```
//! use identity::passkey::WebAuthn as _;
//! use webauthn::Authenticators;
//!
//! let authenticators = Authenticators::of(&"https://id.example".parse()?)?;
//! let started = authenticators.start_authentication()?;
//! assert_eq!(started.options["rpId"], "id.example");
//! assert_eq!(started.options["userVerification"], "required");
//! // Which passkeys an account has is nobody's business.
//! assert_eq!(started.options["allowCredentials"], serde_json::json!([]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;

use identity::passkey::{
    Assertion, Attestation, NewKey, ProvedKey, Registrant, Started, Unaccepted, WebAuthn,
};
use kernel::PlainToken;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;
use webauthn_rs::prelude::{
    Credential, CredentialID, DiscoverableAuthentication, DiscoverableKey, Passkey,
    PasskeyRegistration, Uuid, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// What authenticators show beside the domain.
const NAME: &str = "Secrets Vault";

/// All authenticators that a browser may have at hand when it visits this service.
#[derive(Debug)]
pub struct Authenticators {
    /// None where the public URL has an IP address for a host, to which no passkey can belong.
    webauthn: Option<Webauthn>,
}

/// The library does not take the public URL.
#[derive(Debug, thiserror::Error)]
#[error("passkeys cannot be used at this public URL: {0}")]
pub struct UnfitUrl(WebauthnError);

impl Authenticators {
    /// Authenticators that meet this service at `public_url`. Its host is what passkeys belong to for
    /// ever: at another one they are gone.
    ///
    /// # Errors
    /// The library does not take the URL.
    pub fn of(public_url: &Url) -> Result<Self, UnfitUrl> {
        let made = public_url.domain().map(|domain| {
            let builder = WebauthnBuilder::new(domain, public_url)?;
            builder.rp_name(NAME).build()
        });
        let webauthn = made.transpose().map_err(UnfitUrl)?;
        Ok(Self { webauthn })
    }

    fn webauthn(&self) -> Result<&Webauthn, Unaccepted> {
        self.webauthn.as_ref().ok_or(Unaccepted::NoDomain)
    }
}

impl WebAuthn for Authenticators {
    fn start_registration(&self, registrant: &Registrant<'_>) -> Result<Started, Unaccepted> {
        let known: Result<Vec<CredentialID>, _> =
            registrant.known.iter().map(|id| read(&json!(id))).collect();
        let (asked, state) = self
            .webauthn()?
            .start_passkey_registration(
                Uuid::from_bytes(*registrant.handle.as_bytes()),
                registrant.username,
                registrant.username,
                Some(known?),
            )
            .map_err(|error| wrong(&error))?;
        let mut options = written(&asked.public_key)?;
        // Without a name at hand it is the passkey that says whose it is.
        let selection = options.pointer_mut("/authenticatorSelection");
        if let Some(selection) = selection.and_then(Value::as_object_mut) {
            selection.insert("residentKey".to_owned(), "required".into());
            selection.insert("requireResidentKey".to_owned(), true.into());
        }
        started(options, &state)
    }

    fn finish_registration(
        &self,
        state: &Value,
        attestation: &Attestation,
    ) -> Result<NewKey, Unaccepted> {
        let state: PasskeyRegistration = read(state)?;
        let answer = answer::registration(attestation)?;
        let made = self
            .webauthn()?
            .finish_passkey_registration(&answer, &state)
            .map_err(|error| wrong(&error))?;
        let key = written(&made)?;
        let made = Credential::from(made);
        if made.cred_id != answer.raw_id.as_ref() {
            return Err(Unaccepted::Wrong("the id is another credential's".into()));
        }
        Ok(NewKey {
            credential_id: attestation.id.clone(),
            key,
            counter: made.counter,
            is_device_bound: !made.backup_eligible,
        })
    }

    fn start_authentication(&self) -> Result<Started, Unaccepted> {
        let asked = self.webauthn()?.start_discoverable_authentication();
        let (asked, state) = asked.map_err(|error| wrong(&error))?;
        started(written(&asked.public_key)?, &state)
    }

    fn finish_authentication(
        &self,
        state: &Value,
        assertion: &Assertion,
        key: &Value,
    ) -> Result<ProvedKey, Unaccepted> {
        let state: DiscoverableAuthentication = read(state)?;
        let mut passkey: Passkey = read(key)?;
        let answer = answer::authentication(assertion)?;
        let allowed = [DiscoverableKey::from(&passkey)];
        let proved = self
            .webauthn()?
            .finish_discoverable_authentication(&answer, state, &allowed)
            .map_err(|error| match error {
                WebauthnError::CredentialPossibleCompromise => Unaccepted::Regressed,
                error => wrong(&error),
            })?;
        passkey.update_credential(&proved);
        Ok(ProvedKey {
            key: written(&passkey)?,
            counter: proved.counter(),
        })
    }
}

/// A ceremony with the challenge that stands in its options.
fn started(options: Value, state: &impl Serialize) -> Result<Started, Unaccepted> {
    let challenge = options.get("challenge").and_then(Value::as_str);
    let challenge = challenge.unwrap_or_default();
    Ok(Started {
        challenge: PlainToken::parse(challenge).map_err(|error| wrong(&error))?,
        state: written(state)?,
        options,
    })
}

fn written(value: &impl Serialize) -> Result<Value, Unaccepted> {
    serde_json::to_value(value).map_err(|error| wrong(&error))
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Unaccepted> {
    T::deserialize(value).map_err(|error| wrong(&error))
}

fn wrong(error: &dyn std::error::Error) -> Unaccepted {
    Unaccepted::Wrong(error.to_string())
}
