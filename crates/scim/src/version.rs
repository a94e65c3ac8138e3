//! Entity tags and what requests say about them (RFC 7644, section 3.14; RFC 9110, section 13).

/// Which version of a resource a request is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Precondition {
    /// Whichever there is.
    #[default]
    Any,
    /// One of these entity tags.
    OneOf(Vec<String>),
}

impl Precondition {
    /// Reads the header `If-Match`.
    pub fn parse(header: &str) -> Self {
        let tags: Vec<_> = header.split(',').map(|tag| bare(tag).to_owned()).collect();
        if tags.iter().any(|tag| tag == "*") {
            Self::Any
        } else {
            Self::OneOf(tags)
        }
    }

    /// Whether a resource of that version may be changed. Weak tags are compared, as this service has
    /// no others.
    pub fn admits(&self, version: Option<&str>) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(tags) => version.is_some_and(|version| {
                let version = bare(version);
                tags.iter().any(|tag| tag == version)
            }),
        }
    }
}

/// The entity tag without its weakness and quotes.
fn bare(tag: &str) -> &str {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"')
}

/// The weak entity tag of a version.
pub fn entity_tag(version: &str) -> String {
    format!("W/\"{version}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_and_strong_tags_of_one_version_are_the_same() {
        let tag = entity_tag("7-1");
        for header in ["W/\"7-1\"", "\"7-1\"", "\"6\", W/\"7-1\"", "*"] {
            assert!(Precondition::parse(header).admits(Some(&tag)), "{header}");
        }
        assert!(!Precondition::parse("W/\"7-2\"").admits(Some(&tag)));
        assert!(!Precondition::parse("W/\"7-1\"").admits(None));
    }
}
