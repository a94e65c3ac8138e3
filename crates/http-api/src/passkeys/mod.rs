//! Passkeys: the routes under `/api/passkeys`. The fields are the published API's, which are flat; the
//! options are those of WebAuthn Level 3 (section 5.1.9 and 5.1.10), as browsers read them.

pub(crate) mod own;
pub(crate) mod registration;
pub(crate) mod sign_in;

use actix_web::web::ServiceConfig;

/// Adds every route.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(own::list_passkeys)
        .service(own::update_passkey)
        .service(own::delete_passkey)
        .service(registration::registration_options)
        .service(registration::verify_registration)
        .service(sign_in::auth_options)
        .service(sign_in::verify_auth);
}
