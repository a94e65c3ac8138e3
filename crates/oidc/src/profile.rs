//! What provisioning says about a person beside their account, as standard claims (OpenID Connect
//! Core 1.0, section 5.1).

use serde::Serialize;
use serde_json::Value;
use url::Url;

/// Most characters of a claim; what is longer is not told.
const LONGEST: usize = 256;
/// Most characters of an address, which has several lines, and of a link.
const LONGEST_LONG: usize = 2048;

/// Standard claims about a person, as far as somebody has provisioned them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the members are those of the specification")]
pub struct Profile {
    pub name: Option<String>,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub middle_name: Option<String>,
    pub nickname: Option<String>,
    pub profile: Option<String>,
    pub picture: Option<String>,
    pub zoneinfo: Option<String>,
    pub locale: Option<String>,
    pub phone_number: Option<String>,
    pub address: Option<Address>,
}

/// A postal address (section 5.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the members are those of the specification")]
pub struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

impl Profile {
    /// Reads the attributes of a SCIM user (RFC 7643, section 4.1). What is no short text of one line, or no https link
    /// where a link is meant, is left out: what a provisioner stores is not what every client may be told.
    pub fn of_scim(user: &Value) -> Self {
        let name = &user["name"];
        let formatted = line(&name["formatted"]).or_else(|| line(&user["displayName"]));
        Self {
            name: formatted,
            given_name: line(&name["givenName"]),
            family_name: line(&name["familyName"]),
            middle_name: line(&name["middleName"]),
            nickname: line(&user["nickName"]),
            profile: link(&user["profileUrl"]),
            picture: first(&user["photos"]).and_then(|photo| link(&photo["value"])),
            zoneinfo: line(&user["timezone"]),
            locale: line(&user["locale"]).or_else(|| line(&user["preferredLanguage"])),
            phone_number: first(&user["phoneNumbers"]).and_then(|number| line(&number["value"])),
            address: first(&user["addresses"]).and_then(Address::of_scim),
        }
    }
}

impl Address {
    fn of_scim(address: &Value) -> Option<Self> {
        let read = Self {
            formatted: text(&address["formatted"], LONGEST_LONG, &['\n', '\r']),
            street_address: text(&address["streetAddress"], LONGEST_LONG, &['\n', '\r']),
            locality: line(&address["locality"]),
            region: line(&address["region"]),
            postal_code: line(&address["postalCode"]),
            country: line(&address["country"]),
        };
        (read != Self::default()).then_some(read)
    }
}

/// The primary element of a list, or else the first (RFC 7643, section 2.4).
fn first(list: &Value) -> Option<&Value> {
    let list = list.as_array()?;
    let primary = list.iter().find(|element| element["primary"] == true);
    primary.or_else(|| list.first())
}

fn line(value: &Value) -> Option<String> {
    text(value, LONGEST, &[])
}

fn text(value: &Value, longest: usize, admitted: &[char]) -> Option<String> {
    let text = value.as_str()?;
    let is_plain = text
        .chars()
        .all(|c| !c.is_control() || admitted.contains(&c));
    let is_good = is_plain && (1..=longest).contains(&text.chars().count());
    is_good.then(|| text.to_owned())
}

fn link(value: &Value) -> Option<String> {
    let link = text(value, LONGEST_LONG, &[])?;
    let url = Url::parse(&link).ok()?;
    (url.scheme() == "https" && url.has_host()).then_some(link)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_scim_user_becomes_standard_claims() {
        let user = json!({
            "displayName": "Ada L.",
            "name": {"formatted": "Ada Lovelace", "givenName": "Ada", "familyName": "Lovelace", "middleName": "K."},
            "nickName": "Countess",
            "profileUrl": "https://people.example/ada",
            "photos": [{"value": "https://a.example/1.jpg"}, {"value": "https://a.example/2.jpg", "primary": true}],
            "timezone": "Europe/London",
            "preferredLanguage": "en-GB",
            "phoneNumbers": [{"value": "tel:+44-20-7946-0000", "type": "work"}],
            "addresses": [{"streetAddress": "12 St James Sq\nFlat 2", "locality": "London", "country": "GB", "type": "home"}],
        });
        let profile = Profile::of_scim(&user);
        assert_eq!(profile.name.as_deref(), Some("Ada Lovelace"));
        assert_eq!(profile.given_name.as_deref(), Some("Ada"));
        assert_eq!(profile.family_name.as_deref(), Some("Lovelace"));
        assert_eq!(profile.middle_name.as_deref(), Some("K."));
        assert_eq!(profile.nickname.as_deref(), Some("Countess"));
        assert_eq!(
            profile.profile.as_deref(),
            Some("https://people.example/ada")
        );
        assert_eq!(profile.picture.as_deref(), Some("https://a.example/2.jpg"));
        assert_eq!(profile.zoneinfo.as_deref(), Some("Europe/London"));
        assert_eq!(profile.locale.as_deref(), Some("en-GB"));
        assert_eq!(
            profile.phone_number.as_deref(),
            Some("tel:+44-20-7946-0000")
        );
        let address = serde_json::to_value(profile.address).unwrap();
        let expected = json!({"street_address": "12 St James Sq\nFlat 2", "locality": "London", "country": "GB"});
        assert_eq!(address, expected);
        let named = Profile::of_scim(&json!({"displayName": "Ada L."}));
        assert_eq!(named.name.as_deref(), Some("Ada L."));
    }

    #[test]
    fn what_is_no_claim_is_left_out() {
        for user in [
            json!({}),
            json!({"name": "Ada", "photos": "x", "addresses": [], "phoneNumbers": [1]}),
            json!({"name": {"givenName": "", "familyName": "a\u{0}b", "middleName": 7}}),
            json!({"nickName": "x".repeat(257), "timezone": "a\nb"}),
            json!({"profileUrl": "javascript:alert(1)", "photos": [{"value": "http://a.example/1.jpg"}]}),
            json!({"photos": [{"value": "data:image/png;base64,AAAA"}], "addresses": [{"type": "home"}]}),
        ] {
            assert_eq!(Profile::of_scim(&user), Profile::default(), "{user}");
        }
    }
}
