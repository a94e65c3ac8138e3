//! The page of a mailed device link: this browser is known from now on.

use actix_web::{HttpResponse, get};
use askama::Template;

use crate::frame::Frame;
use crate::visit::Visit;

/// What the page's script says.
const SAYS: &[&str] = &[
    "device-link-good",
    "device-link-used",
    "enrol-link-incomplete",
    "prover-unavailable",
    "prover-unreachable",
];

#[derive(Template)]
#[template(path = "device-link.html")]
struct DeviceLinkPage {
    frame: Frame,
    tenant_id: String,
    says: String,
}

/// Waits for a press of its button: what only opens links, to look at them, must not use this one up.
#[get("/device-link")]
pub(crate) async fn device_link(mut visit: Visit) -> Result<HttpResponse, actix_web::Error> {
    let tenant = visit.tenant().await?;
    let page = DeviceLinkPage {
        frame: visit.frame(Some(&tenant), "device-link-title"),
        tenant_id: tenant.id.to_string(),
        says: visit.words().table(SAYS),
    };
    Ok(visit.show(&page))
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;

    use crate::world::World;

    #[actix_web::test]
    async fn the_page_is_the_tenants_and_waits() {
        let world = World::new().await;
        let answer = world.get("/device-link?tenant_id=acme&lang=de", "").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.text().contains("Dieses Gerät bekannt machen"));
        let answer = world.get("/device-link?tenant_id=nobody", "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.text().contains("incomplete"));
    }
}
