//! Enrol, confirm, sign in; and what goes wrong on the way.

use std::convert::Infallible;

use client::{
    Admission, BeginError, EnrolError, Enrolment, Knowledge, LoginError, Person, Picture,
    RelyingParty, RequestError, Server, SignInError, UserAgent, operating_system_rng,
};
use keepic::specimen;
use rand_core::{CryptoRng, Rng as _, TryCryptoRng, TryRng};
use zkp_protocol::prover::RecoverError;

use crate::server::FakeServer;

fn pin(digits: &str) -> Knowledge {
    Knowledge {
        pin: Some(digits.parse().unwrap()),
        pattern: None,
    }
}

/// The operating system's randomness, remembered.
#[derive(Default)]
struct Recording {
    drawn: Vec<Vec<u8>>,
}

impl TryRng for Recording {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(operating_system_rng().next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(operating_system_rng().next_u64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        operating_system_rng().fill_bytes(bytes);
        self.drawn.push(bytes.to_vec());
        Ok(())
    }
}

impl TryCryptoRng for Recording {}

fn enrol(agent: &UserAgent, picture: &Picture, username: &str) -> Result<(), EnrolError> {
    enrol_with(agent, picture, username, &mut operating_system_rng())
}

fn enrol_with(
    agent: &UserAgent,
    picture: &Picture,
    username: &str,
    rng: &mut impl CryptoRng,
) -> Result<(), EnrolError> {
    let enrolment = Enrolment {
        tenant: "acme",
        person: Person {
            username,
            picture,
            knowledge: &pin("482915"),
        },
        admission: Admission::Registration {
            email: "ada@example.org",
        },
        accepts_weakness: false,
    };
    agent.enrol(&enrolment, rng).map(drop)
}

fn login(
    server: &FakeServer,
    agent: &UserAgent,
    picture: &Picture,
    knowledge: &Knowledge,
) -> Result<client::Login, LoginError> {
    let rng = &mut operating_system_rng();
    let server = Server::parse(&server.url()).unwrap();
    let app = RelyingParty::new(server, "acme", "app", None, "http://localhost:9/back");
    let ada = Person {
        username: "ada",
        picture,
        knowledge,
    };
    agent.login(&app, &app.request("openid", rng), &ada, rng)
}

/// Whether any request held `secret`, as it is, in hexadecimal or in base64url at any offset.
fn left_the_client(server: &FakeServer, secret: &[u8]) -> bool {
    use base64::Engine as _;
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap();
    let digits = |&byte: &u8| [digit(byte >> 4), digit(byte & 15)];
    let hex: String = secret.iter().flat_map(digits).collect();
    let mut forms = vec![secret.to_vec(), hex.into_bytes()];
    for offset in 0..3 {
        // Whole groups of three bytes look the same wherever they stand.
        let whole = &secret[offset..offset + (secret.len() - offset) / 3 * 3];
        forms.push(
            base64::prelude::BASE64_URL_SAFE_NO_PAD
                .encode(whole)
                .into_bytes(),
        );
    }
    let received = server.received.lock().unwrap();
    let holds = |bytes: &[u8], form: &[u8]| bytes.windows(form.len()).any(|part| part == form);
    received
        .iter()
        .any(|request| forms.iter().any(|form| holds(&request.bytes, form)))
}

#[test]
fn ada_enrols_and_signs_in_with_a_copy_and_nothing_secret_leaves() {
    let server = FakeServer::start();
    let agent = UserAgent::new(Server::parse(&server.url()).unwrap());
    let picture = specimen::opaque(1, 320, 256).unwrap();
    let mut rng = Recording::default();
    enrol_with(&agent, &picture, "ada", &mut rng).unwrap();
    let account = agent.verify_email("acme", "ada", "123-456").unwrap();
    assert_eq!(account.user_id, "1");
    assert_eq!(agent.device_cookie("acme").as_deref(), Some("known"));

    let copy = specimen::handled(&picture).unwrap();
    let login = login(&server, &agent, &copy, &pin("482915")).unwrap();
    assert_eq!(login.tokens.access_token, "access");
    let fit = login.fit.unwrap();
    assert!(
        (1..=103).contains(&fit.bit_error_rate.error_bits()),
        "{fit:?}"
    );
    assert_eq!(fit.image_dim, [320, 256]);
    assert_eq!(
        server.asked(),
        [
            "POST /api/auth/challenge",
            "POST /api/auth/register",
            "POST /api/auth/verify-email",
            "GET /api/oidc/acme/authorize",
            "POST /api/auth/challenge",
            "POST /api/auth/authenticate",
            "GET /api/auth/sign-in",
            "POST /api/oidc/acme/token",
        ]
    );

    assert!(
        left_the_client(&server, b"/api/auth/challenge"),
        "the search finds what is there"
    );
    assert!(!left_the_client(&server, b"482915"));
    for picture in [&picture, &copy] {
        for row in picture.rgba().chunks_exact(4 * 320) {
            assert!(!left_the_client(&server, &row[..48]));
        }
    }
    // m is the one thing of 34 random bytes; four bits of the last are cleared.
    let messages: Vec<_> = rng.drawn.iter().filter(|drawn| drawn.len() == 34).collect();
    assert_eq!(messages.len(), 1);
    assert!(!left_the_client(&server, &messages[0][..33]));
}

#[test]
fn another_picture_or_pin_is_told_to_nobody() {
    let server = FakeServer::start();
    let agent = UserAgent::new(Server::parse(&server.url()).unwrap());
    let picture = specimen::opaque(1, 256, 256).unwrap();
    enrol(&agent, &picture, "ada").unwrap();
    let other = specimen::opaque(2, 256, 256).unwrap();
    for (picture, digits) in [(&other, "482915"), (&picture, "482916")] {
        let error = login(&server, &agent, picture, &pin(digits)).err().unwrap();
        let no_match = SignInError::Recover(RecoverError::NoMatch);
        assert_eq!(error, LoginError::SignIn(no_match));
    }
    assert!(
        !server
            .asked()
            .contains(&"POST /api/auth/authenticate".to_owned())
    );
}

#[test]
fn a_block_says_when_to_try_again() {
    let server = FakeServer::start();
    let agent = UserAgent::new(Server::parse(&server.url()).unwrap());
    let error = enrol(&agent, &specimen::opaque(1, 256, 256).unwrap(), "blocked").unwrap_err();
    assert_eq!(error.to_string(), "too many attempts (in 90 seconds)");
}

#[test]
fn a_server_under_another_name_gets_no_proof() {
    let server = FakeServer::start();
    let here = format!("http://127.0.0.1:{}", server.port);
    let agent = UserAgent::new(Server::parse(&here).unwrap());
    let error = enrol(&agent, &specimen::opaque(1, 256, 256).unwrap(), "ada").unwrap_err();
    assert_eq!(
        error,
        EnrolError::Begin(BeginError::Request(RequestError::OtherLocalName {
            named: server.url(),
            own: here.clone(),
        }))
    );
    assert_eq!(server.asked(), ["POST /api/auth/challenge"]);

    let question = "state=s&nonce=n&code_challenge=c";
    let url = format!("{here}/api/oidc/acme/authorize?{question}");
    let error = agent.open(&url.parse().unwrap()).unwrap_err();
    assert!(
        matches!(error, RequestError::OtherLocalName { .. }),
        "{error}"
    );
}

#[test]
fn a_page_that_is_no_endpoint_is_refused_in_its_own_words() {
    let server = FakeServer::start();
    let agent = UserAgent::new(Server::parse(&server.url()).unwrap());
    let nothing = format!("{}/api/oidc/acme/nothing", server.url());
    let error = agent.open(&nothing.parse().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "there is nothing here");
    let elsewhere = agent
        .open(&"https://evil.example/".parse().unwrap())
        .unwrap_err();
    assert!(matches!(elsewhere, RequestError::Unexpected { .. }));
    assert_eq!(server.asked().len(), 1);
}
