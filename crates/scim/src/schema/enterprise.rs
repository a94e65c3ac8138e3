//! A person in an organization (RFC 7643, section 4.3).

use super::{Attribute, Schema};

pub(super) const SCHEMA: Schema = Schema {
    urn: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    name: "EnterpriseUser",
    description: "A person in an organization.",
    attributes: &[
        Attribute::string(
            "employeeNumber",
            "The number the organization knows the person by.",
        ),
        Attribute::string("costCenter", "The cost centre."),
        Attribute::string("organization", "The organization."),
        Attribute::string("division", "The division."),
        Attribute::string("department", "The department."),
        Attribute::complex(
            "manager",
            "The person's manager.",
            &[
                Attribute::string("value", "The manager's id.").case_exact(),
                Attribute::reference("$ref", "Where the manager is.", &["User"]),
                Attribute::string("displayName", "The manager's name.").read_only(),
            ],
        ),
    ],
};
