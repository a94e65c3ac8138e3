//! The second factor of Microsoft Entra ID (its "external authentication method").
//!
//! Entra ID has asked somebody for a first factor and sends their browser here with a form: an ID token of its
//! own as `id_token_hint`, which says who it is and has expired by design, and the `acr` and `amr` that
//! would do. The answer is a form too, with an ID token that says what was proved. All of it lives below the
//! tenant's issuer under a name of its own, `microsoft-mfa`, with metadata and keys of its own.

mod answer;
mod hint;
mod metadata;
#[cfg(test)]
mod tests;

use identity::AuthenticationMethod;
use serde::{Deserialize, Serialize};
use tenancy::{ClientFlow, RelyingParty, Tenant};
use tracing::info;
use url::Url;

use crate::authorize::{Answer, AuthorizationError, Unproven, or_page, read};
use crate::{
    AuthorizationErrorCode, AuthorizeInput, AuthorizeOutcome, AuthorizePageError, ClaimsRequest,
    ForeignIdentity, OpenIdProvider, Parameters, RequestParameters, ResponseMode, Scope,
};
use hint::Hint;
pub use metadata::MicrosoftMetadata;

/// Authentication contexts that proof of possession satisfies.
const BY_POSSESSION: [&str; 4] = [
    "possessionorinherence",
    "knowledgeorpossession",
    "knowledgeorpossessionorinherence",
    "possession",
];
/// What the picture may be called where it counts as possession, the most exact name first.
const KEEPIC: &[&str] = &["swk", "pop"];
/// What a passkey is called.
const PASSKEY: &[&str] = &["fido"];

/// What Entra ID asks for, as far as the answer needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MicrosoftRequest {
    /// Who it is about.
    pub identity: ForeignIdentity,
    /// What Entra ID calls them towards us; the answer repeats it.
    pub subject: String,
    /// The name by which they are recognised the first time.
    pub username: Option<String>,
    /// Authentication contexts that would do, most wanted first.
    pub acr: Vec<String>,
    /// Methods that would do.
    pub amr: Vec<String>,
}

impl MicrosoftRequest {
    /// The context and the one method that an authentication by these methods may be said to be.
    fn honest(
        &self,
        tenant: &Tenant,
        methods: &[AuthenticationMethod],
    ) -> Option<(&str, &'static str)> {
        let mut names = possession(tenant, methods).iter().copied();
        let amr = names.find(|name| self.amr.iter().any(|wanted| wanted == name))?;
        let mut acr = self.acr.iter().map(String::as_str);
        Some((acr.find(|wanted| BY_POSSESSION.contains(wanted))?, amr))
    }

    /// Whether there is a way to sign in to the tenant that would do.
    fn can_be_met(&self, tenant: &Tenant) -> bool {
        let passkey = tenant.settings.passkey_enabled;
        let passkey = passkey.then_some(AuthenticationMethod::Fido);
        [AuthenticationMethod::Swk]
            .into_iter()
            .chain(passkey)
            .any(|method| self.honest(tenant, &[method]).is_some())
    }
}

/// What these methods may be called as proof of possession.
fn possession(tenant: &Tenant, methods: &[AuthenticationMethod]) -> &'static [&'static str] {
    if methods.contains(&AuthenticationMethod::Fido) {
        PASSKEY
    } else if methods.contains(&AuthenticationMethod::Swk)
        && tenant.settings.keepic_counts_as_possession
    {
        KEEPIC
    } else {
        &[]
    }
}

impl OpenIdProvider {
    /// Answers Entra ID: by the sign-in page, or with an error.
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn authorize_microsoft(
        &self,
        input: &AuthorizeInput<'_>,
    ) -> Result<AuthorizeOutcome, kernel::StorageError> {
        or_page(self.microsoft_outcome(input).await)
    }

    async fn microsoft_outcome(
        &self,
        input: &AuthorizeInput<'_>,
    ) -> Result<AuthorizeOutcome, Unproven> {
        let client = self.prove_client(input.tenant, input.parameters).await?;
        let flow = client.microsoft();
        let flow = flow.ok_or(AuthorizePageError::UnknownClient)?;
        let pushed = self.take_pushed(input, &client).await?;
        let parameters = pushed
            .as_ref()
            .map_or(input.parameters, |it| &it.parameters);
        let (redirect_uri, url) = read::redirect_uri(parameters, &client)?;
        if !client.admits_microsoft_redirect(redirect_uri) {
            return Err(AuthorizePageError::UnknownRedirectUri.into());
        }
        let answer = Answer {
            issuer: None,
            redirect_uri: url,
            response_mode: ResponseMode::FormPost,
            state: parameters.get("state").ok().flatten(),
        };
        let request_id = parameters.get("client-request-id").ok().flatten();
        info!(tenant = %input.tenant.id, client = %client.id(), request_id, "Entra ID asks");
        let asked = self.read_microsoft(input.tenant, &client, flow, parameters, redirect_uri);
        match asked.await? {
            Ok(asked) => {
                let auth_req_id = self.open(input, &client, asked, self.clock.now()).await?;
                Ok(AuthorizeOutcome::SignIn { auth_req_id })
            }
            Err(error) => {
                info!(tenant = %input.tenant.id, %error, request_id, "Entra ID is refused");
                Ok(AuthorizeOutcome::Back(answer.error(&error)))
            }
        }
    }

