//! The profile of whoever is signed in, at an application: their passkeys, and the ways to another picture or e-mail
//! address.

pub(crate) mod recovery_codes;

use std::sync::Arc;

use actix_web::{HttpResponse, get, post, web};
use askama::Template;
use identity::passkey::{Attestation, Passkey, PasskeyError};
use identity::sign_in::{LiveSession, Visitor};
use kernel::{Actor, ClientId, Denied, TenantId};
use serde::Deserialize;
use tenancy::{RelyingParty, Tenant};

use crate::application::Application;
use crate::enrol;
use crate::form::PageForm;
use crate::frame::Frame;
use crate::knowledge::Knowledge;
use crate::trouble::Trouble;
use crate::visit::{Visit, see_other};
use crate::words::PROVER;

/// What the page's script says.
const SAYS: &[&str] = &["passkey-exists", "passkey-none", "passkey-unsupported"];

#[derive(Template)]
#[template(path = "profile.html")]
struct ProfilePage {
    frame: Frame,
    /// The path of this page.
    path: String,
    username: String,
    email: String,
    application: Application,
    passkeys: Vec<PasskeyRow>,
    /// Whether the tenant lets people add passkeys.
    may_add: bool,
    /// Whether they have signed in so recently that they may now.
    is_recent: bool,
    /// Whether the tenant asks for recovery codes.
    needs_codes: bool,
}

#[derive(Template)]
#[template(path = "new-email.html")]
struct NewEmailPage {
    frame: Frame,
    /// The path of the profile.
    path: String,
    tenant_id: String,
    user_id: String,
    username: String,
    email: String,
    knowledge: Knowledge,
    says: String,
}

/// What the script of the page for another address says, beside the words of the prover.
const EMAIL_SAYS: &[&str] = &[
    "change-signed-out",
    "email-refused",
    "enrol-code-malformed",
    "enrol-code-wrong",
    "enrol-email-invalid",
];

/// A passkey as the page shows one.
struct PasskeyRow {
    id: String,
    name: String,
    /// The days on which it was added and last used.
    added: String,
    used: Option<String>,
}

#[derive(Template)]
#[template(path = "passkey-new.html")]
struct NewPasskeyPage {
    frame: Frame,
    path: String,
    /// What the authenticator is asked for, as JSON.
    options: String,
    says: String,
}

/// The address of a profile.
#[derive(Deserialize)]
pub(crate) struct Place {
    tenant: TenantId,
    client: ClientId,
}

/// A form that says nothing but that it was sent.
#[derive(Deserialize)]
pub(crate) struct Press {}

/// A new credential, as the page's script fills it in.
#[derive(Deserialize)]
pub(crate) struct NewPasskey {
    name: String,
    id: String,
    client_data_json: String,
    attestation_object: String,
}

/// Another name for a passkey.
#[derive(Deserialize)]
pub(crate) struct Renaming {
    id: String,
    name: String,
}

/// A passkey that is to go.
#[derive(Deserialize)]
pub(crate) struct Deletion {
    id: String,
}

/// Whose profile it is, and from where they look at it.
struct Profile {
    tenant: Arc<Tenant>,
    client: Arc<RelyingParty>,
    live: LiveSession,
    visitor: Visitor,
}

impl Profile {
    /// The profile of whoever is signed in.
    ///
    /// # Errors
    /// There is no such application, or nobody is signed in: a page with the way back to it.
    async fn of(visit: &mut Visit, place: &Place) -> Result<Self, actix_web::Error> {
        let unavailable = |storage| visit.trouble(Trouble::Unavailable(storage));
        let tenant = visit.pages.tenants.find(&place.tenant).await;
        let clients = &visit.pages.provider.clients;
        let client = clients.find(&place.tenant, &place.client).await;
        let found = (tenant.map_err(unavailable)?, client.map_err(unavailable)?);
        let (Some(tenant), Some(client)) = found else {
            return Err(visit.trouble(Trouble::NoPage));
        };
        visit.speak_for(&tenant);
        let live = visit.signed_in(&tenant).await;
        let live = live.map_err(|storage| visit.trouble(storage))?;
        let Some(live) = live else {
            return Err(visit.trouble(Trouble::SignInFirst(Application::of(&client))));
        };
        let visitor = visit.visitor();
        Ok(Self {
            tenant,
            client,
            live,
            visitor,
        })
    }

    /// The person, who may manage their own account here and nothing else.
    fn actor(&self) -> Actor {
        self.live.actor(self.visitor.address)
    }

    fn path(&self, visit: &Visit) -> String {
        let (base, client) = (visit.pages.site.base(), self.client.id());
        format!("{base}/profile/{}/{client}", self.tenant.id)
    }

    /// Back to the profile, after something was done there.
    fn done(&self, visit: &Visit, done: Result<(), PasskeyError>) -> Answer {
        done.map_err(|error| self.trouble(visit, error))?;
        Ok(see_other(&self.path(visit), None))
    }

    fn trouble(&self, visit: &Visit, error: PasskeyError) -> actix_web::Error {
        let application = || Application::of(&self.client);
        visit.trouble(match error {
            PasskeyError::Denied(Denied::NotRecent) => Trouble::SignInAgain(application()),
            PasskeyError::Denied(_) | PasskeyError::Off => Trouble::NoPage,
            PasskeyError::Name | PasskeyError::Refused => Trouble::PasskeyRefused,
            PasskeyError::Full => Trouble::PasskeysFull,
            PasskeyError::Busy { .. } => Trouble::TooMany,
            PasskeyError::Unavailable(storage) => Trouble::Unavailable(storage),
        })
    }
}

