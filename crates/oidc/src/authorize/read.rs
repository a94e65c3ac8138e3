//! Reading what a client asks for.

use std::time::Duration;

use kernel::Timestamp;
use tenancy::{GrantType, RelyingParty, ResponseType, Tenant};
use url::Url;

use super::{AuthorizationError, AuthorizationErrorCode, AuthorizePageError};
use crate::{
    AcrRequest, ClaimsRequest, CodeChallenge, KeyThumbprint, Parameters, RequestParameters,
    ResponseMode, Scope, Subject, resource, second_factor,
};

/// What the client wants the person to do (OpenID Connect Core 1.0, section 3.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prompt {
    /// Nothing: an error is better than a page.
    None,
    /// Whatever is needed.
    Default,
    /// Say as whom they go on, if somebody is signed in already.
    SelectAccount,
    /// Sign in, whoever is signed in already.
    SignIn,
}

/// The redirect URI, proven to be the client's: as it was sent, which the token request must repeat,
/// and as a URL, which a browser may write in another way.
pub(crate) fn redirect_uri<'a>(
    parameters: &'a Parameters,
    client: &RelyingParty,
) -> Result<(&'a str, Url), AuthorizePageError> {
    let uri = admitted_redirect_uri(parameters, client)?;
    let url = Url::parse(uri).map_err(|_| AuthorizePageError::UnknownRedirectUri)?;
    Ok((uri, url))
}

/// The redirect URI as it was sent, proven to be the client's.
pub(super) fn admitted_redirect_uri<'a>(
    parameters: &'a Parameters,
    client: &RelyingParty,
) -> Result<&'a str, AuthorizePageError> {
    let uri = parameters.require("redirect_uri")?;
    if client.admits_redirect(uri) {
        Ok(uri)
    } else {
        Err(AuthorizePageError::UnknownRedirectUri)
    }
}

/// How to answer, even if the rest of the request is wrong. A client that asked for a token expects
/// even errors in the fragment (OAuth 2.0 Multiple Response Type Encoding Practices, section 5).
pub(super) fn response_mode_or_default(parameters: &Parameters) -> ResponseMode {
    let get = |name| parameters.get(name).ok().flatten();
    let wants_token = get("response_type").is_some_and(|types| types.contains("token"));
    let known = get("response_mode").and_then(known_mode);
    let admitted = known.filter(|mode| *mode != ResponseMode::Query || !wants_token);
    admitted.unwrap_or(if wants_token {
        ResponseMode::Fragment
    } else {
        ResponseMode::Query
    })
}

fn known_mode(text: &str) -> Option<ResponseMode> {
    let mut known = ResponseMode::ALL.iter().copied();
    known.find(|mode| mode.as_str() == text)
}

/// Everything else, and what the person is to do.
pub(super) fn request(
    tenant: &Tenant,
    parameters: &Parameters,
    client: &RelyingParty,
    redirect_uri: &str,
    now: Timestamp,
) -> Result<(RequestParameters, Prompt), AuthorizationError> {
    refuse_what_is_not_served(parameters)?;
    let response_type = response_type(parameters, client)?;
    check_response_mode(parameters, response_type)?;
    let (prompt, asks_consent) = prompt(parameters)?;
    let owned = |name| parameters.get(name).map(|text| text.map(str::to_owned));
    let nonce = owned("nonce")?;
    let scope = scope(tenant, parameters, client)?;
    let asked = Scope::parse(parameters.get("scope")?.unwrap_or_default())?;
    second_factor::check(parameters, client, &asked, response_type)?;
    if response_type.has_id_token() {
        check_for_id_token(&scope, nonce.as_deref())?;
    }
    let claims = claims(parameters, client)?;
    let request = RequestParameters {
        acr: acr(parameters, &claims)?,
        subjects: subjects(&claims)?,
        claims,
        response_type,
        redirect_uri: redirect_uri.to_owned(),
        response_mode: response_mode_or_default(parameters),
        scope,
        resources: resource::requested(parameters, client)?,
        state: owned("state")?,
        nonce,
        code_challenge: if response_type.has_code() {
            code_challenge(parameters, client)?
        } else {
            None
        },
        dpop_jkt: if response_type.has_code() {
            dpop_jkt(parameters)?
        } else {
            None
        },
        // One that was given before, for something else, is no second factor of this.
        authenticate_after: if asked.is_second_factor() {
            Some(now)
        } else {
            authenticate_after(parameters, prompt, now)?
        },
        login_hint: owned("login_hint")?,
        ui_locales: owned("ui_locales")?,
        microsoft: None,
        device: None,
        asks_consent,
    };
    Ok((request, prompt))
}

