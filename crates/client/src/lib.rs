//! The native client: enrols and signs in over HTTP, as the pages do in a browser.
//!
//! The crate decides what is sent to a server and what is believed of its answers. A person's
//! picture, PIN and pattern stay in this process: what leaves it are the sealed messages of
//! [`zkp_protocol`], and a proof is bound to the URL by which the user named the server. Redirects
//! are never followed blindly, answers are short or refused, and every wait has an end.
//!
//! It must *not* know anything of the server's inside: it speaks to the published API only, reads one page
//! ([`Asked`]), and shares with the server nothing but the protocol.
//!
//! - [`UserAgent`] stands where a browser would; the protocol's steps are its methods.
//! - [`RelyingParty`] stands where an application would: it asks, checks the answer, redeems the code.
//! - [`KnownDevices`] keeps device cookies between processes.
//!
//! Randomness is handed in, and [`UserAgent::traced_by`] shows every request before it leaves.
//! Calls block.
//!
//! ```
//! use client::{Admission, Enrolment, Knowledge, Person, RelyingParty, Server, UserAgent};
//!
//! fn enrol_and_sign_in(server: Server, mailed_code: impl Fn() -> String) -> Result<(), Box<dyn std::error::Error>> {
//!     let rng = &mut client::operating_system_rng();
//!     let picture = client::read_picture("holiday.jpg".as_ref())?;
//!     let knowledge = Knowledge { pin: Some("482915".parse()?), pattern: None };
//!     let ada = Person { username: "ada", picture: &picture, knowledge: &knowledge };
//!
//!     let browser = UserAgent::new(server.clone());
//!     let admission = Admission::Registration { email: "ada@example.org" };
//!     let enrolment = Enrolment { tenant: "acme", person: ada, admission, accepts_weakness: false };
//!     browser.enrol(&enrolment, rng)?;
//!     browser.verify_email("acme", "ada", &mailed_code())?;
//!
//!     let app = RelyingParty::new(server, "acme", "app", None, "https://app.example/back");
//!     let request = app.request("openid", rng);
//!     let login = browser.login(&app, &request, &ada, rng)?;
//!     println!("{}", app.userinfo(&login.tokens.access_token)?);
//!     Ok(())
//! }
//!
//! // Plain http is refused before anything is sent, except to this machine.
//! assert!(Server::parse("http://id.example").is_err());
//! let error = enrol_and_sign_in(Server::parse("http://localhost:8080")?, String::new).unwrap_err();
//! assert!(error.to_string().contains("holiday.jpg"));
//! # Ok::<(), client::ServerError>(())
//! ```

mod asked;
mod begin;
mod change;
mod connection;
mod consent;
mod enrol;
mod enrolment_link;
mod known_devices;
mod login;
mod logout;
mod person;
mod picture_file;
mod refusal;
mod relying_party;
mod reset;
mod server;
mod sign_in;
mod trace;
mod user_agent;
mod verify_email;

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use rand_core::{CryptoRng, Rng as _};

pub use keepic::{Knowledge, Pattern, Picture};

pub use asked::{Asked, Unasked};
pub use begin::BeginError;
pub use change::{Change, ChangeError, Changed};
pub use connection::RequestError;
pub use consent::{ConsentPage, ConsentQuestion};
pub use enrol::{Admission, EnrolError, Enrolled, Enrolment};
pub use enrolment_link::{EnrolmentLink, MalformedLink};
pub use known_devices::{KnownDevices, KnownDevicesError};
pub use login::{Login, LoginError};
pub use person::{Fit, Person};
pub use picture_file::{PictureFileError, read_picture};
pub use refusal::Refusal;
pub use relying_party::{AuthorizationRequest, RelyingParty, ResponseError, Tokens};
pub use server::{Server, ServerError};
pub use sign_in::{Landing, Proven, SignInError, SignInPage, SignedIn};
pub use trace::SentRequest;
pub use user_agent::{MalformedCookies, UserAgent};
pub use verify_email::VerifiedAccount;

/// Random bytes from the operating system.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    operating_system_rng().fill_bytes(&mut bytes);
    bytes
}

/// The operating system's randomness, for whoever has none of their own to hand in.
pub fn operating_system_rng() -> impl CryptoRng {
    UnwrapErr(SysRng)
}
