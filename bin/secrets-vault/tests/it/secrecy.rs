//! Nothing secret leaves the client: every request of an enrolment and a sign-in is recorded and
//! searched for the picture, the PIN, and everything that is made of them.

mod recording;
mod secrets;

use client::{Admission, Enrolment, Landing, RelyingParty, UserAgent};

use crate::harness::{Person, REDIRECT_URI, Server, Tenant};
use recording::Recording;
use secrets::Secrets;

/// Enrols and signs in with the client library, and gives every request that it sent.
fn record(acme: &Tenant, ada: &Person, email: &str) -> Recording {
    let recording = Recording::default();
    let app = acme.app("app", &[]);
    let (picture, knowledge) = (ada.picture(), ada.knowledge());
    let person = client::Person {
        username: &ada.username,
        picture: &picture,
        knowledge: &knowledge,
    };
    let rng = &mut client::operating_system_rng();

    let agent = UserAgent::new(acme.server()).traced_by(recording.trace());
    let admission = Admission::Registration { email };
    let enrolment = Enrolment {
        tenant: &acme.id,
        person,
        admission,
        accepts_weakness: false,
    };
    agent.enrol(&enrolment, rng).unwrap();
    agent
        .verify_email(&acme.id, &ada.username, &acme.mailed_code(ada))
        .unwrap();

    let secret = app.secret.as_deref();
    let relying_party = RelyingParty::new(
        acme.server(),
        &acme.id,
        &app.client_id,
        secret,
        REDIRECT_URI,
    )
    .traced_by(recording.trace());
    let request = relying_party.request("openid", rng);
    let Landing::SignIn(page) = agent.open(&request.url).unwrap() else {
        panic!("nobody is signed in yet");
    };
    let signed_in = agent.sign_in(&page, &person, rng).unwrap();
    let Landing::Back(location) = signed_in.landing else {
        panic!("a client of the tenant's own asks for no consent");
    };
    relying_party.redeem(&request, &location).unwrap();
    recording
}

#[test]
fn no_request_carries_the_picture_the_pin_or_what_is_made_of_them() {
    let server = Server::start();
    let acme = server.tenant("secrecy", &[]);
    // A PIN that no random number is likely to contain: its digits are searched as a number too.
    let ada = Person::named("ada").with_pin("907314");
    let recording = record(&acme, &ada, &ada.email());
    assert_eq!(
        recording.paths(),
        [
            "/api/auth/challenge",
            "/api/auth/register",
            "/api/auth/verify-email",
            "/api/oidc/secrecy/authorize",
            "/api/auth/challenge",
            "/api/auth/authenticate",
            "/api/auth/sign-in",
            "/api/oidc/secrecy/token",
        ]
    );

    let secrets = Secrets::of(&acme, &ada);
    // What is sent is found.
    assert!(recording.carries(b"secrecy"));
    assert!(recording.carries(ada.email().as_bytes()));
    assert!(
        recording.says_number("1023"),
        "the number of bits compared is reported"
    );

    for (name, bytes) in secrets.bytes() {
        assert!(!recording.carries(&bytes), "{name} left the client");
    }
    assert!(!recording.says_number("907314"), "the PIN left the client");
    for (place, run) in secrets.picture_runs() {
        assert!(
            !recording.carries(&run),
            "bytes {place} of the picture left the client"
        );
    }
}
