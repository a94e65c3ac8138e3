//! The logo of an application, from this site: whoever registered it, no page asks another server.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETag, EntityTag, Header as _, HeaderName,
    IfNoneMatch, LOCATION, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, get, web};
use kernel::{ClientId, StorageError, TenantId};
use serde::Deserialize;
use tenancy::{Logo, LogoHash, RelyingParty};

use crate::Pages;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The path of a client's logo below the site's own, if it has one.
pub(crate) fn path(client: &RelyingParty) -> Option<String> {
    let logo = client.logo.as_ref()?;
    Some(path_of(&client.tenant_id, client.id(), logo))
}

fn path_of(tenant: &TenantId, client: &ClientId, logo: &LogoHash) -> String {
    format!("/logos/{tenant}/{client}/{logo}")
}

#[derive(Deserialize)]
struct Place {
    tenant: TenantId,
    client: ClientId,
    hash: String,
}

/// A logo, for ever: another picture has another address. Pages are made of what was remembered for some seconds,
/// so the address of the picture before leads to the present one.
#[get("/logos/{tenant}/{client}/{hash}")]
pub(crate) async fn serve(
    visit: Visit,
    place: web::Path<Place>,
) -> Result<HttpResponse, actix_web::Error> {
    let found = find(&visit.pages, &place).await;
    let Some(logo) = found.map_err(|storage| visit.trouble(storage))? else {
        return Err(visit.trouble(Trouble::NoPage));
    };
    if logo.hash.as_str() != place.hash {
        let base = visit.pages.site.base();
        let present = path_of(&place.tenant, &place.client, &logo.hash);
        let location = (LOCATION, format!("{base}{present}"));
        return Ok(HttpResponse::Found().insert_header(location).finish());
    }
    let tag = EntityTag::new_strong(place.hash.clone());
    if is_known(&visit.request, &tag) {
        return Ok(lasting(HttpResponse::NotModified(), tag).finish());
    }
    let mut response = lasting(HttpResponse::Ok(), tag);
    response.insert_header((CONTENT_TYPE, logo.format.media_type()));
    Ok(response.body(logo.bytes))
}

/// The logo that a client of an open tenant has.
async fn find(pages: &Pages, place: &Place) -> Result<Option<Logo>, StorageError> {
    if pages.tenants.find(&place.tenant).await?.is_none() {
        return Ok(None);
    }
    pages.logos.find(&place.tenant, &place.client).await
}

/// Whether the browser has it still (RFC 9110, section 13.1.2).
fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}

/// What is said of a picture that somebody else has made: it is one, it runs nothing even where it is opened by
/// itself, and no other site embeds it.
fn lasting(mut response: HttpResponseBuilder, tag: EntityTag) -> HttpResponseBuilder {
    response
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header(ETag(tag))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ));
    response
}

#[cfg(test)]
mod tests;