    async fn read_microsoft(
        &self,
        tenant: &Tenant,
        client: &RelyingParty,
        flow: &ClientFlow,
        parameters: &Parameters,
        redirect_uri: &str,
    ) -> Result<Result<RequestParameters, AuthorizationError>, kernel::StorageError> {
        let (nonce, hint) = match read_form(parameters) {
            Ok(read) => read,
            Err(error) => return Ok(Err(error)),
        };
        let hint = match self.microsoft_hint(client, flow, hint).await {
            Ok(hint) => hint,
            Err(reason) => {
                info!(tenant = %tenant.id, %reason, "a hint of Entra ID is refused");
                return Ok(Err(denied(
                    "id_token_hint: expected an ID token of the configured issuer for this client",
                )));
            }
        };
        let microsoft = match wishes(parameters, hint) {
            Ok(read) => read,
            Err(error) => return Ok(Err(error)),
        };
        if !microsoft.can_be_met(tenant) {
            let problem =
                "claims: nothing that this tenant can prove is among the acr and amr that would do";
            return Ok(Err(denied(problem)));
        }
        let linked = self
            .linked_identities
            .find(&tenant.id, &microsoft.identity)
            .await?;
        // Who is known has a name here, which may be another than there.
        let known = match &linked {
            Some(user) => self.end_users.find(&tenant.id, user).await?,
            None => None,
        };
        let known = known.map(|user| user.account.username.to_string());
        Ok(Ok(RequestParameters {
            response_type: tenancy::ResponseType::IdToken,
            redirect_uri: redirect_uri.to_owned(),
            response_mode: ResponseMode::FormPost,
            scope: Scope::default().with([Scope::OPENID].into_iter()),
            resources: Vec::new(),
            state: parameters.get("state").ok().flatten().map(str::to_owned),
            nonce: Some(nonce.to_owned()),
            code_challenge: None,
            dpop_jkt: None,
            // It is a second factor: one that was given before, for something else, does not count.
            authenticate_after: Some(self.clock.now()),
            acr: crate::AcrRequest::default(),
            claims: ClaimsRequest::default(),
            login_hint: known.or_else(|| microsoft.username.clone()),
            subjects: linked.map(|user| vec![self.subjects.of(client, &user)]),
            ui_locales: parameters
                .get("ui_locales")
                .ok()
                .flatten()
                .map(str::to_owned),
            microsoft: Some(microsoft),
            device: None,
            asks_consent: false,
        }))
    }
}

/// Nonce and hint, if the rest is what Entra ID always sends.
fn read_form(parameters: &Parameters) -> Result<(&str, &str), AuthorizationError> {
    for (name, expected) in [
        ("scope", "openid"),
        ("response_type", "id_token"),
        ("response_mode", "form_post"),
    ] {
        if parameters.require(name)? != expected {
            let description = format!("{name}: expected {expected}");
            return Err(AuthorizationError::invalid_request(description));
        }
    }
    let hint = parameters.hint()?;
    let hint = hint.ok_or_else(|| denied("id_token_hint: this parameter is required"))?;
    Ok((parameters.require("nonce")?, hint))
}

/// What would do, of the claims that Entra ID asks for.
fn wishes(parameters: &Parameters, hint: Hint) -> Result<MicrosoftRequest, AuthorizationError> {
    let text = parameters.get_document("claims")?;
    let text = text.ok_or_else(|| denied("claims: expected acr and amr of the id_token"))?;
    let asked = ClaimsRequest::parse(text)?;
    let values = |claim| asked.id_token.values(claim).collect();
    Ok(MicrosoftRequest {
        identity: ForeignIdentity {
            authority: hint.tid,
            object_id: hint.oid,
        },
        subject: hint.sub,
        username: hint.preferred_username,
        acr: values("acr"),
        amr: values("amr"),
    })
}

fn denied(description: &str) -> AuthorizationError {
    AuthorizationError::new(AuthorizationErrorCode::AccessDenied, description)
}

/// The tenant of Entra ID that an issuer such as `https://login.microsoftonline.com/{tid}/v2.0` names.
fn tenant_of(issuer: &str) -> Option<String> {
    let url = Url::parse(issuer).ok()?;
    Some(url.path_segments()?.next()?.to_owned())
}
