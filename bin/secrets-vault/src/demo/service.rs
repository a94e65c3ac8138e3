//! The temporary service of the demonstration, in this process and on a free port.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use demo_app::DemoApp;
use identity::mail::MailContent;
use kernel::audit::EventActor;
use kernel::{Actor, FoldedName, PlainToken};
use tenancy::{ClientRegistration, TenantSettings};

use crate::adapters::Adapters;
use crate::config::Settings;
use crate::server::{Beside, Bound};
use crate::{Failure, assembly, first_start};

/// The tenant of the demonstration.
pub(super) const TENANT: &str = "demo";
/// Its client.
pub(super) const CLIENT: &str = "demo-app";

/// The running service.
pub(super) struct Service {
    /// Its public URL.
    pub(super) url: String,
    /// The secret of its client.
    pub(super) client_secret: String,
    /// Where that client wants browsers back.
    pub(super) redirect_uri: String,
    adapters: Adapters,
    handle: ServerHandle,
    thread: JoinHandle<Result<(), Failure>>,
}

/// A service that is ready to be served.
pub(super) struct Ready {
    pub(super) url: String,
    client_secret: String,
    adapters: Adapters,
    pub(super) handle: ServerHandle,
}

impl Service {
    /// Starts it with its data below `directory`.
    pub(super) fn start(directory: &Path) -> Result<Self, Failure> {
        let settings = Settings::in_directory(directory)?;
        let (sender, ready) = channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                match prepare(&settings).await {
                    Ok((server, ready)) => {
                        // Whoever started this waits for it.
                        let _ = sender.send(Ok(ready));
                        Ok(server.await?)
                    }
                    Err(failure) => {
                        let _ = sender.send(Err(failure));
                        Ok(())
                    }
                }
            })
        });
        let Ready {
            url,
            client_secret,
            adapters,
            handle,
        } = ready
            .recv()
            .map_err(|_| "the demonstration's service ended before it was ready")??;
        Ok(Self {
            redirect_uri: demo_app::redirect_uri(&url),
            url,
            client_secret,
            adapters,
            handle,
            thread,
        })
    }

    /// The code of the newest mail to `address`.
    pub(super) fn mailed_code(&self, address: &str) -> Result<String, Failure> {
        let to = Some(FoldedName::of(address));
        let store = &self.adapters.store;
        let mails = actix_web::rt::System::new().block_on(store.newest(to, 1))?;
        match mails.into_iter().next().map(|stored| stored.mail.content) {
            Some(MailContent::ConfirmRegistration { code, .. }) => Ok(code),
            _ => Err("no code was mailed".into()),
        }
    }

    /// Stops it.
    pub(super) fn stop(self) -> Result<(), Failure> {
        actix_web::rt::System::new().block_on(self.handle.stop(true));
        self.thread
            .join()
            .map_err(|_| "the demonstration's service panicked")?
    }
}

/// The service with its tenant and application, listening.
pub(super) async fn prepare(
    settings: &Settings,
) -> Result<(actix_web::dev::Server, Ready), Failure> {
    let bound = Bound::new(settings)?;
    let url = settings.public_url(bound.address.port());
    let adapters = Adapters::open(settings).await?;
    first_start::prepare(&adapters, &url).await?;
    let client_secret = populate(&adapters, &url).await?;
    let api = assembly::api(settings, &adapters, &url)?;
    let application = DemoApp::new(
        client::Server::parse(&url)?,
        TENANT,
        CLIENT,
        &client_secret,
        &pages::style_sheet(""),
    );
    let pages = assembly::pages(&api, &adapters, true);
    let beside = Beside {
        demo: Some(actix_web::web::Data::new(application)),
        ..Beside::default()
    };
    let (server, handle) = bound.serve(settings, Arc::new(api), pages, beside)?;
    Ok((
        server,
        Ready {
            url,
            client_secret,
            adapters,
            handle,
        },
    ))
}

/// The demonstration's tenant, open for registration, and its client.
async fn populate(adapters: &Adapters, url: &str) -> Result<String, Failure> {
    let registrar = assembly::registrar(adapters);
    let actor = Actor::operator();
    let settings = TenantSettings {
        display_name: "Demonstration".into(),
        register_enable: true,
        ..TenantSettings::default()
    };
    let tenant = registrar
        .create_tenant(&actor, TENANT.parse()?, settings)
        .await?;
    assembly::keyrings(adapters)
        .ensure(&tenant.id, EventActor::Operator)
        .await?;
    let registration = ClientRegistration {
        redirect_uris: vec![demo_app::redirect_uri(url)],
        post_logout_redirect_uri: vec![demo_app::post_logout_redirect_uri(url)],
        client_uri: Some(demo_app::post_logout_redirect_uri(url)),
        register_enable: true,
        // People see the question, too.
        first_party: false,
        ..ClientRegistration::new(CLIENT.parse()?, "Demonstration application")
    };
    let (_, secret) = registrar
        .register_client(&actor, tenant.id, registration)
        .await?;
    let secret = secret.as_ref().map(PlainToken::reveal);
    Ok(secret.ok_or("the client got no secret")?.to_owned())
}
