//! What tokens say.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use identity::{Account, AuthenticationMethod, SessionId};
use kernel::{ClientId, StorageError};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256, Sha512};
use tenancy::{RelyingParty, SigningAlgorithm};

use crate::{Address, Disclosure, EndUser, Issuer, OpenIdProvider, Profile, Subject};

/// Claims of an ID token (OpenID Connect Core 1.0, section 2).
#[derive(Clone, Debug, Serialize)]
pub(crate) struct IdTokenClaims<'a> {
    pub(crate) iss: &'a Issuer,
    pub(crate) aud: &'a ClientId,
    pub(crate) exp: i64,
    pub(crate) iat: i64,
    pub(crate) auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) c_hash: Option<String>,
    pub(crate) amr: &'a [AuthenticationMethod],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) acr: Option<&'static str>,
    pub(crate) sid: &'a SessionId,
    #[serde(flatten)]
    pub(crate) user: UserClaims,
}

/// The claims that an ID token is recognized by when it comes back as `id_token_hint`. It may have
/// expired.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct IdTokenHint {
    pub(crate) iss: Issuer,
    pub(crate) sub: Subject,
    pub(crate) aud: ClientId,
    pub(crate) sid: SessionId,
}

/// Claims about a person, as far as a scope asks for them (OpenID Connect Core 1.0, section 5.4):
/// the body of the userinfo answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UserClaims {
    /// Names the person to the client.
    pub sub: Subject,
    /// Scope `profile`: their whole name, as it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Scope `profile`: their given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Scope `profile`: their family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// Scope `profile`: their middle name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    /// Scope `profile`: what they are called otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    /// Scope `profile`: their page, by https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// Scope `profile`: where a picture of them is, by https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// Scope `profile`: their time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoneinfo: Option<String>,
    /// Scope `profile`: the name they sign in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    /// Scope `profile`: their preferred language (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Scope `profile`: when the account was last changed, in seconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<i64>,
    /// Scope `email`: the e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Scope `email`: they have shown that it is theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// Scope `address`: their postal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Scope `phone`: their telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// Scope `phone`: false, because nobody has called it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number_verified: Option<bool>,
    /// Scope `groups`: the names of the groups that they are in, in order, the first 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
    /// They are in more groups than are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups_truncated: Option<bool>,
}

/// Most groups that are named.
const GROUP_LIMIT: usize = 200;
/// Most bytes of their names altogether: a token goes through headers and URLs.
const GROUP_BYTES: usize = 8 * 1024;

impl UserClaims {
    /// The names of all claims that a token or the userinfo answer may have.
    pub const SUPPORTED: &[&str] = &[
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "at_hash",
        "c_hash",
        "amr",
        "acr",
        "sid",
        "name",
        "given_name",
        "family_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "profile",
        "picture",
        "zoneinfo",
        "locale",
        "updated_at",
        "email",
        "email_verified",
        "address",
        "phone_number",
        "phone_number_verified",
        "groups",
        "groups_truncated",
    ];

    /// What a client, which calls them `sub`, may know about `account` and what provisioning says
    /// beside it, but for its groups.
    pub fn of(
        sub: Subject,
        account: &Account,
        profile: Profile,
        disclosure: Disclosure<'_>,
    ) -> Self {
        let told = |claim| disclosure.tells(claim).then_some(account);
        let said = |claim, value: Option<String>| value.filter(|_| disclosure.tells(claim));
        let phone_number = said("phone_number", profile.phone_number);
        let updated = |account: &Account| account.updated_at.unwrap_or(account.created_at);
        Self {
            sub,
            name: said("name", profile.name),
            given_name: said("given_name", profile.given_name),
            family_name: said("family_name", profile.family_name),
            middle_name: said("middle_name", profile.middle_name),
            nickname: said("nickname", profile.nickname),
            profile: said("profile", profile.profile),
            picture: said("picture", profile.picture),
            zoneinfo: said("zoneinfo", profile.zoneinfo),
            preferred_username: told("preferred_username").map(|it| it.username.to_string()),
            locale: told("locale").and_then(|it| it.locale.clone().or(profile.locale)),
            updated_at: told("updated_at").map(|it| updated(it).seconds()),
            email: told("email").map(|it| it.email.to_string()),
            email_verified: told("email_verified").map(|it| it.is_verified),
            address: profile.address.filter(|_| disclosure.tells("address")),
            phone_number_verified: phone_number
                .is_some()
                .then_some(false)
                .filter(|_| disclosure.tells("phone_number_verified")),
            phone_number,
            groups: None,
            groups_truncated: None,
        }
    }

    fn with_groups(mut self, mut names: Vec<String>) -> Self {
        let mut bytes = 0;
        let fitting = names.iter().take_while(|name| {
            bytes += name.len();
            bytes <= GROUP_BYTES
        });
        let told = fitting.count().min(GROUP_LIMIT);
        self.groups_truncated = (told < names.len()).then_some(true);
        names.truncate(told);
        self.groups = Some(names);
        self
    }
}

impl OpenIdProvider {
    /// What a client may know about `user`. Groups are read only if they are told.
    pub(crate) async fn claims_about(
        &self,
        client: &RelyingParty,
        user: &EndUser,
        disclosure: Disclosure<'_>,
    ) -> Result<UserClaims, StorageError> {
        let account = &user.account;
        let profile = user.provisioned.as_ref().map(Profile::of_scim);
        let subject = self.subjects.of(client, &account.user_id);
        let claims = UserClaims::of(subject, account, profile.unwrap_or_default(), disclosure);
        if !disclosure.tells("groups") {
            return Ok(claims);
        }
        let (tenant, user) = (&account.tenant_id, &account.user_id);
        let one_more = u32::try_from(GROUP_LIMIT + 1).unwrap_or(u32::MAX);
        let names = self.memberships.group_names(tenant, user, one_more).await?;
        Ok(claims.with_groups(names))
    }
}

