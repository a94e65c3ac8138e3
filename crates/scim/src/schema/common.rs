//! The attributes that every resource has (RFC 7643, section 3.1).

use super::{Attribute, Kind};

pub(super) const ATTRIBUTES: &[Attribute] = &[
    Attribute::reference(
        "schemas",
        "The schemas of the resource's attributes.",
        &["uri"],
    )
    .many()
    .required()
    .always(),
    Attribute::string("id", "Names the resource; chosen by the service.")
        .case_exact()
        .read_only()
        .always()
        .unique(),
    Attribute::string(
        "externalId",
        "Names the resource in the client's own system.",
    )
    .case_exact(),
    Attribute::complex(
        "meta",
        "Facts about the resource itself.",
        &[
            Attribute::string("resourceType", "The type of the resource.")
                .case_exact()
                .read_only(),
            Attribute::new(Kind::DateTime, "created", "When it was created.").read_only(),
            Attribute::new(Kind::DateTime, "lastModified", "When it was last changed.").read_only(),
            Attribute::reference("location", "Where it is.", &["uri"]).read_only(),
            Attribute::string("version", "Its entity tag.")
                .case_exact()
                .read_only(),
        ],
    )
    .read_only(),
];
