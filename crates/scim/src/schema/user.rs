//! A person (RFC 7643, section 4.1).
//!
//! There is no `password`: people sign in with a picture, and a client that sends one is not refused,
//! but nothing is kept of it. `emails` and `active` are required here, because every account has an
//! address and a state; a request without `active` means true, and a user name that is an address
//! serves as `emails`.

use super::{Attribute, Kind, Schema};

const TYPE: Attribute = Attribute::string("type", "What it is for, for example work.")
    .one_of(&["work", "home", "other"]);
const DISPLAY: Attribute = Attribute::string("display", "How it is shown to people.");
const PRIMARY: Attribute =
    Attribute::boolean("primary", "It is the preferred one; at most one is.");

/// A list of texts, each with a type, a label and perhaps a preference.
macro_rules! plural {
    ($name:literal, $description:literal, $value:literal, $types:expr) => {
        Attribute::complex(
            $name,
            $description,
            &[
                Attribute::string("value", $value),
                DISPLAY,
                Attribute::string("type", "What it is for.").one_of($types),
                PRIMARY,
            ],
        )
        .many()
    };
}

pub(super) const SCHEMA: Schema = Schema {
    urn: "urn:ietf:params:scim:schemas:core:2.0:User",
    name: "User",
    description: "A person with an account.",
    attributes: &[
        Attribute::string("userName", "The name to sign in with.")
            .required()
            .unique(),
        Attribute::complex(
            "name",
            "The person's name and its parts.",
            &[
                Attribute::string("formatted", "The whole name as it is shown."),
                Attribute::string("familyName", "The family name."),
                Attribute::string("givenName", "The given name."),
                Attribute::string("middleName", "Middle names."),
                Attribute::string(
                    "honorificPrefix",
                    "What comes before the name, for example Dr.",
                ),
                Attribute::string(
                    "honorificSuffix",
                    "What comes after the name, for example III.",
                ),
            ],
        ),
        Attribute::string("displayName", "The name that others are shown."),
        Attribute::string("nickName", "What the person is called among friends."),
        Attribute::reference("profileUrl", "A page about the person.", &["external"]),
        Attribute::string("title", "The person's title, for example Vice President."),
        Attribute::string("userType", "How the person belongs to the organization."),
        Attribute::string(
            "preferredLanguage",
            "The language to write to the person in.",
        ),
        Attribute::string(
            "locale",
            "How dates and numbers are written for the person.",
        ),
        Attribute::string("timezone", "The time zone, for example Europe/Zurich."),
        Attribute::boolean(
            "active",
            "Whether the person may sign in; true if nothing is said.",
        )
        .required(),
        Attribute::complex(
            "emails",
            "E-mail addresses. The primary or else first one is the account's: mails go there.",
            &[
                Attribute::string("value", "The address.").required(),
                DISPLAY,
                TYPE,
                PRIMARY,
            ],
        )
        .many()
        .required(),
        plural!(
            "phoneNumbers",
            "Telephone numbers.",
            "The number.",
            &["work", "home", "mobile", "fax", "pager", "other"]
        ),
        plural!(
            "ims",
            "Addresses for instant messages.",
            "The address.",
            &["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"]
        ),
        Attribute::complex(
            "photos",
            "Where photographs of the person are.",
            &[
                Attribute::reference("value", "Where the photograph is.", &["external"]),
                DISPLAY,
                Attribute::string("type", "Which size.").one_of(&["photo", "thumbnail"]),
                PRIMARY,
            ],
        )
        .many(),
        Attribute::complex(
            "addresses",
            "Postal addresses.",
            &[
                Attribute::string("formatted", "The whole address as it is written."),
                Attribute::string("streetAddress", "Street and number."),
                Attribute::string("locality", "The city."),
                Attribute::string("region", "The state or region."),
                Attribute::string("postalCode", "The postal code."),
                Attribute::string("country", "The country, in two letters."),
                TYPE,
                PRIMARY,
            ],
        )
        .many(),
        Attribute::complex(
            "groups",
            "The groups that the person is a member of; changed at the groups.",
            &[
                Attribute::string("value", "The group's id.")
                    .case_exact()
                    .read_only(),
                Attribute::reference("$ref", "Where the group is.", &["Group"]).read_only(),
                Attribute::string("display", "The group's name.").read_only(),
                Attribute::string("type", "How the person is a member.")
                    .one_of(&["direct"])
                    .read_only(),
            ],
        )
        .many()
        .read_only(),
        plural!(
            "entitlements",
            "What the person is entitled to elsewhere.",
            "The entitlement.",
            &[]
        ),
        plural!(
            "roles",
            "Roles that the person has elsewhere; they give no rights in this service.",
            "The role.",
            &[]
        ),
        Attribute::complex(
            "x509Certificates",
            "Certificates of the person.",
            &[
                Attribute::new(Kind::Binary, "value", "The certificate in DER.").case_exact(),
                DISPLAY,
                Attribute::string("type", "What it is for."),
                PRIMARY,
            ],
        )
        .many(),
    ],
};
