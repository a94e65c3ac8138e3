//! A set of users (RFC 7643, section 4.2).

use super::{Attribute, Schema};

pub(super) const SCHEMA: Schema = Schema {
    urn: "urn:ietf:params:scim:schemas:core:2.0:Group",
    name: "Group",
    description: "A set of users.",
    attributes: &[
        Attribute::string("displayName", "The group's name.")
            .required()
            .unique(),
        Attribute::complex(
            "members",
            "The users in the group.",
            &[
                Attribute::string("value", "The user's id.")
                    .case_exact()
                    .immutable(),
                Attribute::reference("$ref", "Where the user is.", &["User"]).immutable(),
                Attribute::string("type", "What the member is.")
                    .one_of(&["User"])
                    .immutable(),
            ],
        )
        .many(),
    ],
};
