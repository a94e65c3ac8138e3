//! The language that a person chooses: remembered by a cookie, and at once by the page's own address.

use actix_web::cookie::time::Duration;
use actix_web::{HttpRequest, HttpResponse, post};
use kernel::Language;
use serde::Deserialize;
use url::{Url, form_urlencoded};
use visitor::Cookies;

use crate::form::PageForm;
use crate::trouble::Trouble;
use crate::visit::{Visit, see_other};

const COOKIE: &str = "language";
const PARAMETER: &str = "lang";

/// What the language switch of every page sends.
#[derive(Deserialize)]
pub(crate) struct Choice {
    language: String,
    /// The page to come back to.
    back: String,
}

/// Remembers the language, and goes back.
#[post("/language")]
pub(crate) async fn choose_language(
    visit: Visit,
    PageForm(choice): PageForm<Choice>,
) -> Result<HttpResponse, actix_web::Error> {
    let language = Language::of_tag(&choice.language);
    let back = visit.pages.site.place(&choice.back);
    let (Some(language), Some(back)) = (language, back) else {
        return Err(visit.trouble(Trouble::ForeignForm));
    };
    let year = Duration::days(365);
    let cookie = visit
        .cookies()
        .set_shared(COOKIE, language.tag(), Some(year));
    Ok(see_other(speaking(back, language).as_str(), Some(cookie)))
}

/// The same page in that language, whatever its client asks for.
fn speaking(mut page: Url, language: Language) -> Url {
    let others: Vec<(String, String)> = page
        .query_pairs()
        .filter(|(name, _)| name != PARAMETER)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    page.query_pairs_mut()
        .clear()
        .extend_pairs(others)
        .append_pair(PARAMETER, language.tag());
    page
}

/// The language that the page's own address asks for.
pub(crate) fn in_query(request: &HttpRequest) -> Option<Language> {
    let mut pairs = form_urlencoded::parse(request.query_string().as_bytes());
    let tag = pairs.find_map(|(name, value)| (name == PARAMETER).then_some(value))?;
    Language::of_tag(&tag)
}

/// The language that was chosen before.
pub(crate) fn in_cookie(cookies: Cookies, request: &HttpRequest) -> Option<Language> {
    Language::of_tag(&cookies.read_shared(request, COOKIE)?)
}

#[cfg(test)]
mod tests;
