//! What attributes a resource has, and what each of them may be (RFC 7643, sections 2 and 7).

mod common;
mod describe;
mod enterprise;
mod group;
mod user;

pub use describe::{resource_types, schemas};

/// What kind of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResourceType {
    /// A person (RFC 7643, section 4.1).
    User,
    /// A set of users (RFC 7643, section 4.2).
    Group,
}

impl ResourceType {
    /// Every type there is.
    pub const ALL: [Self; 2] = [Self::User, Self::Group];

    /// Its name, for example `User`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
        }
    }

    /// Where its resources are, for example `/Users`.
    pub const fn endpoint(self) -> &'static str {
        match self {
            Self::User => "/Users",
            Self::Group => "/Groups",
        }
    }

    /// The type of that endpoint; its first letter's case does not matter to us, RFC 7644 writes it large.
    pub fn of_endpoint(segment: &str) -> Option<Self> {
        let is_it = |kind: &Self| kind.endpoint().trim_start_matches('/') == segment;
        Self::ALL.into_iter().find(is_it)
    }

    /// The schema that every resource of this type has.
    pub const fn core(self) -> &'static Schema {
        match self {
            Self::User => &user::SCHEMA,
            Self::Group => &group::SCHEMA,
        }
    }

    /// The extensions that are known for it. Others are kept as they come.
    pub const fn extensions(self) -> &'static [&'static Schema] {
        match self {
            Self::User => &[&enterprise::SCHEMA],
            Self::Group => &[],
        }
    }

    /// The known schema of that URN, in any letter case.
    pub fn schema(self, urn: &str) -> Option<&'static Schema> {
        let is_it = |schema: &&&Schema| schema.urn.eq_ignore_ascii_case(urn);
        if self.core().urn.eq_ignore_ascii_case(urn) {
            return Some(self.core());
        }
        self.extensions().iter().find(is_it).copied()
    }

    /// The attribute of that name of the core schema, or one that all resources have.
    pub fn attribute(self, name: &str) -> Option<&'static Attribute> {
        let core = self.core().attributes.iter();
        core.chain(common::ATTRIBUTES)
            .find(|attribute| attribute.is_named(name))
    }
}

/// A set of attributes under one URN.
#[derive(Debug)]
pub struct Schema {
    /// Its URN.
    pub urn: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it describes.
    pub description: &'static str,
    /// Its attributes.
    pub attributes: &'static [Attribute],
}

impl Schema {
    /// The attribute of that name, in any letter case.
    pub fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.is_named(name))
    }
}

/// What kind of value (RFC 7643, section 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    String,
    /// True or false.
    Boolean,
    /// A moment, as RFC 3339 writes it.
    DateTime,
    /// A URI.
    Reference,
    /// Bytes in base64.
    Binary,
    /// An object with attributes of its own.
    Complex,
}

/// Whether a client may change it (RFC 7643, section 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutability {
    /// No.
    ReadOnly,
    /// At any time.
    ReadWrite,
    /// Once.
    Immutable,
}

/// One attribute and its characteristics (RFC 7643, section 7).
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one characteristic each, as RFC 7643 has them"
)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// What it is, for people.
    pub description: &'static str,
    /// What kind of value it has.
    pub kind: Kind,
    /// It has a list of such values.
    pub is_multi_valued: bool,
    /// A resource must have it.
    pub is_required: bool,
    /// Case matters when its values are compared.
    pub is_case_exact: bool,
    /// Whether a client may change it.
    pub mutability: Mutability,
    /// It is in every answer, whatever the client asked for.
    pub is_always_returned: bool,
    /// No two resources have the same.
    pub is_unique: bool,
    /// The values that are meant; others are kept as well.
    pub canonical_values: &'static [&'static str],
    /// What a reference may point to.
    pub reference_types: &'static [&'static str],
    /// The attributes of a complex one.
    pub sub_attributes: &'static [Self],
}

impl Attribute {
    const fn new(kind: Kind, name: &'static str, description: &'static str) -> Self {
        Self {
            name,
            description,
            kind,
            is_multi_valued: false,
            is_required: false,
            is_case_exact: false,
            mutability: Mutability::ReadWrite,
            is_always_returned: false,
            is_unique: false,
            canonical_values: &[],
            reference_types: &[],
            sub_attributes: &[],
        }
    }

    const fn string(name: &'static str, description: &'static str) -> Self {
        Self::new(Kind::String, name, description)
    }

    const fn boolean(name: &'static str, description: &'static str) -> Self {
        Self::new(Kind::Boolean, name, description)
    }

    const fn reference(
        name: &'static str,
        description: &'static str,
        types: &'static [&'static str],
    ) -> Self {
        let mut it = Self::new(Kind::Reference, name, description).case_exact();
        it.reference_types = types;
        it
    }

    const fn complex(
        name: &'static str,
        description: &'static str,
        sub_attributes: &'static [Self],
    ) -> Self {
        let mut it = Self::new(Kind::Complex, name, description);
        it.sub_attributes = sub_attributes;
        it
    }

    const fn many(mut self) -> Self {
        self.is_multi_valued = true;
        self
    }

    const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    const fn case_exact(mut self) -> Self {
        self.is_case_exact = true;
        self
    }

    const fn read_only(mut self) -> Self {
        self.mutability = Mutability::ReadOnly;
        self
    }

    const fn immutable(mut self) -> Self {
        self.mutability = Mutability::Immutable;
        self
    }

    const fn always(mut self) -> Self {
        self.is_always_returned = true;
        self
    }

    const fn unique(mut self) -> Self {
        self.is_unique = true;
        self
    }

    const fn one_of(mut self, values: &'static [&'static str]) -> Self {
        self.canonical_values = values;
        self
    }

    /// Whether this is its name, in any letter case (RFC 7643, section 2.1).
    pub const fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The attribute of that name inside it.
    pub fn sub_attribute(&self, name: &str) -> Option<&'static Self> {
        self.sub_attributes.iter().find(|it| it.is_named(name))
    }

    /// It has values of which one is the primary one.
    pub(crate) fn has_primary(&self) -> bool {
        self.is_multi_valued && self.sub_attribute("primary").is_some()
    }
}
