//! Which resource servers a token is for (RFC 8707).

use tenancy::RelyingParty;

use crate::{InvalidParameter, Parameters};

/// A resource that the client may not ask for, or may not ask for now (section 2).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidTarget {
    #[error("resource: expected resources that this client is registered for (allowed_resources)")]
    NotAllowed,
    #[error("resource: expected no other resources than those of the authorization request")]
    NotGranted,
    #[error(transparent)]
    Parameter(#[from] InvalidParameter),
}

/// The resources that are asked for, each once; all of them the client's.
pub(crate) fn requested(
    parameters: &Parameters,
    client: &RelyingParty,
) -> Result<Vec<String>, InvalidTarget> {
    let mut resources: Vec<String> = Vec::new();
    for resource in parameters.all("resource")? {
        if !client
            .registration
            .allowed_resources
            .iter()
            .any(|known| known == resource)
        {
            return Err(InvalidTarget::NotAllowed);
        }
        if !resources.iter().any(|known| known == resource) {
            resources.push(resource.to_owned());
        }
    }
    Ok(resources)
}

/// The resources that a token request asks for, out of those that were granted; all of these if it
/// names none.
pub(crate) fn narrowed(
    parameters: &Parameters,
    client: &RelyingParty,
    granted: &[String],
) -> Result<Vec<String>, InvalidTarget> {
    let asked = requested(parameters, client)?;
    if asked.is_empty() {
        Ok(granted.to_owned())
    } else if asked.iter().all(|resource| granted.contains(resource)) {
        Ok(asked)
    } else {
        Err(InvalidTarget::NotGranted)
    }
}
