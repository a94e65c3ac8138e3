//! What the first start leaves behind: the tenant `main`, its client `bo`, and signing keys.

use identity::admin::MAIN_TENANT;
use kernel::audit::EventActor;
use tenancy::{
    ClientRegistration, ClientType, CreateTenantError, RegisterClientError, TenantSettings,
    create_tenant, register_client,
};

use crate::Failure;
use crate::adapters::Adapters;
use crate::assembly;

/// The client of the administration portal.
const PORTAL_CLIENT: &str = "bo";

/// Makes whatever is missing. Two nodes may do this at once: whoever is second finds it done.
pub(crate) async fn prepare(adapters: &Adapters, public_url: &str) -> Result<(), Failure> {
    let id = MAIN_TENANT.parse()?;
    let settings = TenantSettings { display_name: "Secrets Vault".into(), ..Default::default() };
    let (tenants, clients) = (&*adapters.store, &*adapters.store);
    let actor = EventActor::System;
    match create_tenant(tenants, &*adapters.clock, actor.clone(), id, settings).await {
        Ok(_) | Err(CreateTenantError::Taken(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let portal = ClientRegistration {
        redirect_uris: vec![format!("{public_url}/bo/callback")],
        post_logout_redirect_uri: vec![format!("{public_url}/bo")],
        client_type: ClientType::Public,
        is_lock: true,
        ..ClientRegistration::new(PORTAL_CLIENT.parse()?, "Administration")
    };
    let world = (&*adapters.clock, &*adapters.random);
    let registered =
        register_client((tenants, clients), world, actor, MAIN_TENANT.parse()?, portal).await;
    match registered {
        Ok(_) | Err(RegisterClientError::Taken(_)) => {}
        Err(error) => return Err(error.into()),
    }
    assembly::keyrings(adapters).ensure(&MAIN_TENANT.parse()?, EventActor::System).await?;
    Ok(())
}
