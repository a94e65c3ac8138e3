//! Schemas and resource types as a client reads them (RFC 7643, sections 6 and 7).

use serde_json::{Value, json};

use super::{Attribute, Kind, Mutability, ResourceType, Schema};

const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";
const RESOURCE_TYPE: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";

/// Every known schema, each as a resource below `base`.
pub fn schemas(base: &str) -> Vec<Value> {
    let of_type = |kind: ResourceType| {
        let extensions = kind.extensions().iter().copied();
        std::iter::once(kind.core()).chain(extensions)
    };
    let all = ResourceType::ALL.into_iter().flat_map(of_type);
    all.map(|schema| describe(schema, base)).collect()
}

fn describe(schema: &Schema, base: &str) -> Value {
    json!({
        "schemas": [SCHEMA],
        "id": schema.urn,
        "name": schema.name,
        "description": schema.description,
        "attributes": schema.attributes.iter().map(characteristics).collect::<Vec<_>>(),
        "meta": {
            "resourceType": "Schema",
            "location": format!("{base}/Schemas/{}", schema.urn),
        },
    })
}

fn characteristics(attribute: &Attribute) -> Value {
    let mut it = json!({
        "name": attribute.name,
        "type": match attribute.kind {
            Kind::String => "string",
            Kind::Boolean => "boolean",
            Kind::DateTime => "dateTime",
            Kind::Reference => "reference",
            Kind::Binary => "binary",
            Kind::Complex => "complex",
        },
        "multiValued": attribute.is_multi_valued,
        "description": attribute.description,
        "required": attribute.is_required,
        "caseExact": attribute.is_case_exact,
        "mutability": match attribute.mutability {
            Mutability::ReadOnly => "readOnly",
            Mutability::ReadWrite => "readWrite",
            Mutability::Immutable => "immutable",
        },
        "returned": if attribute.is_always_returned { "always" } else { "default" },
        "uniqueness": if attribute.is_unique { "server" } else { "none" },
    });
    let subs = attribute.sub_attributes.iter().map(characteristics);
    let lists = [
        ("canonicalValues", json!(attribute.canonical_values)),
        ("referenceTypes", json!(attribute.reference_types)),
        ("subAttributes", subs.collect()),
    ];
    if let Some(members) = it.as_object_mut() {
        let given = lists.into_iter().filter(|(_, list)| *list != json!([]));
        members.extend(given.map(|(name, list)| (name.to_owned(), list)));
    }
    it
}

/// Every resource type, each as a resource below `base`.
pub fn resource_types(base: &str) -> Vec<Value> {
    let describe = |kind: ResourceType| {
        let extension = |schema: &&Schema| json!({ "schema": schema.urn, "required": false });
        json!({
            "schemas": [RESOURCE_TYPE],
            "id": kind.name(),
            "name": kind.name(),
            "endpoint": kind.endpoint(),
            "description": kind.core().description,
            "schema": kind.core().urn,
            "schemaExtensions": kind.extensions().iter().map(extension).collect::<Vec<_>>(),
            "meta": {
                "resourceType": "ResourceType",
                "location": format!("{base}/ResourceTypes/{}", kind.name()),
            },
        })
    };
    ResourceType::ALL.into_iter().map(describe).collect()
}
