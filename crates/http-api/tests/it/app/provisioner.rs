//! A system that provisions by SCIM with an API key.

use actix_web::http::Method;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::test::TestRequest;
use identity::api_key::ApiKeyRequest;
use kernel::{Actor, Permission, UserId};
use serde_json::{Value, json};
use tenancy::{AccessTokenFormat, ClientRegistration, GrantType};

use super::tenant::Tenant;
use super::{Answer, TestApp};

/// A system that provisions.
pub(crate) struct Provisioner<'a> {
    app: &'a TestApp,
    tenant: &'static str,
    pub(crate) key: String,
}

impl<'a> Tenant<'a> {
    /// A system with a new key of the tenant's.
    pub(crate) async fn provisioner(&self) -> Provisioner<'a> {
        self.program(Permission::Provision, None).await
    }

    /// A client that gets itself an access token with the scope `scim`.
    pub(crate) async fn provisioning_client(
        &self,
        id: &str,
        access_token_format: AccessTokenFormat,
    ) -> Provisioner<'a> {
        let registration = ClientRegistration {
            grant_types: vec![GrantType::ClientCredentials],
            allowed_scopes: vec!["scim".to_owned(), "read".to_owned()],
            access_token_format,
            ..ClientRegistration::new(id.parse().unwrap(), "Synchronisation")
        };
        let (operator, tenant) = (Actor::operator(), self.id.parse().unwrap());
        let registered = self
            .app
            .registrar
            .register_client(&operator, tenant, registration);
        let (_, secret) = registered.await.unwrap();
        let secret = secret.unwrap();
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", id),
            ("client_secret", secret.reveal()),
            ("scope", "scim"),
        ];
        let request = TestRequest::post().uri(&self.endpoint("token"));
        let answer = self.app.send(request.set_form(form)).await;
        assert_eq!(answer.status, 200, "{answer}");
        Provisioner {
            app: self.app,
            tenant: self.id,
            key: answer.text("access_token"),
        }
    }

    /// A program with a new key.
    pub(crate) async fn program(&self, scope: Permission, owner: Option<&str>) -> Provisioner<'a> {
        let request = ApiKeyRequest {
            tenant_id: self.id.parse().unwrap(),
            owner: owner.map(|id| id.parse::<UserId>().unwrap()),
            name: "provisioning".to_owned(),
            scopes: vec![scope],
        };
        let (_, key) = self.app.operator.create_api_key(request).await.unwrap();
        Provisioner {
            app: self.app,
            tenant: self.id,
            key: key.reveal().to_owned(),
        }
    }
}

impl Provisioner<'_> {
    /// The same system, which asks another tenant.
    pub(crate) fn at(&self, tenant: &'static str) -> Self {
        Self {
            app: self.app,
            tenant,
            key: self.key.clone(),
        }
    }

    /// What it is answered elsewhere in the API.
    pub(crate) async fn get_elsewhere(&self, path: &str) -> Answer {
        let bearer = ("authorization", format!("Bearer {}", self.key));
        let request = TestRequest::get().uri(path).insert_header(bearer);
        self.ask(request).await
    }

    /// A request with the key and this media type.
    pub(crate) fn request(&self, method: &str, path: &str) -> TestRequest {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        TestRequest::default()
            .method(method)
            .uri(&format!("/scim/v2/{}{path}", self.tenant))
            .insert_header(("authorization", format!("Bearer {}", self.key)))
    }

    pub(crate) async fn ask(&self, request: TestRequest) -> Answer {
        self.app.send(request).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(self.request("GET", path)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.ask(self.request("DELETE", path)).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let request = self.request(method, path);
        let request = request.insert_header((CONTENT_TYPE, "application/scim+json"));
        self.ask(request.set_payload(body.to_string())).await
    }

    /// Asks for a list by a filter.
    pub(crate) async fn find(&self, collection: &str, filter: &str) -> Value {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("filter", filter)
            .finish();
        let answer = self.get(&format!("{collection}?{query}")).await;
        assert_eq!(answer.status, 200, "{answer}");
        answer.json()
    }

    /// Creates a user with these attributes, and gives what is answered.
    pub(crate) async fn user(&self, mut attributes: Value) -> Value {
        attributes["schemas"] = json!(["urn:ietf:params:scim:schemas:core:2.0:User"]);
        let answer = self.send("POST", "/Users", &attributes).await;
        assert_eq!(answer.status, 201, "{answer}");
        answer.json()
    }

    /// Creates a group with these members, and gives its id.
    pub(crate) async fn group(&self, name: &str, members: &[&Value]) -> String {
        let members = members.iter().map(|id| json!({ "value": id }));
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "displayName": name,
            "members": members.collect::<Vec<_>>(),
        });
        let answer = self.send("POST", "/Groups", &body).await;
        assert_eq!(answer.status, 201, "{answer}");
        answer.text("id")
    }
}

/// The body of a PATCH with these operations.
pub(crate) fn patch(operations: Value) -> Value {
    let mut body = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"] });
    body["Operations"] = operations;
    body
}
