//! The page of somebody who has typed the service's own address.

use actix_web::{HttpResponse, get};
use askama::Template;

use crate::frame::Frame;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
}

/// Says what this is, and where to begin.
#[get("/")]
pub(crate) async fn home(visit: Visit) -> HttpResponse {
    let frame = visit.frame(None, "home-title");
    visit.show(&Home { frame })
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;

    use crate::world::World;

    #[actix_web::test]
    async fn the_page_keeps_to_itself() {
        let answer = World::new().await.get("/", "").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        for inline in ["<script>", "style=", "<style", " onclick"] {
            assert!(!answer.text().contains(inline), "{inline}");
        }
    }

    #[actix_web::test]
    async fn the_page_says_which_language_it_speaks() {
        let answer = World::new().await.get("/?lang=de", "").await;
        assert_eq!(answer.header("content-language"), "de");
        assert!(answer.text().contains("<html lang=\"de\">"));
        assert!(answer.text().contains("Anmeldedienst"));
    }
}
