//! What every resource can be asked for: the handlers of users, of groups and of oneself differ in
//! which resource they name.

use actix_web::HttpResponse;
use scim::schema::ResourceType;

use super::{Document, Parameters, Provisioned, ScimProblem};

type Response = Result<HttpResponse, ScimProblem>;

impl Provisioned {
    /// Creates a resource.
    pub(crate) async fn create(
        &self,
        kind: ResourceType,
        parameters: &Parameters,
        body: &Document,
    ) -> Response {
        let wanted = parameters.projection()?;
        self.serve(async |server| server.create(kind, &body.0, &wanted).await)
            .await
    }

    /// Finds resources.
    pub(crate) async fn list(&self, kind: ResourceType, parameters: &Parameters) -> Response {
        let request = parameters.list()?;
        self.serve(async |server| server.list(kind, &request).await)
            .await
    }

    /// One resource.
    pub(crate) async fn get(
        &self,
        kind: ResourceType,
        id: &str,
        parameters: &Parameters,
    ) -> Response {
        let (wanted, known) = (
            parameters.projection()?,
            parameters.if_none_match.as_deref(),
        );
        self.serve(async |server| server.get(kind, id, &wanted, known).await)
            .await
    }

    /// Replaces a resource.
    pub(crate) async fn replace(
        &self,
        kind: ResourceType,
        id: &str,
        parameters: &Parameters,
        body: &Document,
    ) -> Response {
        let (wanted, version) = (parameters.projection()?, &parameters.precondition);
        self.serve(async |server| server.replace(kind, id, &body.0, &wanted, version).await)
            .await
    }

    /// Changes a part of a resource.
    pub(crate) async fn patch(
        &self,
        kind: ResourceType,
        id: &str,
        parameters: &Parameters,
        body: &Document,
    ) -> Response {
        let (wanted, version) = (parameters.projection()?, &parameters.precondition);
        self.serve(async |server| server.patch(kind, id, &body.0, &wanted, version).await)
            .await
    }

    /// Deletes a resource.
    pub(crate) async fn delete(
        &self,
        kind: ResourceType,
        id: &str,
        parameters: &Parameters,
    ) -> Response {
        let version = &parameters.precondition;
        self.serve(async |server| server.delete(kind, id, version).await)
            .await
    }
}
