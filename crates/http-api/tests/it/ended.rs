//! What was given to somebody or something that has been disabled, deleted or closed since: all of it is worth
//! nothing from that moment.

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use kernel::Permission;

use crate::app::{Answer, Begun, Browser, CALLBACK, Client, Person, SignInPage, Tenant, TestApp};

const ME: &str = "/api/user/me";

/// Everything that somebody may hold.
struct Held<'a> {
    app: &'a TestApp,
    client: &'a Client<'a>,
    ada: &'a Person,
    signed_in: Browser<'a>,
    code: String,
    refresh_token: String,
    access_token: String,
    api_key: String,
    /// Another browser, in which the proof was given but not yet handed over.
    proved: (Browser<'a>, SignInPage, String),
    /// And one in which the challenge is open.
    begun: (Browser<'a>, SignInPage, Begun),
}

fn path(client: &Client<'_>, more: &str) -> String {
    let path = client.authorization_path(more);
    path.replace("scope=openid+email", "scope=openid+account")
}

impl<'a> Held<'a> {
    async fn by(acme: &'a Tenant<'a>, client: &'a Client<'a>, ada: &'a Person) -> Self {
        let app = acme.app();
        let mut signed_in = app.browser();
        let asked = signed_in.get(&path(client, "")).await;
        let back = signed_in
            .sign_in_on(&SignInPage::at(client, &asked), ada)
            .await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &back.sent_with("code").unwrap()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", crate::app::VERIFIER),
        ];
        let tokens = client.token_with_secret(&form).await;
        let again = signed_in.get(&path(client, "")).await;

        let mut other = app.browser();
        let page = other.open(client).await;
        let begun = other.begin(&page, ada).await;
        let nonce = other.finish(&page, ada, begun).await.text("nonce");
        let mut third = app.browser();
        let open = third.open(client).await;
        let challenge = third.begin(&open, ada).await;
        let key = acme
            .program(Permission::ReadUsers, Some(&acme.user_id(ada).await))
            .await;
        Self {
            app,
            client,
            ada,
            signed_in,
            code: again.sent_with("code").unwrap(),
            refresh_token: tokens.text("refresh_token"),
            access_token: tokens.text("access_token"),
            api_key: key.key,
            proved: (other, page, nonce),
            begun: (third, open, challenge),
        }
    }

    /// What of it is still worth something.
    async fn still_works(mut self) -> Vec<&'static str> {
        let client = self.client;
        let bearer = || ("authorization", format!("Bearer {}", self.access_token));
        let me = || TestRequest::get().uri(ME);
        let code = [
            ("grant_type", "authorization_code"),
            ("code", self.code.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", crate::app::VERIFIER),
        ];
        let refresh = [
            ("grant_type", "refresh_token"),
            ("refresh_token", self.refresh_token.as_str()),
        ];
        let introspect = [("token", self.access_token.as_str())];
        let (other, page, nonce) = &mut self.proved;
        let (third, open, begun) = (&mut self.begun.0, &self.begun.1, self.begun.2);
        let answers = [
            (
                "session",
                self.signed_in.get(&path(client, "&prompt=none")).await,
            ),
            ("access token", client.userinfo(&self.access_token).await),
            (
                "access token at the API",
                self.app.send(me().insert_header(bearer())).await,
            ),
            (
                "access token, introspected",
                client.ask("introspect", &introspect).await,
            ),
            (
                "API key",
                self.app
                    .send(me().insert_header(("x-api-key", self.api_key.as_str())))
                    .await,
            ),
            ("proof", other.hand_over(page, nonce).await),
            ("challenge", third.finish(open, self.ada, begun).await),
            ("code", client.token_with_secret(&code).await),
            ("refresh token", client.token_with_secret(&refresh).await),
        ];
        let working = answers.iter().filter(|(_, answer)| is_accepted(answer));
        working.map(|(name, _)| *name).collect()
    }
}

fn is_accepted(answer: &Answer) -> bool {
    match answer.status {
        StatusCode::SEE_OTHER => answer.sent_with("code").is_some(),
        status => status.is_success() && answer.json()["active"] != false,
    }
}

const EVERYTHING: [&str; 9] = [
    "session",
    "access token",
    "access token at the API",
    "access token, introspected",
    "API key",
    "proof",
    "challenge",
    "code",
    "refresh token",
];

/// What still works of what somebody holds after `end`.
async fn after(end: impl AsyncFnOnce(&Tenant<'_>, &Person)) -> Vec<&'static str> {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let client = acme
        .client_with("app", |client| {
            client.allowed_scopes.push("account".to_owned());
        })
        .await;
    let ada = acme.enrolled("ada").await;
    let held = Held::by(&acme, &client, &ada).await;
    end(&acme, &ada).await;
    held.still_works().await
}

#[actix_web::test]
async fn as_long_as_nothing_has_ended_all_of_it_works() {
    assert_eq!(after(async |_, _| {}).await, EVERYTHING);
}

#[actix_web::test]
async fn of_a_person_who_is_disabled_or_deleted_nothing_works() {
    let nothing: [&str; 0] = [];
    assert_eq!(
        after(async |acme, ada| acme.disable(ada).await).await,
        nothing
    );
    assert_eq!(
        after(async |acme, ada| acme.delete(ada).await).await,
        nothing
    );
}

#[actix_web::test]
async fn of_a_client_that_is_deleted_nothing_works() {
    // The key is its owner's, and the person has proved who they are: neither was the client's.
    let kept = ["API key", "challenge"];
    let works = after(async |acme, _| acme.delete_client("app").await).await;
    assert!(works.iter().all(|name| kept.contains(name)), "{works:?}");
}

#[actix_web::test]
async fn in_a_closed_tenant_nothing_works() {
    let nothing: [&str; 0] = [];
    assert_eq!(after(async |acme, _| acme.close().await).await, nothing);
}
