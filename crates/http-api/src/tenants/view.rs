//! A tenant as it is shown.

use kernel::Timestamp;
use serde::Serialize;
use tenancy::{Tenant, TenantRecord};
use utoipa::ToSchema;

use super::settings::{
    BlockConfigFields, EventReceiverFields, GroupRoleFields, LanguageField, LifetimesFields,
    LivenessFields, LoginMethodField,
};

/// What anybody may know of a tenant: what its sign-in page must know.
#[derive(Serialize, ToSchema)]
#[schema(as = PublicTenant)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one switch each, as the published API has them"
)]
pub(crate) struct PublicTenantView {
    /// Names it in every URL.
    tenant_id: String,
    /// People may register themselves, if the client allows it too.
    register_enable: bool,
    /// A PIN goes with the picture.
    use_pin: bool,
    /// Digits of a new PIN.
    pin_size: u8,
    /// A pattern goes with the picture.
    use_pattern: bool,
    /// Side of the grid for a new pattern.
    patter_size: u8,
    /// Told to clients that bring their own face recognition.
    use_face_recognition: bool,
    /// Told to clients that bring their own liveness check.
    use_liveness: bool,
    /// The name shown to people.
    display_name: String,
    /// Digits are shown while they are typed.
    show_pin_when_typing: bool,
    /// The order in which PIN and pattern are offered.
    login_order: Vec<LoginMethodField>,
    /// People may add and use passkeys.
    passkey_enabled: bool,
    /// To Microsoft Entra ID, the picture counts as something that people possess.
    keepic_counts_as_possession: bool,
    /// The language of pages and mails for people of whom no other is known.
    default_language: LanguageField,
    /// Another picture by a mailed link needs a recovery code or a passkey besides.
    reset_needs_second: bool,
    /// Off: the e-mail address is the username.
    has_username_and_email: bool,
    /// Parameters for the client's own liveness check.
    liveness_config: Option<LivenessFields>,
}

impl From<&Tenant> for PublicTenantView {
    fn from(tenant: &Tenant) -> Self {
        let settings = &tenant.settings;
        Self {
            tenant_id: tenant.id.to_string(),
            register_enable: settings.register_enable,
            use_pin: settings.use_pin,
            pin_size: settings.pin_size,
            use_pattern: settings.use_pattern,
            patter_size: settings.patter_size,
            use_face_recognition: settings.use_face_recognition,
            use_liveness: settings.use_liveness,
            display_name: settings.display_name.clone(),
            show_pin_when_typing: settings.show_pin_when_typing,
            login_order: settings.login_order.iter().map(|&m| m.into()).collect(),
            passkey_enabled: settings.passkey_enabled,
            keepic_counts_as_possession: settings.keepic_counts_as_possession,
            default_language: settings.default_language.into(),
            reset_needs_second: settings.reset_needs_second,
            has_username_and_email: settings.has_username_and_email,
            liveness_config: settings.liveness_config.as_ref().map(Into::into),
        }
    }
}

/// A tenant as its administrators see it.
#[derive(Serialize, ToSchema)]
#[schema(as = Tenant)]
pub(crate) struct TenantView {
    #[serde(flatten)]
    public: PublicTenantView,
    /// It serves second-factor flows only.
    is_2fa: bool,
    /// Users whom another system provisions (SCIM) are invited by mail.
    invite_provisioned: bool,
    /// Roles that people have for being in a group.
    group_roles: Vec<GroupRoleFields>,
    /// Who is told of what another system provisions.
    provisioning_events: Option<EventReceiverFields>,
    /// When repeated failures block an address or an account.
    block_config: BlockConfigFields,
    /// How long what the tenant issues lives.
    lifetimes: LifetimesFields,
    /// When it was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When its settings were last changed.
    #[schema(format = DateTime)]
    updated_at: Option<String>,
    /// When it was closed, the first step of its deletion.
    #[schema(format = DateTime)]
    closed_at: Option<String>,
}

impl From<TenantRecord> for TenantView {
    fn from(record: TenantRecord) -> Self {
        let settings = &record.tenant.settings;
        Self {
            public: (&record.tenant).into(),
            is_2fa: settings.is_2fa,
            invite_provisioned: settings.invite_provisioned,
            group_roles: settings.group_roles.iter().map(Into::into).collect(),
            provisioning_events: settings.provisioning_events.as_ref().map(Into::into),
            block_config: (&settings.block_config).into(),
            lifetimes: (&settings.lifetimes).into(),
            created_at: record.tenant.created_at.to_rfc3339(),
            updated_at: record.updated_at.map(Timestamp::to_rfc3339),
            closed_at: record.closed_at.map(Timestamp::to_rfc3339),
        }
    }
}

/// Tenants.
#[derive(Serialize, ToSchema)]
pub(crate) struct TenantList {
    /// In the order of their ids.
    pub(super) tenants: Vec<TenantView>,
}
