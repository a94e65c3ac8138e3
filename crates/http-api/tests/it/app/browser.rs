//! A browser: cookies, and what the sign-in page does.

use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;
use actix_web::test::TestRequest;
use serde_json::json;
use zkp_protocol::Purpose;
use zkp_protocol::prover::Begin;

use super::{Answer, Client, Person, TestApp};

/// A jar of cookies that follows no redirect.
pub(crate) struct Browser<'a> {
    app: &'a TestApp,
    jar: Vec<Cookie<'static>>,
}

/// An open authorization request, as the sign-in page knows it.
pub(crate) struct SignInPage {
    tenant: &'static str,
    auth_req_id: String,
}

impl SignInPage {
    /// The page to which an answer of the authorization endpoint leads.
    pub(crate) fn at(client: &Client<'_>, answer: &Answer) -> Self {
        let auth_req_id = answer.sent_with("auth_req_id");
        Self {
            tenant: client.tenant.id,
            auth_req_id: auth_req_id.unwrap_or_else(|| panic!("no sign-in page:\n{answer}")),
        }
    }
}

/// A challenge that waits for its answer.
pub(crate) struct Begun {
    state: Begin,
    cipher_key: String,
    pub(crate) answer: Answer,
}

impl<'a> Browser<'a> {
    pub(super) fn new(app: &'a TestApp) -> Self {
        let jar = Vec::new();
        Self { app, jar }
    }

    pub(crate) async fn get(&mut self, uri: &str) -> Answer {
        self.send(TestRequest::get().uri(uri)).await
    }

    pub(crate) async fn send(&mut self, request: TestRequest) -> Answer {
        let with_cookie = |request: TestRequest, cookie: &Cookie<'static>| {
            request.cookie(Cookie::new(
                cookie.name().to_owned(),
                cookie.value().to_owned(),
            ))
        };
        let answer = self
            .app
            .send(self.jar.iter().fold(request, with_cookie))
            .await;
        for cookie in &answer.cookies {
            self.jar.retain(|it| it.name() != cookie.name());
            if cookie.max_age() != Some(Duration::ZERO) {
                self.jar.push(cookie.clone());
            }
        }
        answer
    }

    /// Is sent to the sign-in page by an application.
    pub(crate) async fn open(&mut self, client: &Client<'_>) -> SignInPage {
        let answer = self.get(&client.authorization_path("")).await;
        SignInPage::at(client, &answer)
    }

    /// Asks for a challenge.
    pub(crate) async fn begin(&mut self, page: &SignInPage, person: &Person) -> Begun {
        let request = Some(page.auth_req_id.as_str());
        let (state, cipher_key) = person.begin(page.tenant, request, Purpose::Login);
        let form = json!({ "username": person.username, "cipherKey": cipher_key });
        let answer = self.post(page, "challenge", &form).await;
        Begun {
            state,
            cipher_key,
            answer,
        }
    }

    /// Answers the challenge.
    pub(crate) async fn finish(
        &mut self,
        page: &SignInPage,
        person: &Person,
        begun: Begun,
    ) -> Answer {
        let challenge = &begun.answer;
        let opened = begun
            .state
            .open(
                &challenge.text("proto_version"),
                &challenge.text("challenge_data"),
            )
            .unwrap();
        let message = person.prove(opened);
        let form = json!({
            "username": person.username,
            "cipherKey": begun.cipher_key,
            "challenge_id": message.challenge_id,
            "challenge_data": message.challenge_data,
        });
        self.post(page, "authenticate", &form).await
    }

    /// Takes the nonce back to the server.
    pub(crate) async fn hand_over(&mut self, page: &SignInPage, nonce: &str) -> Answer {
        let id = &page.auth_req_id;
        self.get(&format!(
            "/api/auth/sign-in?oid_nonce={nonce}&auth_req_id={id}"
        ))
        .await
    }

    /// Signs in from the application to the application, which gets this code.
    pub(crate) async fn sign_in(&mut self, client: &Client<'_>, person: &Person) -> String {
        let page = self.open(client).await;
        let answer = self.sign_in_on(&page, person).await;
        let code = answer.sent_with("code");
        code.unwrap_or_else(|| panic!("no code:\n{answer}"))
    }

    /// Signs in on an open page, and gives what the browser brings back.
    pub(crate) async fn sign_in_on(&mut self, page: &SignInPage, person: &Person) -> Answer {
        let begun = self.begin(page, person).await;
        let nonce = self.finish(page, person, begun).await.text("nonce");
        self.hand_over(page, &nonce).await
    }

    async fn post(
        &mut self,
        page: &SignInPage,
        endpoint: &str,
        form: &serde_json::Value,
    ) -> Answer {
        let uri = format!("/api/auth/{endpoint}?auth_req_id={}", page.auth_req_id);
        self.send(TestRequest::post().uri(&uri).set_json(form))
            .await
    }
}
