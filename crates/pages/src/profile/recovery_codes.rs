//! A person's recovery codes: how many are left, and new ones, which are shown this once.

use actix_web::{get, post, web};
use askama::Template;
use identity::recovery_code::RecoveryCode;
use kernel::{Denied, Refusal};

use super::{Answer, Place, Press, Profile};
use crate::application::Application;
use crate::form::PageForm;
use crate::frame::Frame;
use crate::trouble::Trouble;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "recovery-codes.html")]
struct RecoveryCodesPage {
    frame: Frame,
    /// The path of the profile.
    path: String,
    /// New codes, if some were just drawn.
    codes: Vec<String>,
    left: u32,
    /// Whether they have signed in so recently that they may draw some now.
    is_recent: bool,
}

/// Says how many codes are left.
#[get("/profile/{tenant}/{client}/recovery-codes")]
pub(crate) async fn show(mut visit: Visit, place: web::Path<Place>) -> Answer {
    let profile = Profile::of(&mut visit, &place).await?;
    let left = visit.pages.recovery_codes.count(&profile.actor()).await;
    let left = left.map_err(|refusal| refused(&visit, &profile, refusal))?;
    Ok(visit.show(&page(&visit, &profile, left, Vec::new())))
}

/// Draws new codes in place of those that there are. The answer is the only page that ever shows them.
#[post("/profile/{tenant}/{client}/recovery-codes")]
pub(crate) async fn draw(
    mut visit: Visit,
    place: web::Path<Place>,
    PageForm(Press {}): PageForm<Press>,
) -> Answer {
    let profile = Profile::of(&mut visit, &place).await?;
    let codes = &visit.pages.recovery_codes;
    let drawn = codes.draw(&profile.actor(), profile.visitor.language).await;
    let drawn = drawn.map_err(|refusal| refused(&visit, &profile, refusal))?;
    let codes = drawn.iter().map(RecoveryCode::reveal).collect();
    Ok(visit.show(&page(&visit, &profile, 0, codes)))
}

fn page(visit: &Visit, profile: &Profile, left: u32, codes: Vec<String>) -> RecoveryCodesPage {
    let proof = profile.live.session.proof();
    RecoveryCodesPage {
        frame: visit.frame(Some(&profile.tenant), "codes-title"),
        path: profile.path(visit),
        codes,
        left,
        is_recent: proof.is_recent(visit.pages.clock.now()),
    }
}

fn refused(visit: &Visit, profile: &Profile, refusal: Refusal) -> actix_web::Error {
    visit.trouble(match refusal {
        Refusal::Denied(Denied::NotRecent) => {
            Trouble::SignInAgain(Application::of(&profile.client))
        }
        Refusal::Denied(_) => Trouble::NoPage,
        Refusal::Unavailable(storage) => Trouble::Unavailable(storage),
    })
}
