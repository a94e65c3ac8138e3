//! A relying party (OAuth client), and the port that keeps relying parties.

use std::sync::Arc;

use async_trait::async_trait;
use kernel::{AuditEvent, ClientId, PlainToken, StorageError, TenantId, Timestamp, TokenHash};
use url::Url;

use crate::{
    ClientFlow, ClientRegistration, ClientType, FlowKind, GrantType, Lifetimes, LogoHash,
    RetiredSecret, SubjectType, TokenEndpointAuthMethod, redirect_uri,
};

/// Where Microsoft Entra ID takes the answer of an external second factor, in its three clouds.
const MICROSOFT_REDIRECTS: [&str; 3] = [
    "https://login.microsoftonline.com/common/federation/externalauthprovider",
    "https://login.microsoftonline.us/common/federation/externalauthprovider",
    "https://login.partner.microsoftonline.cn/common/federation/externalauthprovider",
];

/// A registered relying party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// The tenant it is registered with.
    pub tenant_id: TenantId,
    /// What was registered; valid.
    pub registration: ClientRegistration,
    /// Hash of its secret; none for a public client.
    pub secret: Option<TokenHash>,
    /// The secret before this one, if there was one.
    pub retired_secret: Option<RetiredSecret>,
    /// When it was registered.
    pub created_at: Timestamp,
    /// The picture that people are shown beside its name; none until one was fetched.
    pub logo: Option<LogoHash>,
}

impl RelyingParty {
    /// Names the client within its tenant.
    pub fn id(&self) -> &ClientId {
        &self.registration.client_id
    }

    /// Whether `presented` is its secret, or the one before while that still works. Where there is no secret,
    /// it takes the same time to say so.
    pub fn admits_secret(&self, presented: &PlainToken, now: Timestamp) -> bool {
        let nobodys = TokenHash::from_bytes([0; 32]);
        let retired = self.retired_secret.filter(|retired| now < retired.until);
        let is_present = self.secret.unwrap_or(nobodys).matches(presented);
        let is_retired = retired
            .map_or(nobodys, |retired| retired.hash)
            .matches(presented);
        is_present || is_retired
    }

    /// How it authenticates at the token endpoint.
    pub fn auth_method(&self) -> TokenEndpointAuthMethod {
        self.registration.auth_method()
    }

    /// Whether it may get tokens in that way.
    pub fn may_use(&self, grant_type: GrantType) -> bool {
        self.registration.grant_types.contains(&grant_type)
    }

    /// How long what it is given lives, in a tenant with `lifetimes`.
    pub fn lifetimes(&self, tenant: &Lifetimes) -> Lifetimes {
        self.registration.token_lifetimes.over(tenant)
    }

    /// Whether a browser may be sent back to `uri` after authorization.
    pub fn admits_redirect(&self, uri: &str) -> bool {
        // What is registered is valid.
        let mut registered = self.registration.redirect_uris.iter();
        registered.any(|known| redirect_uri::admits(known, uri))
            || self.admits_microsoft_redirect(uri)
    }

    /// Whether `uri` is where Microsoft Entra ID takes answers, and the client is it.
    pub fn admits_microsoft_redirect(&self, uri: &str) -> bool {
        self.microsoft().is_some() && MICROSOFT_REDIRECTS.contains(&uri)
    }

    /// The tenant of Microsoft Entra ID whose second factor the client is.
    pub fn microsoft(&self) -> Option<&ClientFlow> {
        let flow = self.registration.flow.as_ref()?;
        match flow.kind {
            FlowKind::MicrosoftMfa => Some(flow),
        }
    }

    /// Whether pages of that origin are the client's: a redirect URI lies there. `origin` is as a browser
    /// writes it, for example `https://app.example`.
    pub fn has_origin(&self, origin: &str) -> bool {
        let mut uris = self.registration.redirect_uris.iter();
        uris.any(|uri| {
            let own = Url::parse(uri).map(|uri| uri.origin());
            own.is_ok_and(|own| own.is_tuple() && own.ascii_serialization() == origin)
        })
    }

    /// The sector in which its people have names of their own, if they have (OpenID Connect Core 1.0, section
    /// 8.1): the host of its redirect URIs.
    pub fn pairwise_sector(&self) -> Option<String> {
        let is_pairwise = self.registration.subject_type == SubjectType::Pairwise;
        // A registration is valid: a pairwise client has one host.
        is_pairwise.then(|| self.registration.only_host().unwrap_or_default())
    }

    /// Whether a browser may be sent back to `uri` after logout: exactly as it is registered
    /// (RP-Initiated Logout 1.0, section 3).
    pub fn admits_post_logout_redirect(&self, uri: &str) -> bool {
        let mut registered = self.registration.post_logout_redirect_uri.iter();
        registered.any(|known| known == uri)
    }

    /// Whether it must use PKCE (RFC 7636).
    pub fn requires_pkce(&self) -> bool {
        self.registration.client_type == ClientType::Public || self.registration.require_pkce
    }

    /// Where its people find it: its home page, or else the site that they are sent back to. None for an
    /// application without a site.
    pub fn home(&self) -> Option<String> {
        let registration = &self.registration;
        let site = |uri: &String| {
            let url = Url::parse(uri).ok()?;
            let is_web = matches!(url.scheme(), "https" | "http");
            is_web.then(|| url.origin().ascii_serialization())
        };
        let home = registration.client_uri.clone();
        home.or_else(|| registration.redirect_uris.iter().find_map(site))
    }
}

/// Port: keeps relying parties.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait RelyingParties: Send + Sync {
    /// The relying party of that id in that tenant; shared, since most requests ask for it.
    async fn find(
        &self,
        tenant: &TenantId,
        client: &ClientId,
    ) -> Result<Option<Arc<RelyingParty>>, StorageError>;

    /// Stores a new relying party of an existing tenant, which has no logo yet; what its `logo_uri` leads to,
    /// [`ClientLogos`](crate::ClientLogos) says. False, and nothing stored, if its id is taken there.
    async fn register(
        &self,
        client: &RelyingParty,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_is_found_at_its_home_page_or_where_it_wants_browsers_back() {
        let home = |set: fn(&mut ClientRegistration)| {
            let mut registration = ClientRegistration::new("app".parse().unwrap(), "App");
            set(&mut registration);
            let party = RelyingParty {
                tenant_id: "acme".parse().unwrap(),
                registration,
                secret: None,
                retired_secret: None,
                created_at: Timestamp::default(),
                logo: None,
            };
            party.home()
        };
        let own = |r: &mut ClientRegistration| {
            r.client_uri = Some("https://app.example/start".into());
            r.redirect_uris = vec!["https://other.example/back".into()];
        };
        assert_eq!(home(own).as_deref(), Some("https://app.example/start"));
        let web = |r: &mut ClientRegistration| {
            r.redirect_uris = vec![
                "com.example.app:/back".into(),
                "https://app.example:8443/back?x".into(),
            ];
        };
        assert_eq!(home(web).as_deref(), Some("https://app.example:8443"));
        let native =
            |r: &mut ClientRegistration| r.redirect_uris = vec!["com.example.app:/back".into()];
        assert_eq!(home(native), None);
    }
}
