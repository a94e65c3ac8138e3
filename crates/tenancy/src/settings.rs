//! What a tenant can set, with the names, defaults and ranges of the published API.

use kernel::Language;
use serde::{Deserialize, Serialize};

use crate::merge::merged;
use crate::{
    BlockConfig, EventReceiver, Given, GroupRole, Lifetimes, LivenessConfig, document, group_role,
};

/// A setting that does not exist, or a value that it cannot have. Shown as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct InvalidSetting {
    /// The setting's name.
    pub field: String,
    /// What is wrong with it, and what would be right.
    pub problem: String,
}

impl InvalidSetting {
    pub(crate) fn new(field: &str, problem: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            problem: problem.into(),
        }
    }
}

/// Everything a tenant can set. The field names are the published API's. Fields that a stored document
/// lacks have their default, and those of a newer version are ignored: nodes of both may run at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one switch each, as the published API has them"
)]
pub struct TenantSettings {
    /// The name shown to people; at most 128 characters.
    pub display_name: String,
    /// People may register themselves, if the client allows it too.
    pub register_enable: bool,
    /// The tenant serves second-factor flows only; chosen at creation.
    pub is_2fa: bool,
    /// A PIN goes with the picture.
    pub use_pin: bool,
    /// Digits of a new PIN: 3, 4, 5 or 6.
    pub pin_size: u8,
    /// Digits are shown while they are typed.
    pub show_pin_when_typing: bool,
    /// A pattern goes with the picture.
    pub use_pattern: bool,
    /// Side of the grid for a new pattern: 3 or 4 points.
    pub patter_size: u8,
    /// The order in which PIN and pattern are offered.
    pub login_order: Vec<LoginMethod>,
    /// Told to clients that bring their own face recognition.
    pub use_face_recognition: bool,
    /// Told to clients that bring their own liveness check.
    pub use_liveness: bool,
    /// Parameters for the client's own liveness check.
    pub liveness_config: Option<LivenessConfig>,
    /// The picture counts as something a person has, where another provider asks for a second factor.
    pub keepic_counts_as_possession: bool,
    /// People may add and use passkeys.
    pub passkey_enabled: bool,
    /// Another picture by a mailed link needs a recovery code or a passkey besides.
    pub reset_needs_second: bool,
    /// The language of pages and mails for people of whom no other is known.
    pub default_language: Language,
    /// Users whom another system provisions (SCIM) are invited by mail.
    pub invite_provisioned: bool,
    /// Roles that people have for being in a group.
    pub group_roles: Vec<GroupRole>,
    /// Who is told of what another system provisions.
    pub provisioning_events: Option<EventReceiver>,
    /// Off: the e-mail address is the username.
    pub has_username_and_email: bool,
    /// When repeated failures block an address or an account.
    pub block_config: BlockConfig,
    /// How long what this tenant issues lives.
    pub lifetimes: Lifetimes,
}

impl Default for TenantSettings {
    fn default() -> Self {
        Self {
            display_name: String::new(),
            register_enable: false,
            is_2fa: false,
            use_pin: true,
            pin_size: 6,
            show_pin_when_typing: true,
            use_pattern: true,
            patter_size: 3,
            login_order: vec![LoginMethod::Pin],
            use_face_recognition: false,
            use_liveness: false,
            liveness_config: None,
            keepic_counts_as_possession: false,
            passkey_enabled: false,
            reset_needs_second: false,
            default_language: Language::English,
            invite_provisioned: true,
            group_roles: Vec::new(),
            provisioning_events: None,
            has_username_and_email: true,
            block_config: BlockConfig::default(),
            lifetimes: Lifetimes::default(),
        }
    }
}

impl TenantSettings {
    /// Whether a picture alone signs in, without PIN and pattern.
    pub fn is_image_only(&self) -> bool {
        !self.use_pin && !self.use_pattern
    }

    /// Sets one field from text, as the command line does: JSON where it is JSON, text otherwise.
    /// A dot reaches into a part, as in `block_config.user_attempts_limit`.
    ///
    /// # Errors
    /// The field does not exist or cannot have that value; nothing is changed.
    pub fn set(&mut self, field: &str, value: &str) -> Result<(), InvalidSetting> {
        let changed = document::set(self, field, value)?;
        changed.validate()?;
        *self = changed;
        Ok(())
    }

