//! What a client can ask for (RFC 7644, section 3), over a [`Directory`].

use serde_json::{Map, Value, json};

use crate::list::{ListRequest, list_response};
use crate::patch::Patch;
use crate::schema::{self, ResourceType};
use crate::{Change, Directory, Precondition, Projection, Resource, ScimError};

const CONFIG: &str = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";

/// Serves one directory under one address.
pub struct Server<'a> {
    /// The address, without a slash at its end.
    pub base: String,
    /// What is served.
    pub directory: &'a dyn Directory,
    /// Most bytes of a body, as bulk clients are told.
    pub max_payload: usize,
    /// Whether somebody is told of changes by the [events](crate::event) that there are.
    pub tells_events: bool,
}

/// What a client is answered when its request is served.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body; none for 204 and 304.
    pub body: Option<Value>,
    /// Where the resource is.
    pub location: Option<String>,
    /// Its entity tag.
    pub version: Option<String>,
}

impl Answer {
    fn plain(status: u16, body: Value) -> Self {
        Self {
            status,
            body: Some(body),
            location: None,
            version: None,
        }
    }

    fn of(status: u16, resource: &Resource, projection: &Projection) -> Self {
        Self {
            status,
            body: Some(projection.apply(resource)),
            location: resource.location().map(str::to_owned),
            version: resource.version().map(str::to_owned),
        }
    }

    fn without_body(self, status: u16) -> Self {
        Self {
            status,
            body: None,
            ..self
        }
    }
}

