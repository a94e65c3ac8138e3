//! What may be sent about a tenant.

use serde::{Deserialize, Serialize};
use tenancy::{Given, TenantSettings};
use utoipa::ToSchema;

use super::settings::{
    BlockConfigFields, EventReceiverFields, GroupRoleFields, LanguageField, LifetimesFields,
    LivenessFields, LoginMethodField,
};
use crate::problem::Problem;
use crate::request::{given, of_its_own};

/// A form with these fields, and with the settings that every form about a tenant has.
macro_rules! with_settings {
    (
        $(#[$meta:meta])*
        struct $name:ident { $($own:tt)* }
    ) => {
        #[derive(Deserialize, Serialize, ToSchema)]
        $(#[$meta])*
        pub(crate) struct $name {
            $($own)*
            /// People may register themselves, if the client allows it too.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = false)]
            register_enable: Option<bool>,
            /// A PIN goes with the picture.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = true)]
            use_pin: Option<bool>,
            /// Digits of a new PIN: 3, 4, 5 or 6.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = 6, minimum = 3, maximum = 6)]
            pin_size: Option<u8>,
            /// Digits are shown while they are typed.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = true)]
            show_pin_when_typing: Option<bool>,
            /// A pattern goes with the picture.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = true)]
            use_pattern: Option<bool>,
            /// Side of the grid for a new pattern: 3 or 4 points.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = 3, minimum = 3, maximum = 4)]
            patter_size: Option<u8>,
            /// Told to clients that bring their own face recognition.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = false)]
            use_face_recognition: Option<bool>,
            /// Told to clients that bring their own liveness check.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = false)]
            use_liveness: Option<bool>,
            /// Parameters for the client's own liveness check.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<LivenessFields>)]
            liveness_config: Option<Option<LivenessFields>>,
            /// People may add and use passkeys.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = false)]
            passkey_enabled: Option<bool>,
            /// To Microsoft Entra ID, the picture counts as something that people possess.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = false)]
            keepic_counts_as_possession: Option<bool>,
            /// The language of pages and mails for people of whom no other is known.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            default_language: Option<LanguageField>,
            /// Users whom another system provisions (SCIM) are invited by mail.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = true)]
            invite_provisioned: Option<bool>,
            /// Roles that people have for being in a group: all of them, at most 100.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, max_items = 100)]
            group_roles: Option<Vec<GroupRoleFields>>,
            /// Another picture by a mailed link needs a recovery code or a passkey besides.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = false)]
            reset_needs_second: Option<bool>,
            /// Who is told of what another system provisions; null for nobody.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(value_type = Option<EventReceiverFields>)]
            provisioning_events: Option<Option<EventReceiverFields>>,
            /// Off: the e-mail address is the username.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false, default = true)]
            has_username_and_email: Option<bool>,
            /// How long what the tenant issues lives; of these only what is given changes.
            #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            lifetimes: Option<LifetimesFields>,
        }
    };
}

with_settings! {
    /// A tenant to be created. What is left out has its default.
    #[schema(as = TenantCreate)]
    struct TenantForm {
        /// Names it in every URL: a-z, 0-9 and '-'; never changes.
        #[serde(skip_serializing_if = "of_its_own")]
        #[schema(required = true)]
        tenant_id: String,
        /// It serves second-factor flows only.
        #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false, default = false)]
        is_2fa: Option<bool>,
        /// The name shown to people.
        #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false, default = "", max_length = 128)]
        display_name: Option<String>,
        /// When repeated failures block an address or an account.
        #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        block_config: Option<BlockConfigFields>,
        /// The order in which PIN and pattern are offered.
        #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        login_order: Option<Vec<LoginMethodField>>,
    }
}

with_settings! {
    /// Settings to be changed. What is left out stays as it is.
    #[schema(as = TenantUpdate)]
    struct TenantUpdate {
        /// The name shown to people.
        #[schema(max_length = 128)]
        display_name: String,
        /// When repeated failures block an address or an account; of these only what is given changes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        block_config: Option<BlockConfigFields>,
        /// The order in which PIN and pattern are offered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        login_order: Option<Vec<LoginMethodField>>,
        /// Chosen at creation; any other value is refused.
        #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        is_2fa: Option<bool>,
    }
}

with_settings! {
    /// Settings to be changed. What is left out stays as it is.
    struct TenantPatch {
        /// The name shown to people.
        #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false, min_length = 1, max_length = 128)]
        display_name: Option<String>,
        /// When repeated failures block an address or an account; of these only what is given changes.
        #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        block_config: Option<BlockConfigFields>,
        /// The order in which PIN and pattern are offered.
        #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        login_order: Option<Vec<LoginMethodField>>,
        /// Chosen at creation; any other value is refused.
        #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        is_2fa: Option<bool>,
    }
}

impl TenantForm {
    /// The id, and the settings: what was left out has its default.
    pub(super) fn read(self) -> Result<(kernel::TenantId, TenantSettings), Problem> {
        let id = self.tenant_id.parse();
        let id =
            id.map_err(|error: kernel::InvalidId| Problem::body("tenant_id", error.to_string()))?;
        Ok((id, TenantSettings::default().with(&fields(&self)?)?))
    }
}

/// The fields of a form that were given.
pub(crate) fn fields(form: &impl Serialize) -> Result<Given, Problem> {
    match serde_json::to_value(form) {
        Ok(serde_json::Value::Object(fields)) => Ok(fields),
        _ => Err(Problem::field(
            &["body"],
            "expected a JSON object",
            "type_error",
        )),
    }
}
