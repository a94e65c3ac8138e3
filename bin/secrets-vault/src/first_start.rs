//! What the first start leaves behind: the tenant `main`, its client `bo`, and signing keys.

use identity::admin::MAIN_TENANT;
use kernel::audit::EventActor;
use kernel::{Actor, TenantId};
use tenancy::{
    ClientRegistration, ClientType, CreateTenantError, RegisterClientError, TenantSettings,
};

use crate::Failure;
use crate::adapters::Adapters;
use crate::assembly;

/// The client of the administration portal.
const PORTAL_CLIENT: &str = "bo";

/// Makes whatever is missing. Two nodes may do this at once: whoever is second finds it done.
pub(crate) async fn prepare(adapters: &Adapters, public_url: &str) -> Result<(), Failure> {
    let (id, registrar) = (
        MAIN_TENANT.parse::<TenantId>()?,
        assembly::registrar(adapters),
    );
    let settings = TenantSettings {
        display_name: "Secrets Vault".into(),
        ..Default::default()
    };
    match registrar
        .create_tenant(&Actor::operator(), id.clone(), settings)
        .await
    {
        Ok(_) | Err(CreateTenantError::Taken(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let portal = ClientRegistration {
        redirect_uris: vec![format!("{public_url}/bo/callback")],
        post_logout_redirect_uri: vec![format!("{public_url}/bo")],
        client_type: ClientType::Public,
        is_lock: true,
        // No offline_access: an administrator's power ends with the session.
        allowed_scopes: ["openid", "profile", "email", "account", "admin"]
            .map(str::to_owned)
            .into(),
        ..ClientRegistration::new(PORTAL_CLIENT.parse()?, "Administration")
    };
    match registrar
        .register_client(&Actor::operator(), id.clone(), portal)
        .await
    {
        Ok(_) | Err(RegisterClientError::Taken(_)) => {}
        Err(error) => return Err(error.into()),
    }
    assembly::keyrings(adapters)
        .ensure(&id, EventActor::System)
        .await?;
    Ok(())
}