impl Server<'_> {
    /// POST: creates a resource.
    ///
    /// # Errors
    /// What is wrong with the body, or what the directory refuses.
    pub async fn create(
        &self,
        kind: ResourceType,
        body: &Value,
        projection: &Projection,
    ) -> Result<Answer, ScimError> {
        let resource = Resource::parse(kind, body)?;
        let created = self.placed(self.directory.create(resource).await?);
        Ok(Answer::of(201, &created, projection))
    }

    /// GET: one resource; 304 if the client has this version.
    ///
    /// # Errors
    /// 404, or what storage says.
    pub async fn get(
        &self,
        kind: ResourceType,
        id: &str,
        projection: &Projection,
        if_none_match: Option<&str>,
    ) -> Result<Answer, ScimError> {
        let found = self.directory.find(kind, id, projection).await?;
        let found = self.placed(found.ok_or_else(|| ScimError::not_found(id))?);
        let answer = Answer::of(200, &found, projection);
        let is_known =
            if_none_match.is_some_and(|header| Precondition::parse(header).admits(found.version()));
        Ok(if is_known {
            answer.without_body(304)
        } else {
            answer
        })
    }

    /// GET or search: many resources of one type.
    ///
    /// # Errors
    /// `invalidFilter`, or what storage says.
    pub async fn list(
        &self,
        kind: ResourceType,
        request: &ListRequest,
    ) -> Result<Answer, ScimError> {
        let page = self.directory.list(kind, &request.compile(kind)?).await?;
        let resources = page.resources.into_iter();
        let shown = resources.map(|it| request.projection.apply(&self.placed(it)));
        let body = list_response(page.total, request.start_index, shown.collect());
        Ok(Answer::plain(200, body))
    }

    /// Search at the root: users, then groups. A type that does not have what the filter asks about
    /// has no resource that meets it.
    ///
    /// # Errors
    /// `invalidFilter` if no type has it, or what storage says.
    pub async fn list_all(&self, request: &ListRequest) -> Result<Answer, ScimError> {
        let (mut total, mut shown, mut refusal) = (0, Vec::new(), None);
        let mut is_meant = false;
        for kind in ResourceType::ALL {
            let mut query = match request.compile(kind) {
                Ok(query) => query,
                Err(error) => {
                    refusal = Some(error);
                    continue;
                }
            };
            is_meant = true;
            query.offset = query.offset.saturating_sub(total);
            let taken = u64::try_from(shown.len()).unwrap_or(u64::MAX);
            query.count = query.count.saturating_sub(taken);
            let page = self.directory.list(kind, &query).await?;
            total += page.total;
            let resources = page.resources.into_iter();
            shown.extend(resources.map(|it| request.projection.apply(&self.placed(it))));
        }
        match refusal {
            Some(refusal) if !is_meant => Err(refusal),
            _ => {
                let body = list_response(total, request.start_index, shown);
                Ok(Answer::plain(200, body))
            }
        }
    }

    /// PUT: replaces a resource.
    ///
    /// # Errors
    /// What is wrong with the body, 404, 412, or what the directory refuses.
    pub async fn replace(
        &self,
        kind: ResourceType,
        id: &str,
        body: &Value,
        projection: &Projection,
        precondition: &Precondition,
    ) -> Result<Answer, ScimError> {
        let change = Change::Replace(Resource::parse(kind, body)?);
        self.update(kind, id, &change, projection, precondition)
            .await
    }

    /// PATCH: changes a part of a resource. A user is answered whole; a group, which may have
    /// thousands of members, with 204 unless the client says which attributes it wants.
    ///
    /// # Errors
    /// What is wrong with the body, 404, 412, or what the directory refuses.
    pub async fn patch(
        &self,
        kind: ResourceType,
        id: &str,
        body: &Value,
        projection: &Projection,
        precondition: &Precondition,
    ) -> Result<Answer, ScimError> {
        let change = Change::Patch(Patch::parse(kind, body)?);
        let has_body = kind == ResourceType::User || projection.is_given();
        let minimal = Projection::parse(Some("id,meta"), None)?;
        let wanted = if has_body { projection } else { &minimal };
        let answer = self.update(kind, id, &change, wanted, precondition).await?;
        Ok(if has_body {
            answer
        } else {
            answer.without_body(204)
        })
    }

    async fn update(
        &self,
        kind: ResourceType,
        id: &str,
        change: &Change,
        projection: &Projection,
        precondition: &Precondition,
    ) -> Result<Answer, ScimError> {
        let directory = self.directory;
        let updated = directory.update(kind, id, change, precondition, projection);
        let updated = updated.await?.ok_or_else(|| ScimError::not_found(id))?;
        Ok(Answer::of(200, &self.placed(updated), projection))
    }

    /// DELETE: deletes a resource.
    ///
    /// # Errors
    /// 404, 412, or what storage says.
    pub async fn delete(
        &self,
        kind: ResourceType,
        id: &str,
        precondition: &Precondition,
    ) -> Result<Answer, ScimError> {
        if self.directory.delete(kind, id, precondition).await? {
            Ok(Answer {
                status: 204,
                body: None,
                location: None,
                version: None,
            })
        } else {
            Err(ScimError::not_found(id))
        }
    }

    /// `/Schemas`, or one of them.
    ///
    /// # Errors
    /// 404: there is no such schema.
    pub fn schemas(&self, id: Option<&str>) -> Result<Answer, ScimError> {
        described(schema::schemas(&self.base), id)
    }

    /// `/ResourceTypes`, or one of them.
    ///
    /// # Errors
    /// 404: there is no such type.
    pub fn resource_types(&self, id: Option<&str>) -> Result<Answer, ScimError> {
        described(schema::resource_types(&self.base), id)
    }

    /// `/ServiceProviderConfig`: what this service can do (RFC 7643, section 5).
    pub fn service_provider_config(&self) -> Answer {
        let scheme = |name: &str, description: &str, is_primary: bool| {
            json!({
                "type": "oauthbearertoken",
                "name": name,
                "description": description,
                "specUri": "https://www.rfc-editor.org/info/rfc6750",
                "primary": is_primary,
            })
        };
        let key = "An API key with the scope SCIM2, as a bearer token or in the header X-API-Key.";
        let token = "An access token of this tenant with the scope scim.";
        let mut config = json!({
            "schemas": [CONFIG],
            "patch": { "supported": true },
            "bulk": {
                "supported": true,
                "maxOperations": crate::bulk::MAX_OPERATIONS,
                "maxPayloadSize": self.max_payload,
            },
            "filter": { "supported": true, "maxResults": crate::list::MAX_COUNT },
            "changePassword": { "supported": false },
            "sort": { "supported": true },
            "etag": { "supported": true },
            "authenticationSchemes": [
                scheme("API key", key, true),
                scheme("OAuth 2.0 access token", token, false),
            ],
            "meta": {
                "resourceType": "ServiceProviderConfig",
                "location": format!("{}/ServiceProviderConfig", self.base),
            },
        });
        if let (true, Some(members)) = (self.tells_events, config.as_object_mut()) {
            // RFC 9967 adds this attribute to RFC 7643, section 5.
            let told = json!({ "asyncRequest": "none", "eventUris": crate::event::URIS });
            members.insert("securityEvents".to_owned(), told);
        }
        Answer::plain(200, config)
    }

    /// Where a resource is.
    pub fn location(&self, kind: ResourceType, id: &str) -> String {
        format!("{}{}/{id}", self.base, kind.endpoint())
    }

    /// The resource with its type, its place and the places of what it refers to.
    fn placed(&self, mut resource: Resource) -> Resource {
        let kind = resource.kind();
        let location = resource.id().map(|id| self.location(kind, id));
        let mut meta = match resource.take("meta") {
            Some(Value::Object(meta)) => meta,
            _ => Map::new(),
        };
        meta.insert("resourceType".to_owned(), kind.name().into());
        meta.insert("location".to_owned(), location.into());
        resource.set("meta", meta);
        let (name, kind) = match kind {
            ResourceType::User => ("groups", ResourceType::Group),
            ResourceType::Group => ("members", ResourceType::User),
        };
        if let Some(Value::Array(mut elements)) = resource.take(name) {
            for element in &mut elements {
                if let Some(id) = element.get("value").and_then(Value::as_str) {
                    element["$ref"] = self.location(kind, id).into();
                }
            }
            resource.set(name, elements);
        }
        resource
    }
}

fn described(all: Vec<Value>, id: Option<&str>) -> Result<Answer, ScimError> {
    let Some(id) = id else {
        let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
        return Ok(Answer::plain(200, list_response(total, 1, all)));
    };
    let is_it = |it: &Value| {
        it["id"]
            .as_str()
            .is_some_and(|it| it.eq_ignore_ascii_case(id))
    };
    let found = all.into_iter().find(is_it);
    let found = found.ok_or_else(|| ScimError::not_found(id))?;
    Ok(Answer::plain(200, found))
}

#[cfg(test)]
mod tests;
