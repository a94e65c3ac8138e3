//! Tenants, their clients and their people.

use actix_web::test::TestRequest;
use identity::mail::MailContent;
use identity::users::{NewUser, UserUpdate};
use kernel::Actor;
use kernel::audit::EventActor;
use serde_json::json;
use tenancy::{ClientRegistration, ClientType, TenantSettings};
use zkp_protocol::Purpose;

use super::{Answer, Person, TestApp};

/// Where applications want browsers back.
pub(crate) const CALLBACK: &str = "https://app.example/callback";
/// RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A tenant with default settings and keys.
pub(crate) struct Tenant<'a> {
    pub(super) app: &'a TestApp,
    pub(super) id: &'static str,
}

/// A client of a tenant.
pub(crate) struct Client<'a> {
    pub(super) tenant: &'a Tenant<'a>,
    pub(crate) id: &'static str,
    /// None for a public client.
    pub(crate) secret: Option<String>,
}

impl TestApp {
    pub(crate) async fn tenant(&self, id: &'static str) -> Tenant<'_> {
        let settings = TenantSettings::default();
        let tenant = self
            .registrar
            .create_tenant(&Actor::operator(), id.parse().unwrap(), settings)
            .await
            .unwrap();
        let made = self.keyrings.ensure(&tenant.id, EventActor::Operator);
        made.await.unwrap();
        Tenant { app: self, id }
    }
}

impl<'a> Tenant<'a> {
    /// A client of the tenant's own, which needs no secret and asks for no consent.
    pub(crate) async fn client(&self, id: &'static str) -> Client<'_> {
        let public = |client: &mut ClientRegistration| client.client_type = ClientType::Public;
        self.client_with(id, public).await
    }

    /// A confidential client of the tenant's own, changed.
    pub(crate) async fn client_with(
        &self,
        id: &'static str,
        change: impl FnOnce(&mut ClientRegistration),
    ) -> Client<'_> {
        let mut registration = ClientRegistration::new(id.parse().unwrap(), "Application");
        registration.redirect_uris = vec![CALLBACK.to_owned()];
        change(&mut registration);
        let (actor, tenant) = (Actor::operator(), self.id.parse().unwrap());
        let registrar = &self.app.registrar;
        let registered = registrar
            .register_client(&actor, tenant, registration)
            .await;
        let (_, secret) = registered.unwrap();
        Client {
            tenant: self,
            id,
            secret: secret.map(|secret| secret.reveal().to_owned()),
        }
    }

    /// Changes settings of the tenant.
    pub(crate) async fn set(&self, fields: serde_json::Value) {
        let (registrar, id) = (&self.app.registrar, self.id.parse().unwrap());
        let fields = fields.as_object().unwrap();
        registrar
            .update_tenant(&Actor::operator(), &id, fields)
            .await
            .unwrap();
    }

    /// Somebody who was invited and has enrolled.
    pub(crate) async fn enrolled(&self, username: &str) -> Person {
        let person = Person::named(username);
        let new = NewUser {
            username: username.to_owned(),
            email: format!("{username}@example.org"),
            ..NewUser::default()
        };
        let (users, id) = (&self.app.api.users, self.id.parse().unwrap());
        let created = users.create(&Actor::operator(), &id, new).await.unwrap();
        let link = created.invitation.unwrap();
        let (_, code) = link.split_once("#code=").unwrap();

        let answer = self.enrol_by(code, &person).await;
        assert!(answer.status.is_success(), "{answer}");
        person
    }

    /// Enrols somebody's picture by the code of a mailed link.
    pub(crate) async fn enrol_by(&self, code: &str, person: &Person) -> Answer {
        let username = &person.username;
        let (begin, cipher_key) = person.begin(self.id, None, Purpose::Enrol);
        let asked = json!({ "username": username, "cipherKey": cipher_key });
        let answer = self.post("challenge", &asked).await;
        let opened = begin
            .open(
                &answer.text("proto_version"),
                &answer.text("challenge_data"),
            )
            .unwrap();
        let accepted = json!({
            "code": code,
            "username": username,
            "encrypted_commitment": person.commit(opened, code),
            "proto_version": "1",
        });
        self.post("reset-password/code", &accepted).await
    }

