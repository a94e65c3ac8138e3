//! The scopes of second-factor flows: an application has a person's first factor already, and asks for a second one.
//!
//! `openid 2fa` with `login_hint` is answered with an ID token and nothing else, after a sign-in of that very person
//! which is done for this request. With `2fa_link` somebody who has no account yet may make it on the way.

use identity::Account;
use identity::sign_in::check_username;
use kernel::FoldedName;
use tenancy::{ClientType, RelyingParty, ResponseType, Tenant};

use crate::authorize::AuthorizationError;
use crate::{AuthorizationErrorCode as Code, Parameters, RequestParameters, Scope};

impl Scope {
    /// Whether a second factor is asked for, and nothing else.
    pub fn is_second_factor(&self) -> bool {
        self.contains(Self::SECOND_FACTOR)
    }
}

impl RequestParameters {
    /// Whether somebody without an account may make one on the way.
    pub fn links(&self) -> bool {
        self.scope.contains(Scope::SECOND_FACTOR_LINK)
    }

    /// Whether `account` is the one whose second factor is asked for, if that is what is asked for.
    pub(crate) fn admits(&self, account: &Account) -> bool {
        let hint = self
            .login_hint
            .as_deref()
            .filter(|_| self.scope.is_second_factor());
        hint.is_none_or(|hint| {
            let named = FoldedName::of(hint);
            named == account.username.folded() || named == account.email.folded()
        })
    }
}

/// Whether a tenant serves flows with this scope: one of second factors serves no other.
pub(crate) fn is_served(tenant: &Tenant, scope: &Scope) -> Result<(), AuthorizationError> {
    if tenant.settings.is_2fa && !scope.is_second_factor() {
        return Err(invalid_scope(
            "scope: this tenant is for second factors only: expected openid 2fa",
        ));
    }
    Ok(())
}

/// Checks a request for a second factor; `scope` is what was asked for. Others pass.
pub(crate) fn check(
    parameters: &Parameters,
    client: &RelyingParty,
    scope: &Scope,
    response_type: ResponseType,
) -> Result<(), AuthorizationError> {
    let links = scope.contains(Scope::SECOND_FACTOR_LINK);
    if !scope.is_second_factor() {
        return if links {
            Err(invalid_scope("scope: expected 2fa beside 2fa_link"))
        } else {
            Ok(())
        };
    }
    let known = [
        Scope::OPENID,
        Scope::SECOND_FACTOR,
        Scope::SECOND_FACTOR_LINK,
    ];
    if !scope.contains(Scope::OPENID) || scope.tokens().any(|token| !known.contains(&token)) {
        return Err(invalid_scope(
            "scope: with 2fa expected openid, and nothing else but 2fa_link",
        ));
    }
    if scope.reduced_to(&client.registration.allowed_scopes) != *scope {
        return Err(invalid_scope(
            "scope: expected scopes that this client is allowed (allowed_scopes)",
        ));
    }
    if links && client.registration.client_type == ClientType::Public {
        let description = "scope: 2fa_link is for confidential clients only";
        return Err(AuthorizationError::new(
            Code::UnauthorizedClient,
            description,
        ));
    }
    if response_type != ResponseType::IdToken {
        return Err(AuthorizationError::invalid_request(
            "response_type: expected id_token with the scope 2fa, which gives nothing else",
        ));
    }
    let hint = parameters.require("login_hint")?;
    check_username(hint).map_err(|_| {
        AuthorizationError::invalid_request(
            "login_hint: expected the username or e-mail address of the person, of 1 to 128 characters",
        )
    })
}

fn invalid_scope(description: &str) -> AuthorizationError {
    AuthorizationError::new(Code::InvalidScope, description)
}

#[cfg(test)]
mod tests;
