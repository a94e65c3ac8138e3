//! People who register quickly, and as their browser says.

use serde_json::json;
use zkp_protocol::{Applicant, PROTO_VERSION};

use super::{Answer, Browser, Tenant, commitment};

/// Registers a name and leaves it pending.
pub(crate) fn register(browser: &Browser, tenant: &Tenant, username: &str) -> Answer {
    let email = format!("{username}@example.org");
    let applicant = Applicant {
        username: Some(username),
        email: Some(&email),
        code: None,
    };
    let form = json!({
        "username": username,
        "email": email,
        "encrypted_commitment": commitment(browser, tenant, &applicant, 1, "482915"),
        "proto_version": PROTO_VERSION,
    });
    browser.post_json(&tenant.auth("register"), &form)
}

/// Registers a name and confirms it.
pub(crate) fn enrol(browser: &Browser, tenant: &Tenant, username: &str) {
    let answer = register(browser, tenant, username);
    assert_eq!(answer.status, 201, "{answer}");
    let code = tenant.mailed_code_to(&format!("{username}@example.org"));
    let form = json!({"username": username, "code": code});
    let answer = browser.post_json(&tenant.auth("verify-email"), &form);
    assert_eq!(answer.status, 200, "{answer}");
}