    /// These settings with the fields that are `given`.
    ///
    /// # Errors
    /// A field does not exist or cannot have that value.
    pub fn with(&self, given: &Given) -> Result<Self, InvalidSetting> {
        merged(self, given)
    }

    /// Checks every range.
    ///
    /// # Errors
    /// The first setting that is out of its range.
    pub fn validate(&self) -> Result<(), InvalidSetting> {
        let check = |good: bool, field: &str, expected: &str| {
            if good {
                Ok(())
            } else {
                Err(InvalidSetting::new(field, format!("expected {expected}")))
            }
        };
        check(
            self.display_name.chars().count() <= 128,
            "display_name",
            "at most 128 characters",
        )?;
        check(
            !self.display_name.contains('\0'),
            "display_name",
            "text without NUL",
        )?;
        check((3..=6).contains(&self.pin_size), "pin_size", "3, 4, 5 or 6")?;
        check((3..=4).contains(&self.patter_size), "patter_size", "3 or 4")?;
        let order = &self.login_order;
        check(
            order.len() <= 2 && order.first() != order.get(1) || order.len() < 2,
            "login_order",
            "PIN and PATTERN, each at most once",
        )?;
        if let Some(config) = &self.liveness_config {
            config.validate()?;
        }
        group_role::validate(&self.group_roles)?;
        if let Some(receiver) = &self.provisioning_events {
            receiver.validate("provisioning_events")?;
        }
        self.block_config.validate()?;
        self.lifetimes.validate()
    }
}

/// What a person adds to the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum LoginMethod {
    /// Digits.
    Pin,
    /// Points of a grid in an order.
    Pattern,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_valid_and_survive_storage() {
        let settings = TenantSettings::default();
        settings.validate().unwrap();
        let stored = serde_json::to_string(&settings).unwrap();
        assert_eq!(
            serde_json::from_str::<TenantSettings>(&stored).unwrap(),
            settings
        );
    }

    #[test]
    fn a_part_is_set_by_its_path_and_a_refused_value_changes_nothing() {
        let mut settings = TenantSettings::default();
        settings
            .set("block_config.user_attempts_limit", "3")
            .unwrap();
        settings.set("login_order", r#"["PATTERN","PIN"]"#).unwrap();
        settings.set("display_name", "42").unwrap();
        settings.set("default_language", "de").unwrap();
        assert_eq!(settings.default_language, Language::German);
        assert!(settings.set("provisioning_events", "{}").is_err());
        let receiver = r#"{"url":"https://hr.example/events"}"#;
        settings.set("provisioning_events", receiver).unwrap();
        settings
            .set("block_config", r#"{"ip_attempts_limit":9}"#)
            .unwrap();
        assert_eq!(settings.block_config.user_attempts_limit, 3);
        assert_eq!(settings.block_config.ip_attempts_limit, 9);
        let before = settings.clone();
        for (field, value) in [
            ("block_config.user_attempts_limit", "0"),
            ("login_order", r#"["PIN","PIN"]"#),
            ("patter_size", "5"),
            ("use_pin", "maybe"),
            ("lifetimes.session", "0"),
            ("block_config.initial_block_seconds", "2147483648"),
            ("liveness_config", r#"{"number_steps_min":2147483648}"#),
            ("liveness_config", r#"{"gesture_set":["smile\u0000"]}"#),
            ("colour", "red"),
            ("default_language", "ja"),
            ("default_language", "null"),
            ("provisioning_events", "https://hr.example/events"),
            (
                "provisioning_events",
                r#"{"url":"http://hr.example/events"}"#,
            ),
            (
                "provisioning_events",
                r#"{"url":"https://hr.example/events","sing_alg":"none"}"#,
            ),
            (
                "provisioning_events",
                r#"{"url":"https://hr.example/events","secret":"x"}"#,
            ),
            (
                "block_config",
                r#"{"user_attempts_limit":1,"colour":"red"}"#,
            ),
            ("display_name", &"x".repeat(129)),
        ] {
            assert!(settings.set(field, value).is_err(), "{field}={value}");
        }
        assert_eq!(settings, before);
    }
}
