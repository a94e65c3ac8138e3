//! The parts of a tenant's settings, in requests and in answers.

use kernel::Language;
use serde::{Deserialize, Serialize};
use tenancy::{BlockConfig, EventReceiver, GroupRole, Lifetimes, LivenessConfig, LoginMethod};
use utoipa::ToSchema;

use crate::request::given;

/// What a person adds to the picture.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schema(as = LoginMethod)]
pub(crate) enum LoginMethodField {
    /// Digits.
    Pin,
    /// Points of a grid in an order.
    Pattern,
}

impl From<LoginMethod> for LoginMethodField {
    fn from(method: LoginMethod) -> Self {
        match method {
            LoginMethod::Pin => Self::Pin,
            LoginMethod::Pattern => Self::Pattern,
        }
    }
}

/// A language that pages and mails are written in, by its BCP 47 tag.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[schema(as = Language)]
pub(crate) enum LanguageField {
    /// English.
    #[serde(rename = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
    /// French.
    #[serde(rename = "fr")]
    French,
}

impl From<Language> for LanguageField {
    fn from(language: Language) -> Self {
        match language {
            Language::English => Self::English,
            Language::German => Self::German,
            Language::Spanish => Self::Spanish,
            Language::French => Self::French,
        }
    }
}

/// A role that everybody has who is in a group, for as long as they are.
#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = GroupRole)]
pub(crate) struct GroupRoleFields {
    /// The group, by its SCIM id.
    group_id: String,
    /// The role; any but `global_admin`, and given only by those who may give it to people.
    role: String,
}

impl From<&GroupRole> for GroupRoleFields {
    fn from(given: &GroupRole) -> Self {
        Self {
            group_id: given.group_id.clone(),
            role: given.role.clone(),
        }
    }
}

/// Who is told of what another system provisions, by security event tokens (RFC 8417, RFC 8935, RFC 9967).
#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = EventReceiver)]
pub(crate) struct EventReceiverFields {
    /// Takes the tokens by POST, and is their audience: an https URL.
    url: String,
    /// What they are signed with: `RS256` or `EdDSA`.
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(nullable = false, default = "EdDSA")]
    sing_alg: Option<String>,
}

impl From<&EventReceiver> for EventReceiverFields {
    fn from(receiver: &EventReceiver) -> Self {
        Self {
            url: receiver.url.clone(),
            sing_alg: Some(receiver.sing_alg.as_str().to_owned()),
        }
    }
}

macro_rules! numbers {
    (
        $(#[$meta:meta])*
        struct $name:ident of $domain:ident as $schema:ident {
            $($(#[$doc:meta])* $field:ident = $default:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Deserialize, Serialize, ToSchema)]
        #[schema(as = $schema)]
        pub(crate) struct $name {
            $(
                $(#[$doc])*
                #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
                #[schema(nullable = false, default = $default)]
                $field: Option<u32>,
            )*
        }

        impl From<&$domain> for $name {
            fn from(settings: &$domain) -> Self {
                Self { $($field: Some(settings.$field),)* }
            }
        }
    };
}

numbers! {
    /// When repeated failures block an address or an account. All values are positive.
    struct BlockConfigFields of BlockConfig as BlockConfig {
        /// Failures from one address that block it.
        ip_attempts_limit = 5,
        /// Minutes over which those failures are counted.
        ip_attempts_reset_minutes = 10_080,
        /// Attempts on one account that block it.
        user_attempts_limit = 15,
        /// Seconds over which those attempts are counted.
        user_timeframe_seconds = 300,
        /// Seconds of the first block; each repetition doubles it.
        initial_block_seconds = 60,
        /// Minutes beyond which a block does not grow.
        max_block_time_minutes = 2_880,
    }
}

numbers! {
    /// How long what the tenant issues lives, in seconds.
    struct LifetimesFields of Lifetimes as Lifetimes {
        /// An authorization request that waits for its sign-in.
        authorization_request = 600,
        /// An authorization code.
        authorization_code = 60,
        /// A sign-in nonce, from proof to session.
        sign_in_nonce = 60,
        /// An access token.
        access_token = 300,
        /// An ID token.
        id_token = 300,
        /// A refresh token that is not used.
        refresh_token_idle = 2_592_000,
        /// A refresh token family, however often used.
        refresh_token = 7_776_000,
        /// A session that is not used.
        session_idle = 28_800,
        /// A session, however often used.
        session = 604_800,
        /// An e-mail code.
        email_code = 600,
        /// An invitation.
        invitation = 604_800,
        /// A device code, and the user code that goes with it.
        device_code = 600,
    }
}

/// Parameters that a client's own liveness check reads.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = LivenessConfig)]
pub(crate) struct LivenessFields {
    /// Fewest steps of a check.
    #[schema(default = 4)]
    number_steps_min: u32,
    /// Most steps of a check.
    #[schema(default = 6)]
    number_steps_max: u32,
    /// Seconds for a check.
    #[schema(default = 10)]
    duration_in_seconds: u32,
    /// Steps that may fail.
    #[schema(default = 1)]
    number_of_allowed_failures: u32,
    /// Gestures to choose from.
    gesture_set: Vec<String>,
    /// Most blinks; 0 with a minimum of 10000 means that there is no rule.
    #[schema(default = 0)]
    number_blinks_max: u32,
    /// Fewest blinks.
    #[schema(default = 10_000)]
    number_blinks_min: u32,
}

impl Default for LivenessFields {
    fn default() -> Self {
        Self::from(&LivenessConfig::default())
    }
}

impl From<&LivenessConfig> for LivenessFields {
    fn from(config: &LivenessConfig) -> Self {
        Self {
            number_steps_min: config.number_steps_min,
            number_steps_max: config.number_steps_max,
            duration_in_seconds: config.duration_in_seconds,
            number_of_allowed_failures: config.number_of_allowed_failures,
            gesture_set: config.gesture_set.clone(),
            number_blinks_max: config.number_blinks_max,
            number_blinks_min: config.number_blinks_min,
        }
    }
}