fn refuse_what_is_not_served(parameters: &Parameters) -> Result<(), AuthorizationError> {
    use AuthorizationErrorCode as Code;
    for (name, code) in [
        ("request", Code::RequestNotSupported),
        ("request_uri", Code::RequestUriNotSupported),
        ("registration", Code::RegistrationNotSupported),
    ] {
        if parameters.is_present(name) {
            let description = format!("{name}: this server does not accept this parameter");
            return Err(AuthorizationError::new(code, description));
        }
    }
    Ok(())
}

/// What the client wants to get, which it must be registered for. Words may come in any order
/// (OAuth 2.0 Multiple Response Type Encoding Practices, section 3).
fn response_type(
    parameters: &Parameters,
    client: &RelyingParty,
) -> Result<ResponseType, AuthorizationError> {
    let asked = parameters.require("response_type")?;
    let known = ResponseType::ALL.iter().copied();
    let mut named = known.filter(|known| known.is_named(asked));
    let named = named.next().ok_or_else(|| {
        let description = "response_type: expected code, id_token or code id_token";
        AuthorizationError::new(AuthorizationErrorCode::UnsupportedResponseType, description)
    })?;
    let unauthorized = |description: &str| {
        AuthorizationError::new(AuthorizationErrorCode::UnauthorizedClient, description)
    };
    let registration = &client.registration;
    if !registration.response_types.contains(&named) {
        return Err(unauthorized(
            "response_type: expected one that this client is registered for (response_types)",
        ));
    }
    // A code that nobody could redeem.
    if named.has_code()
        && !registration
            .grant_types
            .contains(&GrantType::AuthorizationCode)
    {
        return Err(unauthorized(
            "response_type: a code is for a client that is registered for authorization_code (grant_types)",
        ));
    }
    Ok(named)
}

fn check_response_mode(
    parameters: &Parameters,
    response_type: ResponseType,
) -> Result<(), AuthorizationError> {
    let invalid = AuthorizationError::invalid_request;
    match parameters.get("response_mode")?.map(known_mode) {
        Some(None) => Err(invalid(
            "response_mode: expected query, fragment or form_post",
        )),
        Some(Some(ResponseMode::Query)) if response_type.has_id_token() => Err(invalid(
            "response_mode: expected fragment or form_post, because an ID token must not be in a query",
        )),
        _ => Ok(()),
    }
}

/// An ID token from the authorization endpoint is bound to its request by the nonce alone (OpenID
/// Connect Core 1.0, sections 3.2.2.1 and 3.3.2.11).
fn check_for_id_token(scope: &Scope, nonce: Option<&str>) -> Result<(), AuthorizationError> {
    if !scope.contains(Scope::OPENID) {
        return Err(AuthorizationError::new(
            AuthorizationErrorCode::InvalidScope,
            "scope: expected openid, because the response_type asks for an ID token",
        ));
    }
    if nonce.is_none() {
        return Err(AuthorizationError::invalid_request(
            "nonce: this parameter is required where the response_type asks for an ID token",
        ));
    }
    Ok(())
}

/// The scope asked for, without what the client is not allowed.
pub(crate) fn scope(
    tenant: &Tenant,
    parameters: &Parameters,
    client: &RelyingParty,
) -> Result<Scope, AuthorizationError> {
    let asked = Scope::parse(parameters.get("scope")?.unwrap_or_default())?;
    second_factor::is_served(tenant, &asked)?;
    let scope = asked.reduced_to(&client.registration.allowed_scopes);
    if scope.is_empty() {
        return Err(AuthorizationError::new(
            AuthorizationErrorCode::InvalidScope,
            "scope: expected at least one scope that this client is allowed, for example openid",
        ));
    }
    Ok(scope)
}

