//! As much of a server as a sign-in meets, over the real verifier.

use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use zkp_protocol::verifier::{Begin, Claim, Enrol, EnrolFor, Finish, OwnedCredential, Verifier};

use crate::memory::{Memory, verifier};
use crate::wire::{self, Received};

pub(crate) struct FakeServer {
    pub(crate) port: u16,
    pub(crate) received: Arc<Mutex<Vec<Received>>>,
}

/// Answers requests one after the other, for as long as the test runs.
struct Clerk {
    origin: String,
    memory: Arc<Memory>,
    verifier: Verifier,
    runtime: tokio::runtime::Runtime,
    /// state, nonce and code challenge of the authorization request.
    asked: [String; 3],
}

type Reply = (u16, Vec<String>, Value);

impl FakeServer {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let origin = format!("http://localhost:{port}");
        let memory = Arc::new(Memory::default());
        let mut clerk = Clerk {
            verifier: verifier(&origin, &memory),
            origin,
            memory,
            runtime: tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap(),
            asked: Default::default(),
        };
        let received = Arc::new(Mutex::new(Vec::new()));
        let book = received.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let stream: TcpStream = stream.unwrap();
                let request = wire::receive(&stream);
                let (status, headers, body) = clerk.reply(&request);
                book.lock().unwrap().push(request);
                wire::answer(&stream, status, &headers, &body.to_string());
            }
        });
        Self { port, received }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Method and path of everything that was asked.
    pub(crate) fn asked(&self) -> Vec<String> {
        let received = self.received.lock().unwrap();
        let line = |request: &Received| format!("{} {}", request.method, request.url.path());
        received.iter().map(line).collect()
    }
}

impl Clerk {
    fn reply(&mut self, request: &Received) -> Reply {
        let form = || serde_json::from_slice::<Value>(&request.body).unwrap();
        match (request.method.as_str(), request.url.path()) {
            ("POST", "/api/auth/challenge") => self.challenge(request, &form()),
            ("POST", "/api/auth/register") => self.register(&form()),
            ("POST", "/api/auth/verify-email") => {
                let device = "Set-Cookie: sv-device-acme=known; Path=/; Max-Age=1000; HttpOnly\r\n";
                (200, vec![device.to_owned()], json!({ "user_id": "1" }))
            }
            ("GET", "/api/oidc/acme/authorize") => self.authorize(request),
            ("POST", "/api/auth/authenticate") => self.authenticate(request, &form()),
            ("GET", "/api/auth/sign-in") => self.sign_in(request),
            ("POST", "/api/oidc/acme/token") => self.tokens(request),
            _ => (
                404,
                Vec::new(),
                json!({ "detail": "there is nothing here" }),
            ),
        }
    }

    fn challenge(&self, request: &Received, form: &Value) -> Reply {
        let auth_req_id = request.query("auth_req_id");
        let begin = Begin {
            tenant: &"acme".parse().unwrap(),
            username: form["username"].as_str().unwrap(),
            cipher_key: form["cipherKey"].as_str().unwrap(),
            auth_req_id: auth_req_id.as_deref(),
            browser: None,
            address: "127.0.0.1",
            session_user: None,
            image_only_allowed: false,
        };
        if begin.username == "blocked" {
            let after = vec!["Retry-After: 90\r\n".to_owned()];
            return (429, after, json!({ "detail": "too many attempts" }));
        }
        let answer = self.runtime.block_on(self.verifier.begin(&begin)).unwrap();
        let body = json!({
            "challenge_data": answer.challenge_data,
            "proto_version": answer.proto_version,
        });
        (200, Vec::new(), body)
    }

    fn register(&self, form: &Value) -> Reply {
        let enrol = Enrol {
            tenant: &"acme".parse().unwrap(),
            proto_version: form["proto_version"].as_str().unwrap(),
            encrypted_commitment: form["encrypted_commitment"].as_str().unwrap(),
            auth_req_id: None,
            browser: None,
            image_only: false,
            enrol_for: EnrolFor::Register {
                username: form["username"].as_str().unwrap(),
                email: form["email"].as_str().unwrap(),
                code: form["code"].as_str(),
            },
        };
        let new = self.runtime.block_on(self.verifier.enrol(&enrol)).unwrap();
        *self.memory.ada.lock().unwrap() = Some(OwnedCredential {
            user: "1".parse().unwrap(),
            credential: new.credential,
        });
        (201, Vec::new(), Value::Null)
    }

    fn authorize(&mut self, request: &Received) -> Reply {
        self.asked = ["state", "nonce", "code_challenge"].map(|name| request.query(name).unwrap());
        let page = format!("{}/sign-in?auth_req_id=request&tenant_id=acme", self.origin);
        let headers = vec![
            format!("Location: {page}\r\n"),
            "Set-Cookie: sv-browser-acme=opened; Path=/; HttpOnly\r\n".to_owned(),
        ];
        (303, headers, Value::Null)
    }

    fn authenticate(&self, request: &Received, form: &Value) -> Reply {
        assert!(
            request.cookies.contains("sv-browser-acme=opened"),
            "{}",
            request.cookies
        );
        let finish = Finish {
            tenant: &"acme".parse().unwrap(),
            challenge_id: form["challenge_id"].as_str().unwrap(),
            challenge_data: form["challenge_data"].as_str().unwrap(),
            auth_req_id: Some("request"),
            browser: None,
            claim: Claim::Login {
                username: form["username"].as_str().unwrap(),
                cipher_key: form["cipherKey"].as_str().unwrap(),
            },
        };
        match self.runtime.block_on(self.verifier.verify(&finish)) {
            Ok(_) => (
                200,
                Vec::new(),
                json!({ "nonce": "once", "need_verify": false }),
            ),
            Err(_) => (401, Vec::new(), json!({ "detail": "refused" })),
        }
    }

    fn sign_in(&self, request: &Received) -> Reply {
        assert_eq!(request.query("oid_nonce").as_deref(), Some("once"));
        assert_eq!(request.query("auth_req_id").as_deref(), Some("request"));
        let issuer = format!("{}/api/oidc/acme", self.origin);
        let state = &self.asked[0];
        let back = format!("http://localhost:9/back?code=code&state={state}&iss={issuer}");
        (303, vec![format!("Location: {back}\r\n")], Value::Null)
    }

    fn tokens(&self, request: &Received) -> Reply {
        assert_eq!(request.cookies, "", "an application has no cookies");
        let pairs: Vec<_> = url::form_urlencoded::parse(&request.body)
            .into_owned()
            .collect();
        let field = |name| {
            pairs
                .iter()
                .find(|(key, _)| key == name)
                .unwrap()
                .1
                .as_str()
        };
        assert_eq!(field("redirect_uri"), "http://localhost:9/back");
        let challenge = BASE64URL.encode(Sha256::digest(field("code_verifier")));
        assert_eq!((field("code"), &challenge), ("code", &self.asked[2]));
        let claims = json!({
            "iss": format!("{}/api/oidc/acme", self.origin),
            "aud": field("client_id"),
            "nonce": self.asked[1],
        });
        let id_token = format!("e30.{}.c2ln", BASE64URL.encode(claims.to_string()));
        let body = json!({
            "access_token": "access",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": id_token,
        });
        (200, Vec::new(), body)
    }
}