    /// Asks for a challenge with which somebody changes their picture, by a request with these headers.
    pub(crate) async fn begin_change(
        &self,
        person: &Person,
        headers: &[(&'static str, String)],
    ) -> Answer {
        let (_, cipher_key) = person.begin(self.id, None, Purpose::Change);
        let form = json!({ "username": person.username, "cipherKey": cipher_key });
        let uri = format!("/api/auth/challenge?tenant_id={}", self.id);
        let add = |request: TestRequest, (name, value): &(&'static str, String)| {
            request.insert_header((*name, value.as_str()))
        };
        let request = TestRequest::post().uri(&uri).set_json(form);
        self.app.send(headers.iter().fold(request, add)).await
    }

    /// Has a reset link mailed to somebody, and gives its code.
    pub(crate) async fn reset_code(&self, client: &Client<'_>, person: &Person) -> String {
        let email = format!("{}@example.org", person.username);
        let uri = format!(
            "/api/auth/reset-password?tenant_id={}&client_id={}",
            self.id, client.id
        );
        let form = json!({ "username": person.username, "email": email });
        let request = TestRequest::post().uri(&uri).set_json(form);
        let answer = self.app.send(request).await;
        assert!(answer.status.is_success(), "{answer}");
        let newest = self.app.mails(&email).await.swap_remove(0).mail;
        match newest.content {
            MailContent::Reset { code, .. } => code,
            other => panic!("{other:?}"),
        }
    }

    /// Somebody who administers the tenant, and has not enrolled yet.
    pub(crate) async fn administrator(&self, username: &str) {
        let new = NewUser {
            username: username.to_owned(),
            email: format!("{username}@example.org"),
            roles: vec!["tenant_admin".to_owned()],
            ..NewUser::default()
        };
        let (users, id) = (&self.app.api.users, self.id.parse().unwrap());
        users.create(&Actor::operator(), &id, new).await.unwrap();
    }

    pub(crate) fn app(&self) -> &'a TestApp {
        self.app
    }

    /// The id of somebody.
    pub(crate) async fn user_id(&self, person: &Person) -> String {
        let (users, id) = (&self.app.api.users, self.id.parse().unwrap());
        let operator = Actor::operator();
        let found = users.find_by_username(&operator, &id, &person.username);
        found.await.unwrap().user_id.to_string()
    }

    /// Disables somebody's account.
    pub(crate) async fn disable(&self, person: &Person) {
        let (id, user) = (self.id.parse().unwrap(), self.user_id(person).await);
        let update = UserUpdate {
            is_disabled: Some(true),
            ..UserUpdate::default()
        };
        let (users, user) = (&self.app.api.users, user.parse().unwrap());
        let operator = Actor::operator();
        let updated = users.update(&operator, &id, &user, &update);
        updated.await.unwrap();
    }

    /// Deletes somebody's account.
    pub(crate) async fn delete(&self, person: &Person) {
        let (id, user) = (self.id.parse().unwrap(), self.user_id(person).await);
        let user = user.parse().unwrap();
        let operator = Actor::operator();
        let deleted = self.app.api.users.delete(&operator, &id, &user);
        deleted.await.unwrap();
    }

    /// Deletes a client.
    pub(crate) async fn delete_client(&self, client: &str) {
        let (tenant, client) = (self.id.parse().unwrap(), client.parse().unwrap());
        let registrar = &self.app.registrar;
        let operator = Actor::operator();
        let deleted = registrar.delete_client(&operator, &tenant, &client);
        deleted.await.unwrap();
    }

    /// Closes the tenant.
    pub(crate) async fn close(&self) {
        let tenant = self.id.parse().unwrap();
        let operator = Actor::operator();
        let closed = self.app.registrar.close_tenant(&operator, &tenant);
        closed.await.unwrap();
    }

    /// Asks an endpoint of the sign-in API, without an authorization request.
    async fn post(&self, endpoint: &str, body: &serde_json::Value) -> Answer {
        let uri = format!("/api/auth/{endpoint}?tenant_id={}", self.id);
        let request = TestRequest::post().uri(&uri).set_json(body);
        self.app.send(request).await
    }

    /// The path of an endpoint of OpenID Connect.
    pub(crate) fn endpoint(&self, name: &str) -> String {
        format!("/api/oidc/{}/{name}", self.id)
    }
}

impl Client<'_> {
    /// Where the application sends a browser; `more` is added to the query.
    pub(crate) fn authorization_path(&self, more: &str) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.authorization_fields())
            .finish();
        format!("{}?{query}{more}", self.tenant.endpoint("authorize"))
    }

    /// What the application asks for.
    pub(crate) fn authorization_fields(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("client_id", self.id),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid email offline_access"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]
    }

    /// Exchanges a code for tokens.
    pub(crate) async fn exchange(&self, code: &str) -> Answer {
        let form = self.code_form(code);
        self.token(&form[1..]).await
    }

    /// The form with which a code is exchanged.
    pub(crate) fn code_form<'a>(&self, code: &'a str) -> [(&'static str, &'a str); 5] {
        [
            ("client_id", self.id),
            ("grant_type", "authorization_code"),
            ("redirect_uri", CALLBACK),
            ("code", code),
            ("code_verifier", VERIFIER),
        ]
    }

    /// Exchanges a refresh token for the next one.
    pub(crate) async fn refresh(&self, refresh_token: &str) -> Answer {
        let grant = ("grant_type", "refresh_token");
        self.token(&[grant, ("refresh_token", refresh_token)]).await
    }

    /// Asks the token endpoint.
    pub(crate) async fn token(&self, fields: &[(&str, &str)]) -> Answer {
        let fields = [&[("client_id", self.id)], fields].concat();
        let request = TestRequest::post()
            .uri(&self.tenant.endpoint("token"))
            .set_form(fields);
        self.tenant.app.send(request).await
    }

    /// The same with the client's secret.
    pub(crate) async fn token_with_secret(&self, fields: &[(&str, &str)]) -> Answer {
        self.ask("token", fields).await
    }

    /// Asks one of the endpoints for clients, with the client's secret.
    pub(crate) async fn ask(&self, endpoint: &str, fields: &[(&str, &str)]) -> Answer {
        let secret = self.secret.as_deref().unwrap();
        let own = [("client_id", self.id), ("client_secret", secret)];
        let request = TestRequest::post().uri(&self.tenant.endpoint(endpoint));
        let request = request.set_form([&own[..], fields].concat());
        self.tenant.app.send(request).await
    }

    /// Asks who an access token is about.
    pub(crate) async fn userinfo(&self, access_token: &str) -> Answer {
        let request = TestRequest::get()
            .uri(&self.tenant.endpoint("userinfo"))
            .insert_header(("authorization", format!("Bearer {access_token}")));
        self.tenant.app.send(request).await
    }
}