/// PKCE (RFC 7636, section 4.3). A challenge without method would mean `plain`, which is no
/// protection.
fn code_challenge(
    parameters: &Parameters,
    client: &RelyingParty,
) -> Result<Option<CodeChallenge>, AuthorizationError> {
    let invalid = |problem: &str| AuthorizationError::invalid_request(problem);
    let method = parameters.get("code_challenge_method")?;
    match (parameters.get("code_challenge")?, method) {
        (Some(challenge), Some("S256")) => CodeChallenge::parse(challenge)
            .map(Some)
            .map_err(|error| invalid(&error.to_string())),
        (Some(_), _) => Err(invalid("code_challenge_method: expected S256")),
        (None, Some(_)) => Err(invalid(
            "code_challenge: expected one beside code_challenge_method",
        )),
        (None, None) if client.requires_pkce() => Err(invalid(
            "code_challenge: this client must use PKCE (RFC 7636) with code_challenge_method S256",
        )),
        (None, None) => Ok(None),
    }
}

/// The key that must be proved to redeem the code (RFC 9449, section 10).
fn dpop_jkt(parameters: &Parameters) -> Result<Option<KeyThumbprint>, AuthorizationError> {
    let thumbprint = parameters.get("dpop_jkt")?.map(KeyThumbprint::parse);
    thumbprint.transpose().map_err(|error| {
        let problem = format!("dpop_jkt: {error}");
        AuthorizationError::new(AuthorizationErrorCode::InvalidRequest, problem)
    })
}

/// What the person is to do before, and whether they are to be asked for consent. Who is to sign in chooses their
/// account by that.
fn prompt(parameters: &Parameters) -> Result<(Prompt, bool), AuthorizationError> {
    let Some(text) = parameters.get("prompt")? else {
        return Ok((Prompt::Default, false));
    };
    if text == "none" {
        return Ok((Prompt::None, false));
    }
    let (mut prompt, mut asks_consent) = (Prompt::Default, false);
    for word in text.split(' ') {
        match word {
            "login" => prompt = Prompt::SignIn,
            "select_account" if prompt == Prompt::SignIn => {}
            "select_account" => prompt = Prompt::SelectAccount,
            "consent" => asks_consent = true,
            _ => {
                return Err(AuthorizationError::invalid_request(
                    "prompt: expected none alone, or any of login, consent and select_account",
                ));
            }
        }
    }
    Ok((prompt, asks_consent))
}

/// The `claims` parameter, without what the client may not know.
fn claims(
    parameters: &Parameters,
    client: &RelyingParty,
) -> Result<ClaimsRequest, AuthorizationError> {
    let Some(text) = parameters.get_document("claims")? else {
        return Ok(ClaimsRequest::default());
    };
    let asked = ClaimsRequest::parse(text)?;
    Ok(asked.reduced_to(&client.registration.allowed_scopes))
}

/// How strongly the person must be authenticated. What the `claims` parameter says goes before
/// `acr_values`, which are wishes only.
fn acr(parameters: &Parameters, claims: &ClaimsRequest) -> Result<AcrRequest, AuthorizationError> {
    let mut values: Vec<_> = claims.id_token.values("acr").collect();
    let is_essential = claims.id_token.is_essential("acr");
    if values.is_empty() && !is_essential {
        let wishes = parameters.get("acr_values")?.unwrap_or_default();
        values = wishes.split_ascii_whitespace().map(str::to_owned).collect();
    }
    let acr = AcrRequest {
        values,
        is_essential,
    };
    if acr.can_be_met() {
        Ok(acr)
    } else {
        Err(AuthorizationError::unmet_authentication_requirements())
    }
}

/// The only people that will do, if the `claims` parameter names any.
fn subjects(claims: &ClaimsRequest) -> Result<Option<Vec<Subject>>, AuthorizationError> {
    let mut named = claims.id_token.values("sub").peekable();
    if named.peek().is_none() {
        return Ok(None);
    }
    let subjects: Vec<_> = named.filter_map(|name| Subject::parse(&name)).collect();
    if subjects.is_empty() {
        return Err(AuthorizationError::another_person());
    }
    Ok(Some(subjects))
}

fn authenticate_after(
    parameters: &Parameters,
    prompt: Prompt,
    now: Timestamp,
) -> Result<Option<Timestamp>, AuthorizationError> {
    let max_age = parameters.get("max_age")?.map(str::parse::<u32>);
    let max_age = max_age.transpose().map_err(|_| {
        AuthorizationError::invalid_request("max_age: expected a number of seconds, 0 or more")
    })?;
    if prompt == Prompt::SignIn {
        return Ok(Some(now));
    }
    Ok(max_age.map(|seconds| now.minus(Duration::from_secs(seconds.into()))))
}