type Answer = Result<HttpResponse, actix_web::Error>;

/// Shows the passkeys.
#[get("/profile/{tenant}/{client}")]
pub(crate) async fn show(mut visit: Visit, place: web::Path<Place>) -> Answer {
    let profile = Profile::of(&mut visit, &place).await?;
    let passkeys = visit.pages.passkeys.list(&profile.actor()).await;
    let passkeys = passkeys.map_err(|error| profile.trouble(&visit, error))?;
    let page = ProfilePage {
        frame: visit.frame(Some(&profile.tenant), "profile-title"),
        path: profile.path(&visit),
        username: profile.live.account.username.to_string(),
        email: profile.live.account.email.to_string(),
        application: Application::of(&profile.client),
        passkeys: passkeys.into_iter().map(PasskeyRow::from).collect(),
        may_add: profile.tenant.settings.passkey_enabled,
        needs_codes: profile.tenant.settings.reset_needs_second,
        is_recent: profile
            .live
            .session
            .proof()
            .is_recent(visit.pages.clock.now()),
    };
    Ok(visit.show(&page))
}

/// Puts another picture in place of the person's.
#[get("/profile/{tenant}/{client}/picture")]
pub(crate) async fn change_picture(mut visit: Visit, place: web::Path<Place>) -> Answer {
    let profile = Profile::of(&mut visit, &place).await?;
    let account = &profile.live.account;
    let proof = profile.live.session.proof();
    let own = enrol::Own {
        user_id: account.user_id.to_string(),
        is_proved: proof.is_recent_passkey(visit.pages.clock.now()),
    };
    let (tenant, client) = (&profile.tenant, &profile.client);
    Ok(enrol::to_change(&visit, tenant, client, account, own))
}

/// Gives the person's account another e-mail address.
#[get("/profile/{tenant}/{client}/email")]
pub(crate) async fn change_email(mut visit: Visit, place: web::Path<Place>) -> Answer {
    let profile = Profile::of(&mut visit, &place).await?;
    let (tenant, account) = (&profile.tenant, &profile.live.account);
    let page = NewEmailPage {
        frame: visit.frame(Some(tenant), "email-title"),
        path: profile.path(&visit),
        tenant_id: tenant.id.to_string(),
        user_id: account.user_id.to_string(),
        username: account.username.to_string(),
        email: account.email.to_string(),
        knowledge: Knowledge::to_sign_in(visit.words(), &tenant.settings),
        says: visit.words().table(&[PROVER, EMAIL_SAYS].concat()),
    };
    Ok(visit.show(&page))
}

/// Asks the person's device for a new passkey.
#[post("/profile/{tenant}/{client}/passkeys/new")]
pub(crate) async fn ask(
    mut visit: Visit,
    place: web::Path<Place>,
    PageForm(Press {}): PageForm<Press>,
) -> Answer {
    let profile = Profile::of(&mut visit, &place).await?;
    let passkeys = &visit.pages.passkeys;
    let options = passkeys.options(&profile.actor(), &profile.visitor).await;
    let options = options.map_err(|error| profile.trouble(&visit, error))?;
    let page = NewPasskeyPage {
        frame: visit.frame(Some(&profile.tenant), "passkey-new"),
        path: profile.path(&visit),
        options: options.to_string().replace('<', "\\u003c"),
        says: visit.words().table(SAYS),
    };
    Ok(visit.show(&page))
}

/// Adds the passkey that the device has made.
#[post("/profile/{tenant}/{client}/passkeys")]
pub(crate) async fn add(
    mut visit: Visit,
    place: web::Path<Place>,
    PageForm(form): PageForm<NewPasskey>,
) -> Answer {
    let profile = Profile::of(&mut visit, &place).await?;
    let attestation = Attestation {
        raw_id: form.id.clone(),
        id: form.id,
        client_data_json: form.client_data_json,
        attestation_object: form.attestation_object,
    };
    let (actor, name) = (profile.actor(), Some(&*form.name));
    let passkeys = &visit.pages.passkeys;
    let added = passkeys.register(&actor, &profile.visitor, &attestation, name);
    profile.done(&visit, added.await)
}

/// Gives a passkey another name.
#[post("/profile/{tenant}/{client}/passkeys/rename")]
pub(crate) async fn rename(
    mut visit: Visit,
    place: web::Path<Place>,
    PageForm(form): PageForm<Renaming>,
) -> Answer {
    let profile = Profile::of(&mut visit, &place).await?;
    let passkeys = &visit.pages.passkeys;
    let renamed = passkeys
        .rename(&profile.actor(), &form.id, &form.name)
        .await;
    profile.done(&visit, renamed)
}

/// Takes a passkey away.
#[post("/profile/{tenant}/{client}/passkeys/delete")]
pub(crate) async fn delete(
    mut visit: Visit,
    place: web::Path<Place>,
    PageForm(form): PageForm<Deletion>,
) -> Answer {
    let profile = Profile::of(&mut visit, &place).await?;
    let removed = visit
        .pages
        .passkeys
        .remove(&profile.actor(), &form.id)
        .await;
    profile.done(&visit, removed)
}

impl From<Passkey> for PasskeyRow {
    fn from(passkey: Passkey) -> Self {
        let day = |moment: kernel::Timestamp| moment.to_rfc3339().chars().take(10).collect();
        Self {
            id: passkey.credential_id,
            name: passkey.name,
            added: day(passkey.created.at),
            used: passkey.last_use.map(|last_use| day(last_use.at)),
        }
    }
}

#[cfg(test)]
mod tests;