/// What an ID token says about what comes with it (`at_hash`, `c_hash`: OpenID Connect Core 1.0, sections
/// 3.1.3.6 and 3.3.2.11): the left half of its hash under the hash function of the ID token's signature, which for
/// Ed25519 is SHA-512.
pub(crate) fn half_hash(algorithm: SigningAlgorithm, token: &str) -> String {
    let hash = match algorithm {
        SigningAlgorithm::Rs256 => Sha256::digest(token).to_vec(),
        SigningAlgorithm::EdDsa => Sha512::digest(token).to_vec(),
    };
    let half = hash.len() / 2;
    URL_SAFE_NO_PAD.encode(hash.get(..half).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::{RequestedClaims, Scope};

    #[test]
    fn a_scope_gives_its_claims_and_no_others() {
        let account = fixture::account();
        for (scope, expected) in [
            ("openid", vec!["sub"]),
            (
                "openid profile",
                vec!["locale", "preferred_username", "sub", "updated_at"],
            ),
            ("openid email", vec!["email", "email_verified", "sub"]),
            ("admin", vec!["sub"]),
        ] {
            let disclosure = Disclosure {
                scope: &Scope::parse(scope).unwrap(),
                claims: &RequestedClaims::default(),
            };
            let subject = Subject::parse("ada-1").unwrap();
            let claims = UserClaims::of(subject, &account, Profile::default(), disclosure);
            let json = serde_json::to_value(claims).unwrap();
            let mut names: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
            names.sort();
            assert_eq!(names, expected, "{scope}");
        }
    }

    #[tokio::test]
    async fn what_is_provisioned_is_told_by_scope_and_by_claim() {
        let world = fixture::World::new();
        let client = fixture::client("app", tenancy::ClientType::Public);
        let provisioned = Some(serde_json::json!({
            "name": {"givenName": "Ada"},
            "phoneNumbers": [{"value": "+44 20 7946 0000"}],
            "addresses": [{"country": "GB"}],
            "locale": "fr",
        }));
        let user = EndUser {
            account: fixture::account(),
            provisioned,
        };
        let asked = |text| crate::ClaimsRequest::parse(text).unwrap().userinfo;
        for (scope, single, expected) in [
            ("openid", "{}", "{}"),
            (
                "openid phone",
                "{}",
                r#"{"phone_number": "+44 20 7946 0000", "phone_number_verified": false}"#,
            ),
            ("openid address", "{}", r#"{"address": {"country": "GB"}}"#),
            (
                "openid",
                r#"{"userinfo": {"given_name": null}}"#,
                r#"{"given_name": "Ada"}"#,
            ),
            (
                "openid",
                r#"{"userinfo": {"phone_number_verified": null}}"#,
                "{}",
            ),
        ] {
            let disclosure = Disclosure {
                scope: &Scope::parse(scope).unwrap(),
                claims: &asked(single),
            };
            let told = world
                .provider
                .claims_about(&client, &user, disclosure)
                .await;
            let mut told = serde_json::to_value(told.unwrap()).unwrap();
            told.as_object_mut().unwrap().remove("sub");
            let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
            assert_eq!(told, expected, "{scope} {single}");
        }
        let disclosure = Disclosure {
            scope: &Scope::parse("openid profile").unwrap(),
            claims: &RequestedClaims::default(),
        };
        let told = world
            .provider
            .claims_about(&client, &user, disclosure)
            .await
            .unwrap();
        assert_eq!(told.given_name.as_deref(), Some("Ada"));
        assert_eq!(
            told.locale.as_deref(),
            Some("en"),
            "the account's own goes first"
        );
    }

    #[test]
    fn groups_are_named_up_to_a_number() {
        let names = |number: usize| (0..number).map(|it| it.to_string()).collect::<Vec<_>>();
        let told_of = |names| {
            let disclosure = Disclosure {
                scope: &Scope::default(),
                claims: &RequestedClaims::default(),
            };
            let subject = Subject::parse("ada-1").unwrap();
            let account = fixture::account();
            let claims = UserClaims::of(subject, &account, Profile::default(), disclosure);
            claims.with_groups(names)
        };
        let told = |number| told_of(names(number));
        let (all, first) = (told(GROUP_LIMIT), told(GROUP_LIMIT + 1));
        assert_eq!(
            (&all.groups, all.groups_truncated),
            (&Some(names(GROUP_LIMIT)), None)
        );
        assert_eq!(
            (first.groups, first.groups_truncated),
            (all.groups, Some(true))
        );
        let long = told_of((0..100).map(|index| format!("{index:0100}")).collect());
        assert_eq!(long.groups.unwrap().len(), GROUP_BYTES / 100);
        assert_eq!(long.groups_truncated, Some(true));
    }

    #[test]
    fn at_hash_is_that_of_the_example_in_openid_connect_core() {
        // Appendix A.3.
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        let rs256 = half_hash(SigningAlgorithm::Rs256, token);
        assert_eq!(rs256, "77QmUPtjPfzWtF2AnpK9RQ");
        assert_eq!(half_hash(SigningAlgorithm::EdDsa, token).len(), 43);
    }
}
