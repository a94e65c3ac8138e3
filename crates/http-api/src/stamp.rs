//! When, from where and with what something was done, as the published API shows it.

use identity::Stamp;
use kernel::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use woothee::parser::Parser;

use crate::Api;

/// When, from where and with what something was done.
#[derive(Serialize, ToSchema)]
#[schema(as = Stamp)]
pub(crate) struct StampView {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// From which address.
    ip: Option<String>,
    /// From which country (ISO 3166-1 alpha-2), if the operator has a database of addresses.
    country: Option<String>,
    /// With what, as it called itself.
    user_agent: Option<String>,
    /// What that probably is.
    user_agent_parsed: Option<UserAgentParsed>,
}

/// What a client probably is, by what it calls itself.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "the published API's fields")]
pub(crate) struct UserAgentParsed {
    browser: UserAgentSoftware,
    os: UserAgentSoftware,
    device: UserAgentDevice,
    #[schema(default = false)]
    is_mobile: bool,
    #[schema(default = false)]
    is_tablet: bool,
    #[schema(default = false)]
    is_pc: bool,
    #[schema(default = false)]
    is_bot: bool,
}

/// A browser or an operating system.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct UserAgentSoftware {
    family: String,
    version: String,
}

/// A device; what the client does not tell is empty.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct UserAgentDevice {
    family: String,
    brand: String,
    model: String,
}

impl Api {
    /// The stamp as it is shown.
    pub(crate) fn stamp(&self, stamp: Stamp) -> StampView {
        StampView {
            at: stamp.at.to_rfc3339(),
            ip: stamp.ip.map(|ip| ip.to_string()),
            country: stamp.ip.and_then(|ip| self.countries.country_of(ip)),
            user_agent_parsed: stamp.user_agent.as_deref().and_then(parse),
            user_agent: stamp.user_agent,
        }
    }

    /// The stamp of something of which only the moment is known, and with what.
    pub(crate) fn moment(&self, at: Timestamp, user_agent: Option<&str>) -> StampView {
        self.stamp(Stamp {
            at,
            ip: None,
            user_agent: user_agent.map(str::to_owned),
        })
    }
}

fn parse(user_agent: &str) -> Option<UserAgentParsed> {
    let found = Parser::new().parse(user_agent)?;
    let known = |text: &str| {
        let known = if text == "UNKNOWN" { "" } else { text };
        known.to_owned()
    };
    let (is_tablet, brand) = match found.os {
        "iPad" => (true, "Apple"),
        "iPhone" | "iPod" | "Mac OSX" => (false, "Apple"),
        // A tablet with Android does not call itself Mobile.
        "Android" => (!user_agent.contains("Mobile"), ""),
        _ => (false, ""),
    };
    let is_phone = matches!(found.category, "smartphone" | "mobilephone");
    let os = if matches!(found.os, "iPad" | "iPhone" | "iPod") {
        "iOS"
    } else {
        found.os
    };
    Some(UserAgentParsed {
        browser: UserAgentSoftware {
            family: known(found.name),
            version: known(found.version),
        },
        os: UserAgentSoftware {
            family: known(os),
            version: known(&found.os_version),
        },
        device: UserAgentDevice {
            family: if brand == "Apple" && os == "iOS" {
                found.os.to_owned()
            } else {
                known(found.category)
            },
            brand: brand.to_owned(),
            model: String::new(),
        },
        is_mobile: is_phone && !is_tablet,
        is_tablet,
        is_pc: found.category == "pc",
        is_bot: found.category == "crawler",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_clients_are_recognized() {
        for (text, browser, os, kind) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
                "Firefox 142.0",
                "Linux",
                "pc",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Chrome 140.0.0.0",
                "Windows 10",
                "pc",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari 18.5",
                "iOS",
                "mobile",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1",
                "Safari 16.6",
                "iOS",
                "tablet",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36",
                "Chrome 139.0.0.0",
                "Android",
                "mobile",
            ),
            (
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "Googlebot",
                "",
                "bot",
            ),
        ] {
            let found = parse(text).unwrap();
            let kinds = [
                (found.is_mobile, "mobile"),
                (found.is_tablet, "tablet"),
                (found.is_pc, "pc"),
                (found.is_bot, "bot"),
            ];
            let kinds: Vec<_> = kinds
                .iter()
                .filter_map(|(is, kind)| is.then_some(*kind))
                .collect();
            let named = format!("{} {}", found.browser.family, found.browser.version);
            assert_eq!(named.trim(), browser, "{text}");
            assert_eq!(found.os.family, os, "{text}");
            assert_eq!(kinds, [kind], "{text}");
        }
        assert_eq!(parse("a client of my own"), None);
    }
}
